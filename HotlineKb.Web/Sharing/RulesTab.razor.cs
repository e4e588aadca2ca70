using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Sharing;

/// <summary>R4.8 in one place. What is being changed is kept apart from what stands: when a colleague is first, neither is lost.</summary>
public sealed partial class RulesTab
{
    private readonly Dictionary<(ViewerKind, InformationKind), Reach> _reaches = [];
    private readonly Dictionary<(ViewerKind, ProfilePart), bool> _parts = [];

    private LiveView? _live;
    private AccessPolicyDetail? _policy;
    private IReadOnlyList<AccessShift>? _shifts;
    private string? _wrong;
    private bool _busy;
    private bool _conflict;

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    [Inject]
    private AccessViews Views { get; set; } = default!;

    [Inject]
    private AccessPolicyActions Actions { get; set; } = default!;

    [Inject]
    private EntryAccess Access { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    private bool MaySet => Actor.May(Permission.ConfigureAccess);

    private AccessRules Draft => new(
        _policy!.Rules.Reaches.Select(rule => _reaches.TryGetValue((rule.Viewer, rule.Information), out var reach) ? rule with { Reach = reach } : rule),
        _policy.Rules.Parts.Select(rule => _parts.TryGetValue((rule.Viewer, rule.Part), out var seen) ? rule with { Seen = seen } : rule));

    private IReadOnlyList<string> Differences => Draft.DifferencesFrom(_policy!.Rules);

    private async Task LoadAsync(CancellationToken ct)
    {
        var fresh = await Views.PolicyAsync(await Viewer.ActorAsync(ct), ct);
        if (_policy is { } known && known.Version != fresh.Version && _reaches.Count + _parts.Count > 0)
            (_conflict, _shifts) = (true, null);
        _policy = fresh;
    }

    private void Set(ViewerKind viewer, InformationKind kind, ChangeEventArgs e)
    {
        if (Enum.TryParse<Reach>(e.Value as string, out var reach))
            _reaches[(viewer, kind)] = reach;
        Touched();
    }

    private void Set(ViewerKind viewer, ProfilePart part, ChangeEventArgs e)
    {
        _parts[(viewer, part)] = e.Value is true;
        Touched();
    }

    private void ToRegulation()
    {
        foreach (var rule in AccessRules.Regulation.Reaches)
            _reaches[(rule.Viewer, rule.Information)] = rule.Reach;
        foreach (var rule in AccessRules.Regulation.Parts)
            _parts[(rule.Viewer, rule.Part)] = rule.Seen;
        Touched();
    }

    // A preview is of exactly what will be saved.
    private void Touched() => (_shifts, _wrong) = (null, null);

    private void Forget()
    {
        _reaches.Clear();
        _parts.Clear();
        Touched();
        _conflict = false;
    }

    private async Task PreviewAsync()
    {
        _busy = true;
        _wrong = (await Acts.TryAsync(async actor => _shifts = await Access.PreviewAsync(actor, Draft)))?.Message;
        _busy = false;
    }

    private async Task SaveAsync()
    {
        _busy = true;
        var refusal = await Acts.TryAsync(actor => Actions.SetAsync(actor, Draft, _policy!.Version), "已保存");
        (_busy, _wrong) = (false, refusal is { Kind: not RefusalKind.ChangedMeanwhile } ? refusal.Message : null);
        if (refusal is null)
            Forget();
        await _live!.ReloadAsync();
    }
}
