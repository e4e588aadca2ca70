using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Sharing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HotlineKb.Web.Access;

/// <summary>
/// Who looks at this circuit's screens. The actor is read anew for every act and every load, so that a right taken away is gone at once;
/// someone who is no longer signed in is led to the sign-in page. An office may look as somebody else (R4.8): then the actor is the other's, read-only,
/// until it is ended or the circuit is; the cookie, and with it every address outside the circuit, stays the person's own.
/// </summary>
internal sealed class Viewer(AuthenticationStateProvider states, AccountViews accounts, ViewAsActions viewing, NavigationManager navigation, Lookers lookers) : IDisposable
{
    private Guid? _own;
    private string? _as;

    /// <summary>Looking as somebody else has begun or ended; told on the circuit's own dispatcher.</summary>
    public event Func<Task>? Changed;

    /// <summary>Account of whoever is looked as; null for oneself.</summary>
    public string? LooksAs => _as;

    public async Task<Actor> ActorAsync(CancellationToken ct = default)
    {
        var own = await OwnAsync(ct);
        // Refused, and not one's own eyes instead: what is pressed while looking as somebody else must never be done in one's own name.
        return _as is { } other ? await viewing.AgainAsync(own, other, ct) : own;
    }

    /// <summary>Looks as somebody else from here on, beginning at the start page.</summary>
    /// <exception cref="Refusal">As <see cref="ViewAsActions.StartAsync"/>; also while somebody is being looked as.</exception>
    public async Task LookAsAsync(string? userName)
    {
        if (_as is not null)
            throw Refusal.NotPermitted("请先结束当前的查看。");
        var own = await OwnAsync();
        (_as, _own) = ((await viewing.StartAsync(own, userName)).UserName, own.AccountId);
        Connected(true);
        // Before the mark of it is shown: whoever sees the mark and goes somewhere must not be led to the start page afterwards.
        navigation.NavigateTo("/");
        await TellAsync();
    }

    public Task LookAsOneselfAsync()
    {
        (_as, _own) = (null, null);
        lookers.End(this);
        return TellAsync();
    }

    /// <summary>The line of this circuit has come or gone. A page that was closed or loaded anew is never heard of again, but its circuit is kept for a while.</summary>
    public void Connected(bool up)
    {
        if (up && _own is { } own)
            lookers.Begin(this, own);
        else
            lookers.End(this);
    }

    public void Dispose() => lookers.End(this);

    private Task TellAsync() => Changed?.Invoke() ?? Task.CompletedTask;

    private async Task<Actor> OwnAsync(CancellationToken ct = default)
    {
        var state = await states.GetAuthenticationStateAsync();
        if (await SignInSetup.CurrentAsync(accounts, state.User, ct) is { } account)
            return account.ToActor();
        navigation.NavigateTo($"{SignInSetup.SignInPath}?returnUrl={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
        throw new SignedOut();
    }
}

/// <summary>The viewer is no longer signed in; the page is on its way to the sign-in page.</summary>
internal sealed class SignedOut() : OperationCanceledException("Signed out.");
