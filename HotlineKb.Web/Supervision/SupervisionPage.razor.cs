using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Supervision;

/// <summary>The screen a supervisor leaves open all day (X3). It moves with the ledger and, because due times pass with nobody touching anything, with the clock.</summary>
public sealed partial class SupervisionPage : IDisposable
{
    private const int PageSize = 50;
    private const int WallRows = 10;

    private readonly ChangeMarks _marks = new();
    private LiveView? _live;
    private IDisposable? _ticking;
    private Actor? _actor;
    private SupervisionFilter _filter = new();
    private SupervisionNow? _now;
    private SupervisionPast? _past;
    private IReadOnlyList<WorkEvent> _stream = [];
    private IReadOnlyList<SupervisionRow> _rows = [];
    private string _place = "";
    private int _total;
    private object? _marked;
    private DateTime _reloadAt = DateTime.MaxValue;

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    [Inject]
    private SupervisionBoard Board { get; set; } = default!;

    [Inject]
    private SupervisionRows RowsOf { get; set; } = default!;

    [Inject]
    private UnitViews Units { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private Ticker Ticker { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "wall")]
    private string? Wall { get; set; }

    [SupplyParameterFromQuery(Name = "due")]
    private string? Due { get; set; }

    [SupplyParameterFromQuery(Name = "age")]
    private string? Age { get; set; }

    [SupplyParameterFromQuery(Name = "day")]
    private string? Day { get; set; }

    [SupplyParameterFromQuery(Name = "days")]
    private string? Days { get; set; }

    [SupplyParameterFromQuery(Name = "unit")]
    private string? UnitCode { get; set; }

    [SupplyParameterFromQuery(Name = "region")]
    private string? Region { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "owes")]
    private string? Owes { get; set; }

    [SupplyParameterFromQuery(Name = "office")]
    private string? Office { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private bool IsWall => Wall == "1";

    private bool ShowsRows => Show == "rows" && !IsWall;

    private int PageNumber => Query.Page(PageText);

    private object Key => (_filter, ShowsRows, IsWall, PageNumber);

    public void Dispose() => _ticking?.Dispose();

    protected override void OnInitialized() => _ticking = Ticker.Listen(() =>
    {
        if (Ticker.Now <= _reloadAt)
            return;
        // Not again before this one has come back.
        _reloadAt = DateTime.MaxValue;
        _ = InvokeAsync(() => _live?.ReloadAsync() ?? Task.CompletedTask);
    });

    protected override void OnParametersSet() => _filter = SupervisionAddress.Read(name => name switch
    {
        "due" => Due,
        "age" => Age,
        "day" => Day,
        "days" => Days,
        "unit" => UnitCode,
        "region" => Region,
        "kind" => Kind,
        "owes" => Owes,
        "office" => Office,
        "q" => Text,
        _ => null,
    });

    private static bool IsWork(LedgerRow row) => row.Kind != "revision.edited"
        && (row.Subject.StartsWith("revision:", StringComparison.Ordinal) || row.Subject.StartsWith("editing-request:", StringComparison.Ordinal) || row.Subject.StartsWith("urging:", StringComparison.Ordinal));

    private async Task LoadAsync(CancellationToken ct)
    {
        _reloadAt = Ticker.Now + SupervisionBoard.AtMost;
        _actor = await Viewer.ActorAsync(ct);
        _now = await Board.NowAsync(_actor, _filter, ct);
        if (IsWall)
        {
            _place = (await Units.RegionsAsync(ct)).FirstOrDefault(region => region.Code == _actor.OfficeId)?.Name ?? "";
            (_rows, _total) = await RowsOf.ListAsync(_actor, _filter with { Due = WorkState.Open }, 0, WallRows, ct);
        }
        else if (ShowsRows)
        {
            (_rows, _total) = await RowsOf.ListAsync(_actor, _filter, (PageNumber - 1) * PageSize, PageSize, ct);
        }
        else
        {
            _stream = await Board.RecentAsync(_actor, ct);
            _past = await Board.PastAsync(_actor, _filter, ct);
        }

        Mark();
        if (_now.NextDueAt is { } next && next < _reloadAt)
            _reloadAt = next;
    }

    /// <summary>Another filter is another screen: nothing on it has changed.</summary>
    private void Mark()
    {
        if (!Equals(_marked, Key))
            _marks.Clear();
        _marked = Key;
        var (figures, at) = (_now!.Figures, Ticker.Now);
        foreach (var (state, value) in FigureLine.Of(figures))
            _marks.See(state, value, at);
        foreach (var owner in _now.Owners)
            _marks.See((owner.Owes, owner.Id), (owner.Load.Open, owner.Load.Overdue), at);
        foreach (var row in _rows)
            _marks.See(row.Id, (row.ClosedAt, row.ClaimedBy, row.Urging, row.DueAt < at), at);
    }
}
