using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Taxonomy;

public enum CategoryRowStatus
{
    Added,
    /// <summary>It was there already.</summary>
    Known,
    /// <summary>An earlier row says the same.</summary>
    Duplicate,
    Refused,
}

/// <param name="Place">From 1, in the order given.</param>
/// <param name="Reason">Why it was not taken; null when it was.</param>
public sealed record CategoryRow(int Place, string Path, CategoryRowStatus Status, string? Reason);

[EventKind("category.exported")]
public sealed record CategoriesExported(int Unit, int Rows) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

public sealed partial class CategoryActions
{
    /// <summary>Takes over a list of paths: the good rows are added in one act, the others come back with the reason.</summary>
    public Task<IReadOnlyList<CategoryRow>> ImportAsync(Actor actor, int unitId, IReadOnlyList<string> rows, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ConfigureTaxonomy);
            var (known, _) = await KnownAsync(db, unitId, null, ct);
            RequireSome(rows);
            var added = new List<string>();
            IReadOnlyList<CategoryRow> taken = TakeRows(db, now, unitId, rows, known, added);
            return added.Count == 0 ? Outcome.Nothing(taken) : Outcome.Of(taken, new CategoriesAdded(unitId, added));
        }, ct);

    internal static List<CategoryRow> TakeRows(HotlineDb db, DateTime now, int unitId, IReadOnlyList<string> rows, Dictionary<string, Category> known, List<string> added)
    {
        var taken = new List<CategoryRow>(rows.Count);
        var seen = new Dictionary<string, int>();
        for (var place = 1; place <= rows.Count; place++)
        {
            var path = Clean(rows[place - 1]);
            taken.Add(Take(place, path));
        }

        return taken;

        CategoryRow Take(int place, string path)
        {
            if (path.Length == 0)
                return new CategoryRow(place, "", CategoryRowStatus.Refused, "没有填写类别路径。");
            if (!seen.TryAdd(path, place))
                return new CategoryRow(place, path, CategoryRowStatus.Duplicate, $"与第 {seen[path]} 条重复。");
            if (known.ContainsKey(path) && !added.Contains(path))
                return new CategoryRow(place, path, CategoryRowStatus.Known, "已有这个类别。");
            try
            {
                AddPath(db, now, unitId, path, known, added);
                return new CategoryRow(place, path, CategoryRowStatus.Added, null);
            }
            catch (Refusal refusal)
            {
                return new CategoryRow(place, path, CategoryRowStatus.Refused, refusal.Message);
            }
        }
    }
}

/// <summary>A tree on its way out of the system: recorded before it is handed over.</summary>
public sealed class CategoryExport(CategoryViews views, LedgerDoor ledger)
{
    /// <summary>Whether someone may open a unit's tree as a whole: offices all, a unit its own.</summary>
    public static bool MayOpen(Actor viewer, int unitId) => viewer.May(Permission.ReadEntries) && (viewer.OfficeId is not null || viewer.UnitId == unitId);

    /// <param name="write">Writes the file; who holds it must not hand it on before this has ended.</param>
    public async Task ExportAsync(Actor actor, int unitId, Func<IReadOnlyList<CategoryItem>, Task> write, CancellationToken ct = default)
    {
        actor.RequireActing();
        if (!MayOpen(actor, unitId))
            throw Refusal.NotPermitted();
        var tree = await views.TreeAsync(actor, unitId, ct);
        await write(tree);
        await ledger.CommitAsync(actor, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new CategoriesExported(unitId, tree.Count)]), ct);
    }
}
