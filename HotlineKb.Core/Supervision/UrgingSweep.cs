using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>Closes what was urged and has been done since. Like every sweep it may run late, twice, or on several nodes.</summary>
public sealed class UrgingSweep(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    private const int Batch = 200;

    private static readonly Actor Clock = Actor.System("clock");

    /// <returns>How many were closed.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var closed = 0;
        while (await AnyAsync(ct))
        {
            var settled = await ledger.CommitAsync(Clock, async (db, now) =>
            {
                var rows = await Done(db).OrderBy(row => row.UrgedAt).Take(Batch).ToListAsync(ct);
                var events = rows.Select(row => row.Settle(now)).OfType<LedgerEvent>().ToList();
                return new Outcome<int>(events.Count, events);
            }, ct);
            if (settled == 0)
                break;
            closed += settled;
        }

        return closed;
    }

    private static IQueryable<Urging> Done(HotlineDb db) => db.Urgings().Where(row => row.Stage != UrgingStage.Closed && row.Assignment.ClosedAt != null);

    private async Task<bool> AnyAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Done(db).AnyAsync(ct);
    }
}
