using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Taxonomy;

public enum CategoryRule
{
    BadName,
    TooDeep,
    Unknown,
    NotOfUnit,
    /// <summary>Entries are filed under leaves only (R4.5).</summary>
    NotLeaf,
    /// <summary>A category that holds entries cannot get children: they would no longer be filed under a leaf.</summary>
    HoldsEntries,
    /// <summary>A sibling has this name already.</summary>
    NameTaken,
    /// <summary>A category cannot be moved into itself.</summary>
    IntoItself,
    Retired,
    /// <summary>R4.6: every entry stays in a category, so a retired one needs a home for its entries.</summary>
    HomeRequired,
    BadReview,
    /// <summary>Something was added below it, or taken away, since it was looked at.</summary>
    GrownMeanwhile,
}

[EventKind("category.added")]
public sealed record CategoriesAdded(int Unit, IReadOnlyList<string> Paths) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

/// <summary>Category trees (R4.4, R4.5): the city office adds, renames, moves and orders. Codes of entries never change by it. Retiring moves entries, and so lives beside them.</summary>
public sealed partial class CategoryActions(LedgerDoor ledger)
{
    /// <summary>So that the whole tree of a large unit, as it was exported, can come back in one file.</summary>
    public const int MaxPathsAtOnce = 5_000;

    /// <summary>Adds what is missing of the given paths (names separated by <c>/</c>) to a unit's tree (R4.5: the city office only).</summary>
    /// <param name="below">The category the paths begin under, wherever it stands and whatever it is called by now; null for the root.</param>
    /// <returns>Ids by path, of all given paths.</returns>
    public Task<IReadOnlyDictionary<string, Guid>> AddAsync(Actor actor, int unitId, IReadOnlyList<string> paths, Guid? below = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ConfigureTaxonomy);
            var (known, above) = await KnownAsync(db, unitId, below, ct);
            RequireSome(paths);
            var added = new List<string>();
            var ids = new Dictionary<string, Guid>();
            foreach (var path in paths.Select(Clean))
                ids[path] = AddPath(db, now, unitId, path.Length > 0 ? above + path : "", known, added).Id;
            return added.Count == 0 ? Outcome.Nothing<IReadOnlyDictionary<string, Guid>>(ids) : Outcome.Of<IReadOnlyDictionary<string, Guid>>(ids, new CategoriesAdded(unitId, added));
        }, ct);

    /// <summary>Adds what is missing to the trees of many units in one act.</summary>
    public Task AddAsync(Actor actor, IReadOnlyList<(int UnitId, IReadOnlyList<string> Paths)> trees, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ConfigureTaxonomy);
            var units = await db.Units().Select(unit => unit.Id).ToHashSetAsync(ct);
            var wanted = trees.Select(tree => tree.UnitId).ToArray();
            var known = (await db.CategoriesInUse().Where(category => wanted.Contains(category.UnitId)).ToListAsync(ct)).ToLookup(category => category.UnitId);
            var happened = new List<LedgerEvent>();
            foreach (var (unitId, paths) in trees)
            {
                if (!units.Contains(unitId))
                    throw new Refusal(UnitRule.Unknown, "没有这个单位。");
                var tree = known[unitId].ToDictionary(category => category.Path);
                var added = new List<string>();
                foreach (var path in paths)
                    AddPath(db, now, unitId, path, tree, added);
                if (added.Count > 0)
                    happened.Add(new CategoriesAdded(unitId, added));
            }

            return happened;
        }, ct);

    /// <summary>After how many months what is published here has to be looked at again, or ceases to hold: said here, or next above.</summary>
    internal static async Task<int?> MonthsAsync(HotlineDb db, Category category, Func<Category, int?> months, CancellationToken ct)
    {
        var here = category;
        while (months(here) is null && here.ParentId is { } above)
            here = await db.Categories().SingleAsync(row => row.Id == above, ct);
        return months(here);
    }

    /// <exception cref="Refusal">When the category is missing, another unit's, or not a leaf.</exception>
    internal static async Task<Category> NeedLeafAsync(HotlineDb db, Guid categoryId, int unitId, CancellationToken ct)
    {
        // What was filed under it before it was retired goes where its entries went.
        var category = await db.StandingAsync(categoryId, ct);
        if (category is null)
            throw await db.Categories().Where(row => row.Id == categoryId).Select(row => row.Path).SingleOrDefaultAsync(ct) is { } retired
                ? Refusal.Field(CategoryRule.Retired, "category", $"类别“{retired}”已停用，请改选其他类别。")
                : new Refusal(CategoryRule.Unknown, "没有这个类别。");
        if (category.UnitId != unitId)
            throw new Refusal(CategoryRule.NotOfUnit, $"类别“{category.Path}”不属于该条目的单位。");
        if (await db.CategoriesInUse().AnyAsync(row => row.ParentId == category.Id, ct))
            throw new Refusal(CategoryRule.NotLeaf, $"“{category.Path}”下还有子类别，条目只能归入末级类别。");
        return category;
    }

    /// <summary>Lines as people write or paste them, without the empty ones.</summary>
    public static IReadOnlyList<string> Lines(string? text) => [.. Wording.Readable(text ?? "").Split('\n').Select(Clean).Where(line => line.Length > 0)];

    /// <summary>A path as it is kept: one form of slash, no blanks around names.</summary>
    public static string Clean(string? path) =>
        string.Join('/', Wording.OneLine(path ?? "").Replace('／', '/').Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The tree in use by path, and the path (with its slash) that new ones begin with.</summary>
    internal static async Task<(Dictionary<string, Category> Known, string Above)> KnownAsync(HotlineDb db, int unitId, Guid? below, CancellationToken ct)
    {
        if (!await db.Units().AnyAsync(unit => unit.Id == unitId, ct))
            throw new Refusal(UnitRule.Unknown, "没有这个单位。");
        var known = await db.CategoriesInUse().Where(category => category.UnitId == unitId).ToDictionaryAsync(category => category.Path, ct);
        var parent = below is { } id ? known.Values.SingleOrDefault(row => row.Id == id) ?? throw new Refusal(CategoryRule.Unknown, "没有这个上级类别，或已停用。") : null;
        return (known, parent is null ? "" : parent.Path + "/");
    }

    internal static void RequireSome(IReadOnlyList<string>? paths)
    {
        if (paths is null || paths.Count == 0 || paths.Count > MaxPathsAtOnce)
            throw Refusal.Field(CategoryRule.BadName, "paths", $"请给出 1 至 {MaxPathsAtOnce} 个类别路径。");
    }

    /// <summary>Nothing is added of a path that is refused.</summary>
    internal static Category AddPath(HotlineDb db, DateTime now, int unitId, string path, Dictionary<string, Category> known, List<string> added)
    {
        var names = Clean(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
            throw Refusal.Field(CategoryRule.BadName, "paths", "类别名称须为 1 至 40 个字。");
        if (Array.Find(names, name => name.Length > Category.MaxName) is { } wrong)
            throw Refusal.Field(CategoryRule.BadName, "paths", $"类别名称须为 1 至 40 个字：“{Wording.Cut(wrong, 12)}”太长。");
        if (names.Length > Category.MaxLevels)
            throw Refusal.Field(CategoryRule.TooDeep, "paths", $"类别最多 {Category.MaxLevels} 级：“{Wording.Cut(string.Join('/', names), 60)}”。");
        Category? parent = null;
        for (var level = 1; level <= names.Length; level++)
        {
            var here = string.Join('/', names.Take(level));
            if (!known.TryGetValue(here, out var category))
            {
                if (parent is { EntryCount: > 0 })
                    throw Refusal.Field(CategoryRule.HoldsEntries, "paths", $"“{parent.Path}”下已有条目，不能再设子类别。");
                category = new Category
                {
                    Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                    UnitId = unitId,
                    ParentId = parent?.Id,
                    Name = names[level - 1],
                    Level = level,
                    Path = here,
                    // Orders have gaps where something was moved away.
                    Order = known.Values.Where(row => row.ParentId == parent?.Id).Select(row => row.Order + 1).DefaultIfEmpty().Max(),
                    Version = 1,
                };
                known.Add(here, category);
                added.Add(here);
                db.Add(category);
            }

            parent = category;
        }

        return parent!;
    }
}
