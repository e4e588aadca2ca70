using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Keywords;

/// <summary>Keywords over a selection: what has none, or whatever the filters show.</summary>
public sealed partial class KeywordQueue
{
    private const int PageSize = 100;

    private readonly HashSet<string> _chosen = [];
    private LiveView? _live;
    private List<(string Code, string Title, string Unit, string Keywords)> _rows = [];
    private IReadOnlyList<CategoryItem> _tree = [];
    private int _total;
    private string _how = "add";
    private IReadOnlyList<string> _terms = [];
    private List<string> _words = [];
    private KeywordOutcome? _preview;
    private string? _wrong;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindText { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    [SupplyParameterFromQuery(Name = "all")]
    private string? AllText { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Part { get; set; }

    [SupplyParameterFromQuery(Name = "unit")]
    private string? UnitCode { get; set; }

    [SupplyParameterFromQuery(Name = "category")]
    private string? CategoryText { get; set; }

    private bool All => AllText == "yes";

    private int? UnitId => Unit.IdOf(UnitCode);

    private Guid? CategoryId => Guid.TryParse(CategoryText, out var id) ? id : null;

    private bool Narrowed => All || Part is not null || UnitId is not null;

    private bool IsItems => KindText == "approval";

    private int PageNumber => Query.Page(PageText);

    private async Task LoadAsync(CancellationToken ct)
    {
        var actor = await Viewer.ActorAsync(ct);
        _tree = UnitId is { } unit && !IsItems ? await Categories.TreeAsync(actor, unit, ct) : [];
        var skip = (PageNumber - 1) * PageSize;
        if (IsItems)
        {
            var (items, total) = await Approvals.ListAsync(actor, new ApprovalFilter(Part, UnitId, NoKeywords: !All), skip, PageSize, ct);
            (_rows, _total) = ([.. items.Select(item => (item.Code, item.Name, item.Unit ?? item.Department, item.HasKeywords ? L["有"].Value : ""))], total);
        }
        else
        {
            var (items, total) = await Entries.ListAsync(actor, new EntryFilter(Part, UnitId, CategoryId: CategoryId, NoKeywords: !All), skip, PageSize, ct);
            (_rows, _total) = ([.. items.Select(item => (item.Code, item.Title, item.Unit, string.Join('、', item.Keywords)))], total);
        }
    }

    private void Change(string? how, List<string> words) => (_how, _words, _preview, _wrong) = (how ?? "add", words, null, null);

    private void Choose(string code, bool yes) => _preview = (yes ? _chosen.Add(code) : _chosen.Remove(code)) ? null : _preview;

    /// <summary>Of one chosen text, what it repeats; of several there is nothing that would fit them all.</summary>
    private async Task ChooseAsync(string code, bool yes)
    {
        Choose(code, yes);
        _terms = [];
        if (_chosen.Count != 1)
            return;
        try
        {
            _terms = await Suggestions.TermsAsync(await Viewer.ActorAsync(), _chosen.First());
        }
        catch (Refusal)
        {
            // Out of use a moment ago; the list says so at its next load.
        }
    }

    private void ChooseAll(bool yes)
    {
        _rows.ForEach(row => Choose(row.Code, yes));
        _terms = [];
    }

    private Task PreviewAsync() => RunAsync(preview: true);

    private Task ApplyAsync() => RunAsync(preview: false);

    private async Task RunAsync(bool preview)
    {
        if (_busy)
            return;
        _busy = true;
        var change = _how switch { "remove" => new KeywordChange(Remove: _words), "set" => new KeywordChange(Set: _words), _ => new KeywordChange(Add: _words) };
        // Whoever sets them has seen in the preview what breaks.
        KeywordOutcome? done = null;
        var refusal = await Acts.TryAsync(async actor => done = await Desk.ChangeAsync(actor, [.. _chosen], change, preview, accepting: _preview?.Golden.Any(shift => shift.Breaks) == true), preview ? null : "已设置关键字");
        _busy = false;
        _wrong = refusal is null ? null : L[refusal.Message].Value;
        if (refusal is not null)
            return;
        _preview = preview ? done : null;
        if (preview)
            return;
        // What broke a rule stays chosen.
        _chosen.RemoveWhere(code => done!.Results.Any(row => row.Code == code && row.Problem is null));
        await _live!.ReloadAsync();
    }
}
