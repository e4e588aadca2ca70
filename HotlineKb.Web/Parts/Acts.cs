using HotlineKb.Core.Basics;
using HotlineKb.Web.Access;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HotlineKb.Web.Parts;

/// <summary>The one place where a page's act meets its refusal: a sentence at the foot of the screen, and nothing lost.</summary>
internal sealed class Acts(ISnackbar snackbar, Viewer viewer, IStringLocalizer<Text> L, ILogger<Acts> log)
{
    /// <summary>A word that something was done, already translated.</summary>
    public void Say(string done) => snackbar.Add(done, Severity.Success);

    /// <summary>Why something is not done that is no act.</summary>
    public void Say(Refusal refusal) => snackbar.Add(L[refusal.Message], Severity.Warning);

    /// <returns>Whether it was done; when not, the reason has been shown.</returns>
    public async Task<Refusal?> TryAsync(Func<Actor, Task> act, string? done = null)
    {
        try
        {
            await act(await viewer.ActorAsync());
            if (done is not null)
                snackbar.Add(L[done], Severity.Success);
            return null;
        }
        catch (Refusal refusal)
        {
            snackbar.Add(L[refusal.Message], Severity.Warning);
            return refusal;
        }
        catch (SignedOut)
        {
            return Refusal.NotPermitted();
        }
        catch (Exception e)
        {
            log.LogError(e, "An act failed");
            var failed = new Refusal(BasicRule.Malformed, L["系统暂时无法完成这一操作，请稍后重试。"]);
            snackbar.Add(failed.Message, Severity.Error);
            return failed;
        }
    }
}
