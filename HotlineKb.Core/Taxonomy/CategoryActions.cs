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
}

[EventKind("category.added")]
public sealed record CategoriesAdded(int Unit, IReadOnlyList<string> Paths) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

/// <summary>Category trees (R4.4, R4.5): the city office adds, renames, moves and orders. Codes of entries never change by it. Retiring moves entries, and so lives beside them.</summary>
public sealed partial class CategoryActions(LedgerDoor ledger)
{
    /// <summary>Adds what is missing of the given paths (names separated by <c>/</c>) to a unit's tree (R4.5: the city office only).</summary>
    /// <returns>Ids by path, of all given paths.</returns>
    public Task<IReadOnlyDictionary<string, Guid>> AddAsync(Actor actor, int unitId, IReadOnlyList<string> paths, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ConfigureTaxonomy);
            if (!await db.Units().AnyAsync(unit => unit.Id == unitId, ct))
                throw new Refusal(UnitRule.Unknown, "没有这个单位。");
            var known = await db.CategoriesInUse().Where(category => category.UnitId == unitId).ToDictionaryAsync(category => category.Path, ct);
            var added = new List<string>();
            foreach (var path in paths)
                AddPath(db, now, unitId, path, known, added);
            IReadOnlyDictionary<string, Guid> ids = paths.Select(Clean).Distinct().ToDictionary(path => path, path => known[path].Id);
            return added.Count == 0 ? Outcome.Nothing(ids) : Outcome.Of(ids, new CategoriesAdded(unitId, added));
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

    /// <exception cref="Refusal">When the category is missing, another unit's, or not a leaf.</exception>
    internal static async Task<Category> NeedLeafAsync(HotlineDb db, Guid categoryId, int unitId, CancellationToken ct)
    {
        var category = await db.Categories().SingleOrDefaultAsync(row => row.Id == categoryId, ct) ?? throw new Refusal(CategoryRule.Unknown, "没有这个类别。");
        // What was filed under it before it was retired goes where its entries went. A chain of merges is short; a ring there cannot be, because a home is in use.
        while (category is { IsRetired: true, HomeId: { } home })
            category = await db.Categories().SingleAsync(row => row.Id == home, ct);
        if (category.IsRetired)
            throw new Refusal(CategoryRule.Retired, $"类别“{category.Path}”已停用，请改选其他类别。");
        if (category.UnitId != unitId)
            throw new Refusal(CategoryRule.NotOfUnit, $"类别“{category.Path}”不属于该条目的单位。");
        if (await db.CategoriesInUse().AnyAsync(row => row.ParentId == category.Id, ct))
            throw new Refusal(CategoryRule.NotLeaf, $"“{category.Path}”下还有子类别，条目只能归入末级类别。");
        return category;
    }

    private static string Clean(string path) => string.Join('/', path.Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static void AddPath(HotlineDb db, DateTime now, int unitId, string path, Dictionary<string, Category> known, List<string> added)
    {
        var names = Clean(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || names.Any(name => name.Length > 40))
            throw new Refusal(CategoryRule.BadName, "类别名称须为 1 至 40 个字。");
        if (names.Length > Category.MaxLevels)
            throw new Refusal(CategoryRule.TooDeep, $"类别最多 {Category.MaxLevels} 级。");
        Category? parent = null;
        for (var level = 1; level <= names.Length; level++)
        {
            var here = string.Join('/', names.Take(level));
            if (!known.TryGetValue(here, out var category))
            {
                if (parent is { EntryCount: > 0 })
                    throw new Refusal(CategoryRule.HoldsEntries, $"“{parent.Path}”下已有条目，不能再设子类别。");
                category = new Category
                {
                    Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                    UnitId = unitId,
                    ParentId = parent?.Id,
                    Name = names[level - 1],
                    Level = level,
                    Path = here,
                    Order = known.Values.Count(row => row.ParentId == parent?.Id),
                    Version = 1,
                };
                known.Add(here, category);
                added.Add(here);
                db.Add(category);
            }

            parent = category;
        }
    }
}
