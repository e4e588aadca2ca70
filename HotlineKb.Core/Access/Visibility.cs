using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Access;

/// <summary>The default rules of R4.7, in one place.</summary>
public sealed class Visibility(IDbContextFactory<HotlineDb> databases)
{
    public async Task<VisibleScope> ScopeOfAsync(Actor viewer, CancellationToken ct = default)
    {
        if (!NeedsDatabase(viewer, out var scope))
            return scope;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ScopeOfAsync(db, viewer, ct);
    }

    internal static async Task<VisibleScope> ScopeOfAsync(HotlineDb db, Actor viewer, CancellationToken ct)
    {
        if (!NeedsDatabase(viewer, out var scope))
            return scope;
        if (viewer.OfficeId is { } office)
        {
            // (1) the city office and operators: all units.
            if (Jurisdiction.IsCity(office))
                return VisibleScope.Everything;
            // (2) a county office: all units of its county.
            return VisibleScope.Of(await db.Units().Where(unit => unit.RegionCode == office).Select(unit => unit.Id).ToListAsync(ct));
        }

        // (3) a city-level unit: its own, and its counterpart county-level units'; a county-level unit: its own.
        var own = viewer.UnitId!.Value;
        var counterparts = await db.Counterparts().Where(pair => pair.CityUnitId == own).Select(pair => pair.CountyUnitId).ToListAsync(ct);
        return VisibleScope.Of([own, .. counterparts]);
    }

    private static bool NeedsDatabase(Actor viewer, out VisibleScope scope)
    {
        scope = viewer.IsSystem ? VisibleScope.Everything : VisibleScope.Nothing;
        return !viewer.IsSystem && viewer.May(Permission.ReadEntries) && (viewer.OfficeId ?? viewer.UnitId) is not null;
    }
}
