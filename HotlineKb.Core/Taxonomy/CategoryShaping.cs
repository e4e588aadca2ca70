using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Taxonomy;

[EventKind("category.renamed")]
public sealed record CategoryRenamed(int Unit, Guid Category, string From, string To) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

[EventKind("category.moved")]
public sealed record CategoryMoved(int Unit, Guid Category, string From, string To, int Order) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

[EventKind("category.reviewChanged")]
public sealed record CategoryReviewChanged(int Unit, Guid Category, string Path, int? Months) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

[EventKind("category.expiryChanged")]
public sealed record CategoryExpiryChanged(int Unit, Guid Category, string Path, int? Months) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

/// <summary>Renaming, moving and ordering. Each act touches one category and says which version of it was seen, so that two people on one tree lose nothing of each other's.</summary>
public sealed partial class CategoryActions
{
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <returns>The new version.</returns>
    public Task<int> RenameAsync(Actor actor, Guid id, int version, string? name, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var tree = await TreeOfAsync(db, actor, id, version, ct);
            var category = tree.Single(row => row.Id == id);
            var clean = NameOf(name);
            if (clean == category.Name)
                return Outcome.Nothing(category.Version);
            RequireFree(tree, category, category.ParentId, clean);
            var before = category.Path;
            category.Name = clean;
            category.Version++;
            Replace(tree, category, category.ParentId);
            return Outcome.Of(category.Version, new CategoryRenamed(category.UnitId, id, before, category.Path));
        }, ct);

    /// <summary>Puts a category with all below it elsewhere in its tree.</summary>
    /// <param name="parent">Null for the root.</param>
    /// <param name="place">From 0 among the children there; beyond the end is the end.</param>
    public Task<int> MoveAsync(Actor actor, Guid id, int version, Guid? parent, int place, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var tree = await TreeOfAsync(db, actor, id, version, ct);
            var category = tree.Single(row => row.Id == id);
            var target = parent is { } to ? tree.SingleOrDefault(row => row.Id == to) ?? throw new Refusal(CategoryRule.Unknown, "没有要移入的类别，或已停用。") : null;
            for (var above = target; above is not null; above = tree.Find(row => row.Id == above.ParentId))
                if (above.Id == id)
                    throw new Refusal(CategoryRule.IntoItself, $"“{category.Name}”不能移入它自己或它的下级。");
            if (target is { EntryCount: > 0 })
                throw new Refusal(CategoryRule.HoldsEntries, $"“{target.Path}”下已有条目，不能再设子类别。");
            var height = Below(tree, category).Max(row => row.Level) - category.Level;
            if ((target?.Level ?? 0) + 1 + height > Category.MaxLevels)
                throw new Refusal(CategoryRule.TooDeep, $"移入后超过 {Category.MaxLevels} 级。");
            RequireFree(tree, category, parent, category.Name);
            var siblings = tree.FindAll(row => row.ParentId == parent && row.Id != id);
            siblings.Sort((a, b) => a == b ? 0 : Before(a, b) ? -1 : 1);
            place = Math.Clamp(place, 0, siblings.Count);
            if (category.ParentId == parent && siblings.Count(row => Before(row, category)) == place)
                return Outcome.Nothing(category.Version);
            siblings.Insert(place, category);
            for (var i = 0; i < siblings.Count; i++)
                siblings[i].Order = i;
            var before = category.Path;
            category.ParentId = parent;
            category.Version++;
            Replace(tree, category, parent);
            return Outcome.Of(category.Version, new CategoryMoved(category.UnitId, id, before, category.Path, place));
        }, ct);

    /// <summary>After how long what is published here or below has to be looked at again (R5.2); what is published already stays as it is.</summary>
    /// <param name="months">1 to 60; null: as the category above says, and none where none does.</param>
    public Task<int> SetReviewAsync(Actor actor, Guid id, int version, int? months, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var category = (await TreeOfAsync(db, actor, id, version, ct)).Single(row => row.Id == id);
            if (months is < 1 or > Category.MaxReviewMonths)
                throw Refusal.Field(CategoryRule.BadReview, "months", $"默认复核期须为 1 至 {Category.MaxReviewMonths} 个月。");
            if (category.ReviewMonths == months)
                return Outcome.Nothing(category.Version);
            category.ReviewMonths = months;
            category.Version++;
            return Outcome.Of(category.Version, new CategoryReviewChanged(category.UnitId, id, category.Path, months));
        }, ct);

    /// <summary>How long what is published here or below holds where nobody has said so (R5.2); what is published already stays as it is.</summary>
    /// <param name="months">1 to 120; null: as the category above says, and without end where none does.</param>
    public Task<int> SetExpiryAsync(Actor actor, Guid id, int version, int? months, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var category = (await TreeOfAsync(db, actor, id, version, ct)).Single(row => row.Id == id);
            if (months is < 1 or > Category.MaxExpiryMonths)
                throw Refusal.Field(CategoryRule.BadReview, "months", $"默认有效期须为 1 至 {Category.MaxExpiryMonths} 个月。");
            if (category.ExpiryMonths == months)
                return Outcome.Nothing(category.Version);
            category.ExpiryMonths = months;
            category.Version++;
            return Outcome.Of(category.Version, new CategoryExpiryChanged(category.UnitId, id, category.Path, months));
        }, ct);

    /// <summary>The whole tree in use of a category's unit, once it may be changed.</summary>
    internal static async Task<List<Category>> TreeOfAsync(HotlineDb db, Actor actor, Guid id, int version, CancellationToken ct)
    {
        actor.Require(Permission.ConfigureTaxonomy);
        var unit = await db.CategoriesInUse().Where(row => row.Id == id).Select(row => (int?)row.UnitId).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("这个类别");
        var tree = await db.CategoriesInUse().Where(row => row.UnitId == unit).ToListAsync(ct);
        var category = tree.Single(row => row.Id == id);
        return category.Version == version ? tree : throw Refusal.ChangedMeanwhile(category.Version);
    }

    /// <summary>A category and all below it.</summary>
    internal static List<Category> Below(List<Category> tree, Category category)
    {
        var below = new List<Category> { category };
        for (var i = 0; i < below.Count; i++)
            below.AddRange(tree.Where(row => row.ParentId == below[i].Id));
        return below;
    }

    /// <summary>The order of siblings on screen; no two have one name.</summary>
    private static bool Before(Category a, Category b) => a.Order != b.Order ? a.Order < b.Order : string.CompareOrdinal(a.Name, b.Name) < 0;

    private static string NameOf(string? name)
    {
        var clean = Wording.OneLine(name ?? "").Replace('／', '/');
        return clean.Length is > 0 and <= Category.MaxName && !clean.Contains('/', StringComparison.Ordinal) ? clean : throw Refusal.Field(CategoryRule.BadName, "name", "类别名称须为 1 至 40 个字，不含“/”。");
    }

    private static void RequireFree(List<Category> tree, Category category, Guid? parent, string name)
    {
        if (tree.Exists(row => row.ParentId == parent && row.Id != category.Id && row.Name == name))
            throw Refusal.Field(CategoryRule.NameTaken, "name", $"同级已有类别“{name}”；可将两者合并。");
    }

    /// <summary>Level and path of a category and of all below it, from where it stands now. Theirs is no change of their own: their versions stay.</summary>
    private static void Replace(List<Category> tree, Category category, Guid? parent)
    {
        var above = tree.Find(row => row.Id == parent);
        category.Level = (above?.Level ?? 0) + 1;
        category.Path = above is null ? category.Name : $"{above.Path}/{category.Name}";
        foreach (var child in tree.Where(row => row.ParentId == category.Id))
            Replace(tree, child, category.Id);
    }
}
