using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>
/// Closes what was urged and has been done since, and lets it go on where the answer was taken back: answering for a moment shakes no urging off.
/// </summary>
public sealed class UrgingSweep(LedgerSweep sweep)
{
    /// <returns>How many were closed, or go on.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default) =>
        (await sweep.RunAsync(
            async (db, _) => await Done(db).AnyAsync(ct) || await TakenBack(db).AnyAsync(ct),
            async (db, now) =>
            {
                var takenBack = await TakenBack(db).OrderBy(found => found.Urging.UrgedAt).Take(LedgerSweep.Batch).ToListAsync(ct);
                var done = await Done(db).OrderBy(row => row.UrgedAt).Take(LedgerSweep.Batch).ToListAsync(ct);
                return [.. takenBack.Select(found => found.Urging.Resume(found.Clock)), .. done.Select(row => row.Settle(now)).OfType<LedgerEvent>()];
            }, ct)).Count;

    private static IQueryable<Urging> Done(HotlineDb db) =>
        db.Urgings().Where(row => row.Stage != UrgingStage.Closed && row.Assignment.ClosedAt != null && !TakenBack(db).Any(found => found.Urging.Id == row.Id));

    /// <summary>Of closed ones those that closed with the answer or after it: what the office closed before stays closed.</summary>
    private static IQueryable<Resumed> TakenBack(HotlineDb db) =>
        from row in db.Urgings()
        where row.Assignment.ClosedAt != null && row.Assignment.OnTime == null && (row.Stage != UrgingStage.Closed || row.ClosedAt >= row.Assignment.ClosedAt)
        from clock in db.Assignments()
        where clock.SubjectId == row.Assignment.SubjectId && clock.Kind == row.Assignment.Kind && clock.OpenedAt == row.Assignment.OpenedAt && clock.ClosedAt == null
            && !db.Urgings().Any(other => other.AssignmentId == clock.Id)
        select new Resumed { Urging = row, Clock = clock.Id };

    private sealed class Resumed
    {
        public Urging Urging { get; init; } = null!;

        /// <summary>The clock that goes on where the urged one was (<see cref="Assignment.Resume"/>).</summary>
        public Guid Clock { get; init; }
    }
}
