using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Entries;

/// <summary>How what is typed gets to the server, and what happens before an act.</summary>
public sealed partial class RevisionWork
{
    private async Task Typed()
    {
        // What an act said of the text no longer holds once the text changes.
        _refused = new Dictionary<string, string>();
        await StopPauseAsync();
        _pause = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(_pause.Token);
    }

    private async Task SaveAfterPauseAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, Time, ct);
            await InvokeAsync(SaveFieldsAsync);
        }
        catch (OperationCanceledException)
        {
            // More was typed, or the page is gone.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task StopPauseAsync()
    {
        if (_pause is not { } pause)
            return;
        _pause = null;
        await pause.CancelAsync();
        pause.Dispose();
    }

    private async Task SaveFieldsAsync()
    {
        if (_desk is not { Dirty: true } desk)
            return;
        try
        {
            await SaveFieldsAsync(desk, await Viewer.ActorAsync());
        }
        catch (OperationCanceledException)
        {
            // Signed out; on the way to the sign-in page.
        }
        catch (Exception e) when (e is not Refusal)
        {
            Log.LogError(e, "A draft's fields were not saved");
            desk.Failed(L["系统暂时不能保存，稍后自动重试；请不要关闭本页。"]);
            await Typed();
        }

        StateHasChanged();
    }

    private async Task SaveFieldsAsync(RevisionDesk desk, Actor actor)
    {
        await StopPauseAsync();
        await desk.SaveAsync(actor);
        await TellEditorAsync(desk);
    }

    /// <summary>The version moved without the body. When another changed the body, the editor must find that out at its next save.</summary>
    private async Task TellEditorAsync(RevisionDesk desk)
    {
        if (desk.BodyCurrent && _form?.Editor is { } editor)
            await editor.SetVersionAsync(desk.Version);
    }

    private void BodySaved(BodySaved saved)
    {
        _refused = new Dictionary<string, string>();
        _desk!.BodySaved(saved.Version, saved.SavedAt.UtcDateTime);
    }

    /// <summary>Everything typed is on the server afterwards, or the sentence says what is not.</summary>
    private async Task FlushAsync(RevisionDesk desk, Actor actor)
    {
        if (!desk.Detail.MayEdit)
            return;
        if (_form?.Editor is { } editor)
        {
            try
            {
                desk.BodyAt(await editor.FlushAsync());
            }
            catch (BodyNotSavedException unsaved)
            {
                throw new Refusal(RevisionRule.Incomplete, unsaved.Message);
            }
        }

        await SaveFieldsAsync(desk, actor);
    }

    private async Task SaveAllAsync()
    {
        _busy = true;
        var refusal = await Acts.TryAsync(actor => FlushAsync(_desk!, actor));
        _busy = false;
        _refused = refusal?.Fields ?? new Dictionary<string, string>();
    }

    private async Task ShowAsync(DeskView view)
    {
        // The other views show what the server has: so it must have everything.
        if (Shown is DeskView.Edit && await Acts.TryAsync(actor => FlushAsync(_desk!, actor)) is null)
            await _live!.ReloadAsync();
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("view", view.ToString().ToLowerInvariant()), replace: true);
    }

    private async Task SettleAsync(bool mine)
    {
        _desk!.Settle(mine);
        await SaveFieldsAsync();
    }

    private async Task<bool> ActAsync(RevisionAct act, string? reason)
    {
        var desk = _desk!;
        var files = act is RevisionAct.Pass or RevisionAct.Publish && Files(desk.Detail);
        _busy = true;
        var refusal = await Acts.TryAsync(async actor =>
        {
            await FlushAsync(desk, actor);
            await desk.ActAsync(actor, act, reason, files ? _keywords : null, files ? _filedUnder : null, _breaks);
        }, RevisionWords.Done(act));
        _busy = false;
        _refused = refusal?.Fields ?? new Dictionary<string, string>();
        _breaks = refusal?.RuleValue is KeywordRule.BreaksGoldenQuery;
        if (refusal is null)
            _news = null;
        await _live!.ReloadAsync();
        return refusal is null;
    }
}
