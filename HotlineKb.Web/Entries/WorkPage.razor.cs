using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Entries;

/// <summary>A row as it stands on this screen.</summary>
/// <param name="Changed">Came or moved just now: tinted for two seconds.</param>
/// <param name="Gone">No longer in this list; it stays, greyed, until the pointer leaves.</param>
public sealed record WorkRow(WorkItem Item, bool Changed = false, bool Gone = false);

public sealed partial class WorkPage
{
    private const int PageSize = 50;

    private LiveView? _live;
    private Actor? _actor;
    private IReadOnlyList<WorkRow> _rows = [];
    private IReadOnlyList<(WorkTab Tab, string Name, int Count)> _tabs = [];
    private IReadOnlyList<(Stage Stage, int Count)> _stages = [];
    private (WorkTab, string?, int?)? _loadedFor;
    private int _requests;
    private int _total;
    private bool _pointed;

    [Inject]
    private WorkViews Work { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>owed, sent or all.</summary>
    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>A stage of revisions, or editingRequest.</summary>
    [SupplyParameterFromQuery]
    public string? Stage { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    private WorkTab Shown => Enum.TryParse<WorkTab>(Tab, ignoreCase: true, out var tab) && Enum.IsDefined(tab) && (tab is not WorkTab.All || _actor?.May(Permission.SeeAllWork) == true) ? tab : WorkTab.Owed;

    private Stage? OfStage => Enum.TryParse<Stage>(Stage, ignoreCase: true, out var stage) && Enum.IsDefined(stage) ? stage : null;

    private bool RequestsOnly => string.Equals(Stage, "editingRequest", StringComparison.OrdinalIgnoreCase);

    private string Empty => (Shown, _actor?.May(Permission.DraftForUnits), _actor?.May(Permission.ReviseForOwnUnit)) switch
    {
        (WorkTab.Owed, true, _) => "没有待您办理的修订。可以从工单起草，或新建收集信息。",
        (WorkTab.Owed, _, true) => "没有待您办理的修订。有新政策、热点问题时，可以新建补充信息。",
        (WorkTab.Owed, _, _) => "没有待您办理的修订。有新的会自动出现在这里。",
        (WorkTab.Sent, _, _) => "没有在他人手中的修订。您提交的会列在这里，直到入库。",
        _ => "没有在办的修订。",
    };

    private async Task LoadAsync(CancellationToken ct)
    {
        _actor = await Viewer.ActorAsync(ct);
        if (!_actor.May(Permission.SeeAllWork) && !_actor.May(Permission.ReviseForOwnUnit))
            throw Refusal.NotPermitted();
        var filter = new WorkFilter(Shown, OfStage, RequestsOnly);
        var page = Math.Clamp(Page ?? 1, 1, 100_000);
        var (items, total) = await Work.ListAsync(_actor, filter, (page - 1) * PageSize, PageSize, ct);
        var tabs = new List<(WorkTab, string, int)>();
        foreach (var (tab, name) in Tabs(_actor))
        {
            var count = await Work.CountAsync(_actor, tab, ct);
            tabs.Add((tab, name, count.Total));
            if (tab == Shown)
                (_stages, _requests) = ([.. count.Revisions.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))], count.Requests);
        }

        (_tabs, _total) = (tabs, total);
        var key = (Shown, Stage, Page);
        _rows = _loadedFor == key ? Merge(_rows, items) : [.. items.Select(item => new WorkRow(item))];
        _loadedFor = key;
    }

    private static IEnumerable<(WorkTab Tab, string Name)> Tabs(Actor actor)
    {
        yield return (WorkTab.Owed, "待我办理");
        yield return (WorkTab.Sent, "我已提交");
        if (actor.May(Permission.SeeAllWork))
            yield return (WorkTab.All, "全部在办");
    }

    /// <summary>The new list in its order; under the pointer, the old places with what is new below, so that nothing moves away from a click.</summary>
    private IReadOnlyList<WorkRow> Merge(IReadOnlyList<WorkRow> shown, IReadOnlyList<WorkItem> items)
    {
        var known = shown.Where(row => !row.Gone).ToDictionary(row => row.Item.Id, row => row.Item);
        var fresh = items.Select(item => new WorkRow(item, Changed: !known.TryGetValue(item.Id, out var old) || !Standing(old).Equals(Standing(item)))).ToList();
        if (!_pointed)
            return fresh;
        var byId = fresh.ToDictionary(row => row.Item.Id);
        return [.. shown.Select(row => byId.GetValueOrDefault(row.Item.Id) ?? row with { Gone = true, Changed = false }), .. fresh.Where(row => shown.All(old => old.Item.Id != row.Item.Id))];
    }

    /// <summary>What makes a row another one in people's eyes.</summary>
    private static object Standing(WorkItem item) => item is { Request: { } request } ? (request.Stage, request.DueAt, request.ClaimedById, request.DraftId) : (item.Revision!.Stage, item.Revision.StageSince, item.Revision.ClaimedById);

    private async Task LeftAsync()
    {
        _pointed = false;
        if (_rows.Any(row => row.Gone || row.Changed) && _live is not null)
            await _live.ReloadAsync();
    }

    private string Address(WorkTab tab, Stage? stage, bool requests = false)
    {
        var query = new List<string>();
        if (tab is not WorkTab.Owed)
            query.Add($"tab={tab.ToString().ToLowerInvariant()}");
        if (stage is { } only)
            query.Add($"stage={char.ToLowerInvariant(only.ToString()[0])}{only.ToString()[1..]}");
        if (requests)
            query.Add("stage=editingRequest");
        return query.Count == 0 ? "/work" : $"/work?{string.Join('&', query)}";
    }
}
