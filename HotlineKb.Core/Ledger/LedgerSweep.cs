using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Ledger;

/// <summary>
/// What all sweeps have in common: what is due lies in the database, is looked for without the writer's lock because most sweeps find nothing,
/// and is then done in acts of at most <see cref="Batch"/> rows, so that people's own acts get their turn between. It may run late, twice, or on several nodes.
/// </summary>
public sealed class LedgerSweep(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    public const int Batch = 200;

    private static readonly Actor Clock = Actor.System("clock");

    /// <param name="anyDue">Whether there is something to do at this moment.</param>
    /// <param name="doSome">Does at most <see cref="Batch"/> of it and says what happened; nothing ends the sweep.</param>
    /// <returns>Everything that happened.</returns>
    public async Task<IReadOnlyList<LedgerEvent>> RunAsync(Func<HotlineDb, DateTime, Task<bool>> anyDue, Func<HotlineDb, DateTime, Task<IReadOnlyList<LedgerEvent>>> doSome, CancellationToken ct)
    {
        var happened = new List<LedgerEvent>();
        while (await AnyDueAsync(anyDue, ct))
        {
            var some = await ledger.CommitAsync(Clock, async (db, now) =>
            {
                var events = await doSome(db, now);
                return new Outcome<IReadOnlyList<LedgerEvent>>(events, events);
            }, ct);
            if (some.Count == 0)
                break;
            happened.AddRange(some);
        }

        return happened;
    }

    private async Task<bool> AnyDueAsync(Func<HotlineDb, DateTime, Task<bool>> anyDue, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await anyDue(db, time.UtcNow());
    }
}
