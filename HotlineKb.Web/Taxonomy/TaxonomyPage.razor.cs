using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Taxonomy;

/// <summary>A unit's tree (R4.4, R4.5): the city office shapes it, others read it.</summary>
public sealed partial class TaxonomyPage
{
    private static readonly (string Key, string Word)[] Steps = [("ArrowUp", "上移"), ("ArrowDown", "下移"), ("ArrowRight", "移入上一类别"), ("ArrowLeft", "移出一级")];

    private LiveView? _live;
    private TreeRows _rows = new();
    private int? _rowsOf;
    private Guid? _selected;
    private string _selectedPath = "";
    private TreePanel _panel;
    private Guid? _below;
    private Guid? _renaming;
    private string _name = "";
    private int _renamed;
    private string? _nameWrong;
    private string? _wrong;
    private Guid? _reviewOf;
    private Guid? _expiryOf;
    private string? _reviewWrong;
    private string? _news;
    private bool _busy;

    /// <summary>What stands beside the tree.</summary>
    private enum TreePanel
    {
        None,
        Add,
        Retire,
        Import,
    }

    [Inject]
    private CategoryViews Views { get; set; } = default!;

    [Inject]
    private CategoryActions Categories { get; set; } = default!;

    [Inject]
    private RefilingActions Refiling { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Actor Actor { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "unit")]
    private string? UnitCode { get; set; }

    /// <summary>A unit has its own only.</summary>
    private int? UnitId => Actor.UnitId ?? Unit.IdOf(UnitCode);

    private string UnitCodeNow => UnitId is { } id ? Unit.CodeOf(id) : "";

    private bool MayEdit => Actor.May(Permission.ConfigureTaxonomy);

    private bool Concerns(LedgerRow row) => row.Subject == $"categories:{UnitCodeNow}" || row.Subject.StartsWith($"entry:{UnitCodeNow}-", StringComparison.Ordinal);

    private async Task LoadAsync(CancellationToken ct)
    {
        if (UnitId != _rowsOf)
        {
            (_rows, _rowsOf, _selected, _renaming, _news) = (new TreeRows(), UnitId, null, null, null);
            Close();
        }

        if (UnitId is not { } unit)
            return;
        var actor = await Viewer.ActorAsync(ct);
        if (!CategoryExport.MayOpen(actor, unit))
            throw Refusal.NotPermitted();
        _rows.Take(await Views.TreeAsync(actor, unit, ct));
        if (_selected is not null && _rows[_selected] is null)
        {
            // What was being typed about it stays in its panel until it is closed; only the row is gone.
            _news = L["“{0}”刚刚被停用。", _selectedPath];
            (_selected, _renaming) = (null, null);
        }

        if (_panel is TreePanel.Add && _below is not null && _rows[_below] is null)
            _wrong = "上级类别刚刚被停用；路径仍在下面，可复制后加到别处。";
        if (_rows[_selected] is { } item)
            _selectedPath = item.Path;
    }

    private void Select(Guid? id)
    {
        if (_renaming is not null && _renaming != id)
            _renaming = null;
        if (_panel is TreePanel.Retire)
            Close();
        if (_selected != id)
            _reviewWrong = null;
        (_selected, _selectedPath) = (id, _rows[id]?.Path ?? "");
    }

    private void Open(TreePanel panel)
    {
        (_panel, _wrong) = (_panel == panel ? TreePanel.None : panel, null);
    }

    private void OpenAdd(CategoryItem? below)
    {
        (_panel, _below, _wrong) = (TreePanel.Add, below?.Id, null);
    }

    private void OpenRetire(CategoryItem item)
    {
        Select(item.Id);
        (_panel, _wrong) = (TreePanel.Retire, null);
    }

    private void Close() => (_panel, _below, _wrong) = (TreePanel.None, null, null);

    /// <param name="item">Null when it is given up.</param>
    private void BeginRename(CategoryItem? item)
    {
        (_renaming, _nameWrong) = (item?.Id, null);
        if (item is null)
            return;
        Select(item.Id);
        // What is written over is what was read when the writing began, whatever the tree shows by now.
        (_renaming, _name, _renamed) = (item.Id, item.Name, item.Version);
    }

    private async Task RenameAsync()
    {
        if (_renaming is not { } id || _rows[id] is not { } item)
            return;
        var refusal = await ActAsync(actor => Categories.RenameAsync(actor, id, _renamed, _name));
        if (refusal is null)
            _renaming = null;
        else if (refusal.Kind is RefusalKind.ChangedMeanwhile && _rows[id] is { } now)
            // A second Enter means: yes, over the newer name.
            (_renamed, _nameWrong) = (now.Version, L["刚被改为“{0}”；再按回车改用您的", now.Name].Value);
        else
            _nameWrong = refusal.Message;
    }

    private async Task SetMonthsAsync(CategoryItem item, string months, bool expiry)
    {
        (_reviewOf, _expiryOf) = (expiry ? null : item.Id, expiry ? item.Id : null);
        // What is no number is out of bounds: the rule says the sentence.
        int? wanted = months.Length == 0 ? null : int.TryParse(months, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var refusal = await ActAsync(actor => expiry ? Categories.SetExpiryAsync(actor, item.Id, item.Version, wanted) : Categories.SetReviewAsync(actor, item.Id, item.Version, wanted));
        _reviewWrong = refusal is { Kind: RefusalKind.ChangedMeanwhile } ? "这个类别刚刚有变动，已显示最新内容；核对后再按“保存”。" : refusal?.Message;
        if (refusal is null)
            Acts.Say(L["已保存。"]);
    }

    private async Task MoveAsync((CategoryItem Item, Guid? Parent, int Place) move)
    {
        var refusal = await ActAsync(actor => Categories.MoveAsync(actor, move.Item.Id, move.Item.Version, move.Parent, move.Place));
        if (refusal is not null)
            return;
        _rows.Reveal(move.Item.Id);
        Select(move.Item.Id);
    }

    private Task StepAsync(CategoryItem item, string key) => _rows.Step(item, key) is { } to ? MoveAsync((item, to.Parent, to.Place)) : Task.CompletedTask;

    private async Task AddAsync(IReadOnlyList<string> lines)
    {
        IReadOnlyDictionary<string, Guid> ids = new Dictionary<string, Guid>();
        var refusal = await ActAsync(async actor => ids = await Categories.AddAsync(actor, UnitId!.Value, lines, _below));
        _wrong = refusal?.Message;
        if (refusal is not null)
            return;
        _rows.Reveal(ids.Values);
        Close();
        Select(ids.Values.First());
        Acts.Say(L["已新增。"]);
    }

    private async Task RetireAsync((CategoryItem Item, Guid? Home, int Below) how)
    {
        var moved = 0;
        var refusal = await ActAsync(async actor => moved = await Refiling.RetireAsync(actor, how.Item.Id, how.Item.Version, how.Home, how.Below));
        _wrong = refusal?.Message;
        if (refusal is not null)
            return;
        (_selected, _news) = (how.Home, null);
        Close();
        if (how.Home is { } home)
            _rows.Reveal(home);
        Acts.Say(L["已停用“{0}”，{1} 个条目已改归。", how.Item.Path, moved]);
    }

    /// <summary>Does it, and shows the tree as it stands then: done, or as somebody else has left it.</summary>
    private async Task<Refusal?> ActAsync(Func<Actor, Task> act)
    {
        _busy = true;
        var going = _selected;
        var refusal = await Acts.TryAsync(act);
        _busy = false;
        if (refusal is null && _panel is TreePanel.Retire)
            _selected = null;
        await _live!.ReloadAsync();
        if (refusal is not null && _rows[going] is not null)
            _selected = going;
        return refusal;
    }
}
