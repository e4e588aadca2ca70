using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Entries;

/// <summary>Who may see work in progress: the city office all of it, a county office its own, a unit what it wrote or was handed (R5.1).</summary>
internal static class RevisionSight
{
    public static IQueryable<Revision> InSight(this IQueryable<Revision> rows, Actor viewer)
    {
        if (viewer.IsSystem || (viewer.May(Permission.SeeAllWork) && Jurisdiction.IsCity(viewer.OfficeId)))
            return rows;
        if (viewer.May(Permission.SeeAllWork) && viewer.OfficeId is { } office)
            return rows.Where(row => row.UnitId / 1000 == office || row.DraftingOfficeId == office);
        return viewer.May(Permission.ReviseForOwnUnit) && viewer.UnitId is { } unit
            ? rows.Where(row => row.UnitId == unit && row.SeenByUnit)
            : rows.Where(_ => false);
    }
}
