using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>
/// Closes what was urged and has been done since, and lets it go on where the answer was taken back: answering for a moment shakes no urging off.
/// Like every sweep it may run late, twice, or on several nodes.
/// </summary>
public sealed class UrgingSweep(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    private const int Batch = 200;

    private static readonly Actor Clock = Actor.System("clock");

    /// <returns>How many were closed, or go on.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var moved = 0;
        while (await AnyAsync(ct))
        {
            var settled = await ledger.CommitAsync(Clock, async (db, now) =>
            {
                var events = new List<LedgerEvent>();
                foreach (var found in await TakenBack(db).OrderBy(found => found.Urging.UrgedAt).Take(Batch).ToListAsync(ct))
                    events.Add(found.Urging.Resume(found.Clock));
                var done = await Done(db).OrderBy(row => row.UrgedAt).Take(Batch).ToListAsync(ct);
                events.AddRange(done.Select(row => row.Settle(now)).OfType<LedgerEvent>());
                return new Outcome<int>(events.Count, events);
            }, ct);
            if (settled == 0)
                break;
            moved += settled;
        }

        return moved;
    }

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

    private async Task<bool> AnyAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Done(db).AnyAsync(ct) || await TakenBack(db).AnyAsync(ct);
    }

    private sealed class Resumed
    {
        public Urging Urging { get; init; } = null!;

        /// <summary>The clock that goes on where the urged one was (<see cref="Assignment.Resume"/>).</summary>
        public Guid Clock { get; init; }
    }
}
