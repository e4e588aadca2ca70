using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Assignments;

/// <summary>What one sweep has recorded.</summary>
public sealed record Swept(int Reminded, int Overdue, int StillOverdue)
{
    public int Total => Reminded + Overdue + StillOverdue;
}

/// <summary>
/// Finds in the database what has fallen due and records it (R5.3). Each row says itself when it has to be looked at next,
/// and the ledger's door lets one writer at a time see and move that.
/// </summary>
public sealed class AssignmentSweep(LedgerSweep sweep, IOptions<Deadlines> deadlines)
{
    public async Task<Swept> RunAsync(CancellationToken ct = default)
    {
        var happened = await sweep.RunAsync(
            (db, now) => db.Assignments().AnyAsync(row => row.NextNoticeAt <= now, ct),
            async (db, now) =>
            {
                var due = await db.Assignments().Where(row => row.NextNoticeAt <= now).OrderBy(row => row.NextNoticeAt).ThenBy(row => row.Id).Take(LedgerSweep.Batch).ToListAsync(ct);
                return [.. due.Select(row => row.Notice(now, deadlines.Value)).OfType<LedgerEvent>()];
            }, ct);
        return new Swept(happened.Count(row => row is AssignmentReminded), happened.Count(row => row is AssignmentOverdue), happened.Count(row => row is AssignmentStillOverdue));
    }
}
