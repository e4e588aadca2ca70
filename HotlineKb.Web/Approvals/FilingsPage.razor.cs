using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Approvals;

public sealed partial class FilingsPage
{
    private const int PageSize = 50;

    private LiveView? _live;
    private FilingFilter _filter = new();
    private UnfiledFilter _unfiled = new();
    private FilingCounts _counts = new(0, 0, 0, 0, 0, 0, 0);
    private IReadOnlyList<FilingDetail> _filings = [];
    private IReadOnlyList<UnfiledDetail> _changes = [];
    private UnfiledDetail? _about;
    private int _total;
    private bool _writing;

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    /// <summary><c>matched</c>, <c>notseen</c>, <c>unfiled</c>, or absent: all filings.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    private string? TabText { get; set; }

    [SupplyParameterFromQuery(Name = "stage")]
    private string? StageText { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindText { get; set; }

    [SupplyParameterFromQuery(Name = "unit")]
    private string? UnitCode { get; set; }

    /// <summary><c>yes</c>: changes that were set aside.</summary>
    [SupplyParameterFromQuery(Name = "aside")]
    private string? Aside { get; set; }

    /// <summary>One alone, as a notification opens it.</summary>
    [SupplyParameterFromQuery(Name = "id")]
    private string? IdText { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private string Tab => TabText is "matched" or "notseen" or "unfiled" ? TabText : "all";

    private int PageNumber => Query.Page(PageText);

    private bool Sees => Actor.May(Permission.SeeAllWork) || Actor.May(Permission.ReviseForOwnUnit);

    private string Empty => FilingWords.Empty(Tab, Actor.May(Permission.ReviseForOwnUnit), filtered: _filter != new FilingFilter(Match: _filter.Match) || _unfiled != new UnfiledFilter());

    protected override void OnParametersSet()
    {
        var (unit, kind, id) = (Unit.IdOf(UnitCode), Word<FilingKind>(KindText), Guid.TryParse(IdText, out var one) ? one : (Guid?)null);
        var match = Tab switch { "matched" => FilingMatch.Matched, "notseen" => FilingMatch.NotSeen, _ => (FilingMatch?)null };
        (_filter, _unfiled) = Tab is "unfiled"
            ? (new FilingFilter(), new UnfiledFilter(kind, unit, Aside == "yes", Id: id))
            : (new FilingFilter(Word<FilingStage>(StageText), kind, unit, match, Id: id), new UnfiledFilter());
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (actor, skip) = (await Viewer.ActorAsync(ct), (PageNumber - 1) * PageSize);
        _counts = await Views.CountsAsync(actor, Unit.IdOf(UnitCode), ct);
        if (Tab is "unfiled")
            (_changes, _total) = await Views.UnfiledAsync(actor, _unfiled, skip, PageSize, ct);
        else
            (_filings, _total) = await Views.ListAsync(actor, _filter, skip, PageSize, ct);
    }

    private IEnumerable<(string Key, string Name, int Count)> Tabs() =>
        [("all", "全部备案", _counts.All), ("matched", "已吻合", _counts.Matched), ("notseen", "已备案未见", _counts.NotSeen), ("unfiled", "已见未备案", _counts.Unfiled)];

    /// <summary>Another list, the unit and kind kept.</summary>
    private string Address(string tab) =>
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["tab"] = tab == "all" ? null : tab, ["stage"] = null, ["aside"] = null, ["id"] = null, ["page"] = null });

    private Task ReloadAsync() => _live!.ReloadAsync();

    private void About(UnfiledDetail change) => (_writing, _about) = (true, change);

    private Task WrittenAsync()
    {
        (_writing, _about) = (false, null);
        return ReloadAsync();
    }

    private static bool Follows(LedgerRow row) => FilingWords.Subjects.Any(subject => row.Subject.StartsWith(subject, StringComparison.Ordinal));

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word : null;

    private static string? Given(ChangeEventArgs e) => e.Value?.ToString() is { Length: > 0 } text ? text : null;
}
