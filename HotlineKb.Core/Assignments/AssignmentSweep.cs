using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Assignments;

/// <summary>What one sweep has recorded.</summary>
public sealed record Swept(int Reminded, int Overdue, int StillOverdue)
{
    public int Total => Reminded + Overdue + StillOverdue;
}

/// <summary>
/// Finds in the database what has fallen due and records it (R5.3). It may run late, twice, or on several nodes at once:
/// each row says itself when it has to be looked at next, and the ledger's door lets one writer at a time see and move that.
/// </summary>
public sealed class AssignmentSweep(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, TimeProvider time, IOptions<Deadlines> deadlines)
{
    /// <summary>So many at once, that people's own acts get their turn between.</summary>
    private const int Batch = 200;

    private static readonly Actor Clock = Actor.System("clock");

    public async Task<Swept> RunAsync(CancellationToken ct = default)
    {
        var swept = new Swept(0, 0, 0);
        // Asked without the writer's lock: most sweeps find nothing.
        while (await AnyDueAsync(ct))
        {
            var notices = await SweepOnceAsync(ct);
            if (notices.Count == 0)
                break;
            swept = new Swept(
                swept.Reminded + notices.Count(notice => notice is AssignmentReminded),
                swept.Overdue + notices.Count(notice => notice is AssignmentOverdue),
                swept.StillOverdue + notices.Count(notice => notice is AssignmentStillOverdue));
        }

        return swept;
    }

    private Task<IReadOnlyList<AssignmentNotice>> SweepOnceAsync(CancellationToken ct) =>
        ledger.CommitAsync(Clock, async (db, now) =>
        {
            var due = await db.Assignments().Where(row => row.NextNoticeAt <= now).OrderBy(row => row.NextNoticeAt).ThenBy(row => row.Id).Take(Batch).ToListAsync(ct);
            var notices = due.Select(row => row.Notice(now, deadlines.Value)).OfType<AssignmentNotice>().ToList();
            return new Outcome<IReadOnlyList<AssignmentNotice>>(notices, notices);
        }, ct);

    private async Task<bool> AnyDueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Assignments().AnyAsync(row => row.NextNoticeAt <= now, ct);
    }
}
