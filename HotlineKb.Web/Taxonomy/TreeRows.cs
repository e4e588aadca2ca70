using HotlineKb.Core.Taxonomy;

namespace HotlineKb.Web.Taxonomy;

/// <summary>Where something is dropped, seen from the row under the pointer.</summary>
public enum DropPlace
{
    Before,
    Inside,
    After,
}

/// <summary>A tree as it stands on screen: what is open, what is shown, where a step leads. Knows no components.</summary>
public sealed class TreeRows
{
    /// <summary>Small trees are shown whole.</summary>
    private const int ShownWhole = 150;

    private readonly HashSet<Guid> _open = [];
    private Dictionary<Guid, CategoryItem> _byId = [];
    private ILookup<Guid?, CategoryItem> _children = Array.Empty<CategoryItem>().ToLookup(item => item.ParentId);
    private bool _begun;

    public IReadOnlyList<CategoryItem> All { get; private set; } = [];

    /// <summary>Those whose ancestors are all open, in reading order.</summary>
    public List<CategoryItem> Shown { get; private set; } = [];

    public CategoryItem? this[Guid? id] => id is { } known ? _byId.GetValueOrDefault(known) : null;

    public bool IsOpen(CategoryItem item) => _open.Contains(item.Id);

    public bool HasChildren(CategoryItem item) => _children[item.Id].Any();

    public int PlaceOf(Guid? id) => Shown.FindIndex(item => item.Id == id);

    public List<CategoryItem> Siblings(Guid? parent) => [.. _children[parent]];

    public int CountBelow(CategoryItem item) => _children[item.Id].Sum(child => 1 + CountBelow(child));

    /// <summary>The tree has been read again; what was open stays open.</summary>
    public void Take(IReadOnlyList<CategoryItem> items)
    {
        (All, _byId, _children) = (items, items.ToDictionary(item => item.Id), items.ToLookup(item => item.ParentId));
        if (!_begun && items.Count is > 0 and <= ShownWhole)
            _open.UnionWith(items.Select(item => item.Id));
        _begun |= items.Count > 0;
        Lay();
    }

    public void Toggle(CategoryItem item, bool? open = null)
    {
        if (open ?? !IsOpen(item))
            _open.Add(item.Id);
        else
            _open.Remove(item.Id);
        Lay();
    }

    public void ToggleAll(bool open)
    {
        _open.Clear();
        if (open)
            _open.UnionWith(_byId.Keys);
        Lay();
    }

    /// <summary>Opens what stands above them.</summary>
    public void Reveal(params IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
            for (var above = this[id]; this[above?.ParentId] is { } parent; above = parent)
                _open.Add(parent.Id);
        Lay();
    }

    /// <summary>Where <c>Alt</c> with an arrow puts an item; null when it can go no further that way.</summary>
    public (Guid? Parent, int Place)? Step(CategoryItem item, string key)
    {
        var siblings = Siblings(item.ParentId);
        var place = siblings.FindIndex(row => row.Id == item.Id);
        return key switch
        {
            "ArrowUp" when place > 0 => (item.ParentId, place - 1),
            "ArrowDown" when place < siblings.Count - 1 => (item.ParentId, place + 1),
            "ArrowRight" when place > 0 => (siblings[place - 1].Id, Siblings(siblings[place - 1].Id).Count),
            "ArrowLeft" when this[item.ParentId] is { } parent => (parent.ParentId, Siblings(parent.ParentId).FindIndex(row => row.Id == parent.Id) + 1),
            _ => null,
        };
    }

    /// <summary>What dropping one row at another means; null when it means nothing.</summary>
    public (Guid? Parent, int Place)? Drop(Guid dragged, Guid onto, DropPlace where)
    {
        if (dragged == onto || this[dragged] is null || this[onto] is not { } target)
            return null;
        if (where is DropPlace.Inside)
            return (target.Id, int.MaxValue);
        var others = Siblings(target.ParentId).FindAll(row => row.Id != dragged);
        return (target.ParentId, others.FindIndex(row => row.Id == onto) + (where is DropPlace.After ? 1 : 0));
    }

    private void Lay()
    {
        var shown = new List<CategoryItem>(All.Count);
        Walk(null);
        Shown = shown;

        void Walk(Guid? parent)
        {
            foreach (var item in _children[parent])
            {
                shown.Add(item);
                if (_open.Contains(item.Id))
                    Walk(item.Id);
            }
        }
    }
}
