using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Entries;

/// <summary>Who may see work in progress: the city office all of it, a county office its own, a unit what it wrote or was handed (R5.1).</summary>
internal static class RevisionSight
{
    public static IQueryable<Revision> InSight(this IQueryable<Revision> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.UnitId / 1000 == office || row.DraftingOfficeId == office, unit => row => row.UnitId == unit && row.SeenByUnit);
}
