using System.Linq.Expressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Access;

/// <summary>
/// How far someone sees into work in progress (R5.1): the city office everything, a county office its own, a unit its own. What is "its own" differs
/// from table to table, who looks does not. Published information is the visible scope's.
/// </summary>
/// <param name="All">Everything.</param>
/// <param name="Office">Else what this office has to do with.</param>
/// <param name="Unit">Else what this unit has to do with; all null and false: nothing.</param>
public readonly record struct WorkSight(bool All, int? Office, int? Unit)
{
    public static WorkSight Of(Actor viewer)
    {
        if (viewer.IsSystem || (viewer.May(Permission.SeeAllWork) && Jurisdiction.IsCity(viewer.OfficeId)))
            return new WorkSight(true, null, null);
        if (viewer.May(Permission.SeeAllWork) && viewer.OfficeId is { } office)
            return new WorkSight(false, office, null);
        return new WorkSight(false, null, viewer.May(Permission.ReviseForOwnUnit) ? viewer.UnitId : null);
    }

    /// <summary>Whether a unit's own affairs are within it.</summary>
    public bool Includes(int unitId) => All || (Office is { } office ? Jurisdiction.OfficeOf(unitId) == office : Unit == unitId);

    /// <summary>Narrows a query to what is seen.</summary>
    internal IQueryable<T> Filter<T>(IQueryable<T> rows, Func<int, Expression<Func<T, bool>>> ofOffice, Func<int, Expression<Func<T, bool>>> ofUnit) =>
        All ? rows : Office is { } office ? rows.Where(ofOffice(office)) : Unit is { } unit ? rows.Where(ofUnit(unit)) : rows.Where(_ => false);
}
