using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Assignments;

public enum AssignmentState
{
    Open,
    Overdue,
    Done,
}

public sealed class AssignmentViews(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>What is owed, soonest due first; what is done, newest first.</summary>
    public async Task<(IReadOnlyList<Assignment> Items, int Total)> ListAsync(Actor viewer, AssignmentState? state, int? unitId, int top, int skip, CancellationToken ct = default)
    {
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = InSight(db.Assignments().AsNoTracking(), viewer);
        if (unitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        rows = state switch
        {
            AssignmentState.Open => rows.Where(row => row.ClosedAt == null),
            AssignmentState.Overdue => rows.Where(row => row.ClosedAt == null && (row.DueAt < now || row.OverdueAt != null)),
            AssignmentState.Done => rows.Where(row => row.ClosedAt != null),
            _ => rows,
        };
        var total = await rows.CountAsync(ct);
        rows = state is AssignmentState.Done ? rows.OrderByDescending(row => row.ClosedAt).ThenBy(row => row.Id) : rows.OrderBy(row => row.DueAt).ThenBy(row => row.Id);
        return (await rows.Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct), total);
    }

    /// <summary>Work in progress: offices see their jurisdiction's, units their own (R5.1).</summary>
    internal static IQueryable<Assignment> InSight(IQueryable<Assignment> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.OfficeId == office || row.UnitId / 1000 == office, unit => row => row.UnitId == unit);
}
