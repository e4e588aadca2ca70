using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Profiles;

/// <summary>Where a unit writes its basic information, and its office reviews it (R2.1, R2.2): what is typed is saved as one goes.</summary>
public sealed partial class ProfilePage
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Presets = ["电话打不通，请核对", "窗口地址不完整", "办公时间缺失"];

    private ProfileDesk _desk = default!;
    private LiveView? _live;
    private ProfileDetail? _detail;
    private CancellationTokenSource? _pause;
    private ProfileAct? _asking;
    private string? _wrong;
    private bool _busy;
    private bool _warned;
    private bool _givingUp;

    [Parameter]
    public string Code { get; set; } = "";

    [Inject]
    private ProfileViews Views { get; set; } = default!;

    [Inject]
    private ProfileActions Actions { get; set; } = default!;

    [Inject]
    private IOptions<ProfileOptions> Options { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private bool Direct => !Options.Value.ReviewUpdates;

    private ProfileText Mine => _desk.Draft.ToText();

    /// <summary>What cannot be saved as it stands: a field that is too long keeps all of it from being kept.</summary>
    private bool Unsaved => _detail is { MayEdit: true } && _desk.Dirty && (_desk.Errors.Count > 0 || _desk.Theirs is not null);

    private string Saved => _desk.Theirs is not null ? L["未保存，已被他人修改"] : _desk.Errors.Count > 0 && _desk.Dirty ? L["有内容未保存，请看标出的地方"] : _desk.Dirty ? L["正在保存…"]
        : _desk.SavedAt is { } at ? L["已保存 {0}", CityTime.Of(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture)] : L["没有未保存的内容"];

    public async ValueTask DisposeAsync()
    {
        await StopPauseAsync();
        // Leaving the page takes along what was typed in the last second.
        if (_detail is { MayEdit: true } && _desk.Dirty)
            await Acts.TryAsync(_desk.SaveAsync);
    }

    protected override void OnInitialized() => _desk = new ProfileDesk(Actions, Views, Time);

    private string? Wrong(string field) => _desk.Errors.TryGetValue(field, out var sentence) ? L[sentence].Value : null;

    private async Task LoadAsync(CancellationToken ct)
    {
        _detail = await Views.GetAsync(await Viewer.ActorAsync(ct), Code, ct);
        if (!_detail.Visible && !_detail.InSight)
            throw Refusal.NotFound("这个单位的基本信息");
        if (_detail.MayEdit)
            _desk.Read(_detail);
    }

    private bool Shown(ProfileMove move) => move.Act switch
    {
        // Nothing is being changed: then one confirms; something is: then one updates or gives it up.
        ProfileAct.Confirm => _detail!.Pending is null && !_desk.Dirty,
        ProfileAct.Update => _detail!.Pending is not null || _desk.Dirty,
        ProfileAct.Submit when _detail!.InUse is not null => _detail.Pending is not null || _desk.Dirty,
        _ => true,
    };

    private Task TypedAsync(Action change)
    {
        change();
        return TypedAsync();
    }

    private async Task TypedAsync()
    {
        (_warned, _givingUp) = (false, false);
        await StopPauseAsync();
        _pause = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(_pause.Token);
    }

    private async Task SaveAfterPauseAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, Time, ct);
            await InvokeAsync(SaveAsync);
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

    private async Task SaveAsync()
    {
        await Acts.TryAsync(_desk.SaveAsync);
        StateHasChanged();
    }

    private async Task StopPauseAsync()
    {
        if (_pause is not { } pause)
            return;
        _pause = null;
        await pause.CancelAsync();
        pause.Dispose();
    }

    private async Task SettleAsync(bool mine)
    {
        _desk.Settle(mine);
        await SaveAsync();
    }

    /// <summary>The first try to leave says what would be lost; the second one leaves.</summary>
    private void Leave(LocationChangingContext leaving)
    {
        if (!Unsaved || _warned)
            return;
        leaving.PreventNavigation();
        (_warned, _wrong) = (true, "有内容没有保存，离开就丢失：请先改正标出的地方，或再点一次离开。");
        StateHasChanged();
    }

    private Task PressAsync(ProfileMove move)
    {
        if (move.Act is ProfileAct.Discard && !_givingUp)
        {
            (_givingUp, _wrong) = (true, "所写的修改将不保留。确定放弃的，请再按一次“放弃修改”。");
            return Task.CompletedTask;
        }

        (_wrong, _givingUp) = (null, false);
        if (!move.ReasonRequired)
            return ActAsync(move.Act, null);
        _asking = move.Act;
        return Task.CompletedTask;
    }

    private async Task ActAsync(ProfileAct act, string? reason)
    {
        if (_busy || _detail is not { } detail)
            return;
        _busy = true;
        await StopPauseAsync();
        var writes = detail.MayEdit && act is ProfileAct.Submit or ProfileAct.Update;
        var refusal = await Acts.TryAsync(async actor =>
        {
            if (writes)
            {
                _desk.Draft.DropBlank();
                await _desk.SaveAsync(actor);
                if (_desk.Theirs is not null || _desk.Dirty)
                    throw new Refusal(ProfileRule.Incomplete, "有内容还没有保存，请先看标出的地方。") { Fields = _desk.Errors };
            }

            await Actions.ActAsync(actor, detail.Unit.Id, act, detail.MayEdit ? _desk.Version : detail.Version, reason: reason);
        }, ProfileWords.Done(act));
        _busy = false;
        // At the lines where it can be; a sentence beside the buttons where not.
        _wrong = refusal is null ? null : writes && refusal.Fields.Count > 0 ? "有内容需要改正，请看标出的地方。" : refusal.Message;
        if (writes)
            _desk.Errors = refusal?.Fields ?? new Dictionary<string, string>();
        if (refusal is null)
        {
            _asking = null;
            // What was given up is no longer anybody's text.
            if (act is ProfileAct.Discard)
                _desk = new ProfileDesk(Actions, Views, Time);
        }

        await _live!.ReloadAsync();
    }
}
