using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Ledger;

/// <param name="Ok">Whether every row is as it was written.</param>
/// <param name="Count">Rows that were read.</param>
/// <param name="Head">Hash of the newest row.</param>
/// <param name="FirstBroken">Number of the first row that is wrong or missing.</param>
/// <param name="Reason">One sentence, when broken.</param>
public sealed record LedgerVerdict(bool Ok, long Count, string Head, long? FirstBroken = null, string? Reason = null);

/// <summary>Proves that the ledger is complete and unaltered, or names the first broken row (X5).</summary>
public sealed class LedgerVerifier(IDbContextFactory<HotlineDb> databases)
{
    private const int Batch = 2000;

    public async Task<LedgerVerdict> VerifyAsync(IProgress<long>? progress = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        // Read first: rows that are committed while we walk lie beyond this head and are not ours to judge.
        var head = await db.LedgerHeads().AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null)
            return new LedgerVerdict(false, 0, "", 1, "台账头记录不见了。");
        var number = 0L;
        var hash = LedgerHead.GenesisHash;
        while (number < head.Number)
        {
            var rows = await db.LedgerRows().Where(row => row.Number > number && row.Number <= head.Number).OrderBy(row => row.Number).Take(Batch).ToListAsync(ct);
            if (rows.Count == 0)
                return Broken(number + 1, $"第 {number + 1} 条及其后的记录缺失。");
            foreach (var row in rows)
            {
                if (row.Number != number + 1)
                    return Broken(number + 1, $"第 {number + 1} 条记录缺失。");
                if (row.PreviousHash != hash)
                    return Broken(row.Number, $"第 {row.Number} 条记录与前一条不相连，记录被插入或改动。");
                if (row.ComputeHash() != row.Hash)
                    return Broken(row.Number, $"第 {row.Number} 条记录的内容与其校验值不符，记录被改动。");
                number = row.Number;
                hash = row.Hash;
            }

            progress?.Report(number);
        }

        if (hash != head.Hash)
            return Broken(number, $"第 {number} 条记录与台账头不符，记录被改动。");
        // Rows beyond the head: only trouble when the head has not moved meanwhile.
        var beyond = await db.LedgerRows().Where(row => row.Number > head.Number).OrderBy(row => row.Number).Select(row => (long?)row.Number).FirstOrDefaultAsync(ct);
        var later = await db.LedgerHeads().AsNoTracking().SingleAsync(ct);
        if (beyond is { } extra && extra > later.Number)
            return Broken(extra, $"第 {extra} 条记录不是经台账写入的。");
        var before = await db.LedgerRows().Where(row => row.Number < 1).Select(row => (long?)row.Number).FirstOrDefaultAsync(ct);
        return before is { } early ? Broken(early, $"第 {early} 条记录不是经台账写入的。") : new LedgerVerdict(true, number, hash);

        LedgerVerdict Broken(long at, string reason) => new(false, number, hash, at, reason);
    }
}
