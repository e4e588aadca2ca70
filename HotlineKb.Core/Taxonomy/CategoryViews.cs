using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Taxonomy;

/// <param name="Entries">Published entries filed here and below, as far as the viewer may see the unit.</param>
/// <param name="Own">Those filed here.</param>
public sealed record CategoryItem(Guid Id, int UnitId, string Name, string Path, Guid? ParentId, bool IsLeaf, int Level, int Entries, int Version, int Own)
{
    /// <summary>The months of review set here; null where it is as above.</summary>
    public int? OwnReview { get; init; }

    /// <summary>Those that hold: set here or, where they are not, next above.</summary>
    public int? Review { get; init; }

    /// <summary>The months of validity set here; null where it is as above.</summary>
    public int? OwnExpiry { get; init; }

    /// <summary>Those that hold: set here or, where they are not, next above.</summary>
    public int? Expiry { get; init; }
}

/// <summary>Whether someone may see how much a unit has filed where. Asked here, answered to the right, where it is known who sees what (R4.7).</summary>
public interface ICountSight
{
    Task<bool> SeesAsync(Actor viewer, int unitId, CancellationToken ct);
}

public sealed class CategoryViews(IDbContextFactory<HotlineDb> databases, ICountSight sight)
{
    /// <summary>A unit's tree in reading order. Trees are known to everyone who is signed in; counts only within the visible scope.</summary>
    public async Task<IReadOnlyList<CategoryItem>> TreeAsync(Actor viewer, int unitId, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var counted = await sight.SeesAsync(viewer, unitId, ct);
        var rows = await db.CategoriesInUse().AsNoTracking().Where(category => category.UnitId == unitId).ToListAsync(ct);
        var children = rows.ToLookup(row => row.ParentId);
        var items = new List<CategoryItem>(rows.Count);
        Walk(null, null, null);
        return items;

        int Walk(Guid? parent, int? review, int? expiry)
        {
            var sum = 0;
            foreach (var row in children[parent].OrderBy(row => row.Order).ThenBy(row => row.Name, StringComparer.Ordinal))
            {
                var place = items.Count;
                items.Add(null!);
                var (reviewed, expires) = (row.ReviewMonths ?? review, row.ExpiryMonths ?? expiry);
                var entries = row.EntryCount + Walk(row.Id, reviewed, expires);
                items[place] = new CategoryItem(row.Id, unitId, row.Name, row.Path, row.ParentId, !children[row.Id].Any(), row.Level, counted ? entries : 0, row.Version, counted ? row.EntryCount : 0) { OwnReview = row.ReviewMonths, Review = reviewed, OwnExpiry = row.ExpiryMonths, Expiry = expires };
                sum += entries;
            }

            return sum;
        }
    }

    /// <summary>Paths of all categories a unit has ever had, for texts of long ago; those no longer in use say so.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> PathsAsync(int unitId, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Categories().Where(row => row.UnitId == unitId).Select(row => new { row.Id, row.Path, row.RetiredAs }).ToDictionaryAsync(row => row.Id, row => row.RetiredAs == Guid.Empty ? row.Path : row.Path + "（已停用）", ct);
    }

    /// <summary>Where something filed under a category belongs now; null when another must be chosen.</summary>
    public async Task<Guid?> StandingAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await db.StandingAsync(id, ct))?.Id;
    }

    /// <summary>What adding these paths would do to a unit's tree, line by line; nothing is done.</summary>
    public async Task<IReadOnlyList<CategoryRow>> PreviewAsync(int unitId, IReadOnlyList<string> paths, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (known, _) = await CategoryActions.KnownAsync(db, unitId, null, ct);
        return CategoryActions.TakeRows(db, DateTime.UnixEpoch, unitId, [.. paths.Take(CategoryActions.MaxPathsAtOnce)], known, []);
    }
}
