using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Ledger;

/// <summary>The audit: who did what, when, on what (X5). For auditors.</summary>
public sealed class LedgerViews(IDbContextFactory<HotlineDb> databases)
{
    /// <param name="after">Rows beyond this number, oldest first; null gives the newest first.</param>
    /// <param name="top">1 to 500.</param>
    public async Task<(IReadOnlyList<LedgerRow> Items, int Total)> ListAsync(Actor viewer, string? subject, string? kind, string? actor, long? after, int top, int skip = 0, CancellationToken ct = default)
    {
        viewer.Require(Permission.ReadLedger);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.LedgerRows();
        if (!string.IsNullOrWhiteSpace(subject))
            rows = rows.Where(row => row.Subject == subject);
        if (!string.IsNullOrWhiteSpace(kind))
            rows = rows.Where(row => row.Kind == kind);
        if (!string.IsNullOrWhiteSpace(actor))
            rows = rows.Where(row => row.Actor == actor);
        if (after is { } number)
            rows = rows.Where(row => row.Number > number);
        var total = await rows.CountAsync(ct);
        rows = after is null ? rows.OrderByDescending(row => row.Number) : rows.OrderBy(row => row.Number);
        return (await rows.Skip(Math.Max(0, skip)).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct), total);
    }
}
