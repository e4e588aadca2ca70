using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Taxonomy;

/// <param name="Entries">Published entries filed here and below, as far as the viewer may see the unit.</param>
public sealed record CategoryItem(Guid Id, int UnitId, string Name, string Path, Guid? ParentId, bool IsLeaf, int Level, int Entries, int Version = 0);

public sealed class CategoryViews(IDbContextFactory<HotlineDb> databases, Access.Visibility visibility)
{
    /// <summary>A unit's tree in reading order. Trees are known to everyone who is signed in; counts only within the visible scope.</summary>
    public async Task<IReadOnlyList<CategoryItem>> TreeAsync(Actor viewer, int unitId, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var counted = (await visibility.ScopeOfAsync(viewer, ct)).Includes(unitId);
        var rows = await db.CategoriesInUse().AsNoTracking().Where(category => category.UnitId == unitId).ToListAsync(ct);
        var children = rows.ToLookup(row => row.ParentId);
        var items = new List<CategoryItem>(rows.Count);
        Walk(null);
        return items;

        int Walk(Guid? parent)
        {
            var sum = 0;
            foreach (var row in children[parent].OrderBy(row => row.Order).ThenBy(row => row.Name, StringComparer.Ordinal))
            {
                var place = items.Count;
                items.Add(null!);
                var entries = row.EntryCount + Walk(row.Id);
                items[place] = new CategoryItem(row.Id, unitId, row.Name, row.Path, row.ParentId, !children[row.Id].Any(), row.Level, counted ? entries : 0, row.Version);
                sum += entries;
            }

            return sum;
        }
    }
}
