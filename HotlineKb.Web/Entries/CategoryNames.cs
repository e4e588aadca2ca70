using HotlineKb.Core.Taxonomy;

namespace HotlineKb.Web.Entries;

/// <summary>Paths of a unit's categories by id, for differences: of old texts, too, whose category is no longer in use.</summary>
internal sealed class CategoryNames(CategoryViews categories)
{
    public async Task<Func<Guid?, string>> OfUnitAsync(int unitId, CancellationToken ct = default)
    {
        var paths = await categories.PathsAsync(unitId, ct);
        return id => id is { } known ? paths.GetValueOrDefault(known, "") : "";
    }
}
