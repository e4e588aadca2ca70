using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;

namespace HotlineKb.Web.Entries;

/// <summary>Paths of a unit's categories by id, for differences.</summary>
internal sealed class CategoryNames(CategoryViews categories)
{
    public async Task<Func<Guid?, string>> OfUnitAsync(Actor viewer, int unitId, CancellationToken ct = default)
    {
        var paths = (await categories.TreeAsync(viewer, unitId, ct)).ToDictionary(category => category.Id, category => category.Path);
        return id => id is { } known ? paths.GetValueOrDefault(known, "") : "";
    }
}
