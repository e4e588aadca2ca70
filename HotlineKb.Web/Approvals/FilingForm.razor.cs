using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Approvals;

public sealed partial class FilingForm
{
    private const int MostFound = 8;

    private ElementReference _first;
    private FilingKind _kind = FilingKind.Change;
    private (string Code, string Name)? _item;
    private string _typed = "";
    private IReadOnlyList<(string Code, string Name)> _found = [];
    private string _name = "";
    private string _code = "";
    private string _what = "";
    private DateOnly? _day;
    private IReadOnlyDictionary<string, string> _wrong = new Dictionary<string, string>();
    private string? _other;
    private bool _busy;

    /// <summary>The filing that was asked back; what it says is the start.</summary>
    [Parameter]
    public ChangeFiling? Again { get; set; }

    /// <summary>The change that was seen and is now filed.</summary>
    [Parameter]
    public UnfiledDetail? About { get; set; }

    /// <summary>Filed, or given up.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    protected override void OnInitialized()
    {
        _day = DateOnly.FromDateTime(CityTime.Of(Time.GetUtcNow().UtcDateTime));
        if (Again is { } row)
            (_kind, _item, _name, _code, _what, _day) = (row.Kind, row.ItemCode is { } code ? (code, row.Name) : null, row.Kind is FilingKind.Add ? row.Name : "", row.Kind is FilingKind.Add ? row.TaskCode : "", row.What, row.EffectiveOn);
        if (About is not { } seen)
            return;
        (_kind, _day) = (seen.Kind, DateOnly.FromDateTime(CityTime.Of(seen.Change.At)));
        if (seen.Kind is FilingKind.Add)
            _name = seen.ItemName;
        else
            _item = (seen.ItemCode, seen.ItemName);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _first.FocusAsync();
    }

    /// <summary>Two forms may stand on a page: each field has a name of its own.</summary>
    private string Id(string field) => $"filing-{(Again is null ? "new" : "again")}-{field}";

    private string? Invalid(string field) => _wrong.ContainsKey(field) ? "true" : null;

    private RenderFragment? Wrong(string field) => _wrong.TryGetValue(field, out var sentence) ? Sentence(L[sentence]) : null;

    private static RenderFragment Sentence(string text) => builder =>
    {
        builder.OpenElement(0, "p");
        builder.AddAttribute(1, "class", "field-wrong");
        builder.AddAttribute(2, "role", "alert");
        builder.AddContent(3, text);
        builder.CloseElement();
    };

    /// <summary>Withdrawn ones too: what is filed as deleted is mostly gone already.</summary>
    private async Task FindAsync(ChangeEventArgs e)
    {
        var words = _typed = e.Value as string ?? "";
        var actor = await Viewer.ActorAsync();
        if (words.Trim().Length == 0 || actor.UnitId is not { } unit)
        {
            _found = [];
            return;
        }

        var (items, _) = await Items.ListAsync(actor, new ApprovalFilter(words, unit, State: null), 0, MostFound);
        // Who types on has asked for something else meanwhile.
        if (words == _typed)
            _found = [.. items.Select(item => (item.Code, item.Name))];
    }

    private void Choose(string code, string name) => (_item, _typed, _found) = ((code, name), "", []);

    private async Task SendAsync()
    {
        if (_busy)
            return;
        // Enter in the search takes the first that was found; it is sent with the next.
        if (_kind is not FilingKind.Add && _item is null && _found.Count > 0)
        {
            Choose(_found[0].Code, _found[0].Name);
            return;
        }

        _busy = true;
        var add = _kind is FilingKind.Add;
        var said = new NewFiling(_kind, add ? null : _item?.Code ?? _typed, add ? _name : null, add ? _code : null, _what, _day);
        var refusal = await Acts.TryAsync(actor => Again is { } row ? Filings.RefileAsync(actor, row.Id, row.Version, said) : Filings.FileAsync(actor, said), Again is null ? "已报备案，热线办会收到通知" : FilingWords.Done(FilingAct.Refile));
        _busy = false;
        _wrong = refusal?.Fields ?? new Dictionary<string, string>();
        // At the fields where it can be; a sentence over the button where not.
        _other = refusal is { Fields.Count: 0 } ? refusal.Message : null;
        if (refusal is null)
            await OnDone.InvokeAsync();
    }
}
