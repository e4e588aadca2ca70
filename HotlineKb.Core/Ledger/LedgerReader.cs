#pragma warning disable RS0030 // Positions are the ledger's own bookkeeping, not an act.
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Ledger;

/// <summary>
/// Something that follows the ledger from its own position. It may see an event twice, re-reads state by id,
/// and when it fails it alone stops, says so, and tries again.
/// </summary>
public interface ILedgerReader
{
    /// <summary>Stable name, shown in health and on /admin/readers.</summary>
    string Name { get; }

    /// <summary>Number of the last event that is safely done with; called once at start.</summary>
    Task<long> PositionAsync(CancellationToken ct);

    /// <summary>Handles events in order and keeps the new position, durably where it matters. Throwing means: none of these is done.</summary>
    Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct);
}

/// <summary>
/// A row of the program's own books, such as a position or a lease: it says how far work has come, not what happened.
/// Only such rows may an act change without returning an event.
/// </summary>
public interface IBookkeeping;

/// <summary>Where a reader stands, for health.</summary>
public sealed record ReaderState(string Name, long Position, long Behind, string? Error, DateTime? FailedAt);

/// <summary>A reader's position kept in the database; for readers that have no better place.</summary>
public sealed class LedgerPositions(IDbContextFactory<HotlineDb> databases)
{
    public async Task<long> GetAsync(string reader, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Set<LedgerPosition>().Where(position => position.Reader == reader).Select(position => position.Number).SingleOrDefaultAsync(ct);
    }

    /// <summary>Moves forward only: of two nodes the slower does not pull the position back.</summary>
    public async Task SetAsync(string reader, long number, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var moved = await db.Set<LedgerPosition>().Where(position => position.Reader == reader && position.Number < number)
            .ExecuteUpdateAsync(set => set.SetProperty(position => position.Number, number), ct);
        if (moved > 0 || await db.Set<LedgerPosition>().AnyAsync(position => position.Reader == reader, ct))
            return;
        db.Add(new LedgerPosition { Reader = reader, Number = number });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// Within an act: the position, to be compared and moved together with what the act saves, so that of two nodes that read the same rows only one does.
    /// Where there is none yet it begins at the present end: nobody is told the history.
    /// </summary>
    /// <param name="from">Where else it begins: at 0 for what is gathered from the history.</param>
    internal static async Task<LedgerPosition> InActAsync(HotlineDb db, string reader, CancellationToken ct, long? from = null)
    {
        if (await db.Set<LedgerPosition>().SingleOrDefaultAsync(position => position.Reader == reader, ct) is { } known)
            return known;
        var begun = new LedgerPosition { Reader = reader, Number = from ?? await db.LedgerHeads().Select(head => head.Number).SingleAsync(ct) };
        db.Add(begun);
        return begun;
    }
}
