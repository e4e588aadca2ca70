using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

/// <summary>An entry that refers to items of the hall, and what the reader makes of both.</summary>
public static class DriftTown
{
    public const string Phone = "0763-3363210";

    public static AnApproval AnItem(string name = "残疾人证办理") => AnApproval.Named(name).With("LINK_TEL", Phone).With("PROMISE_DAY", "10").With("PROMISE_TYPE_TEXT", "工作日");

    public static EntryText Saying(string answer, params string[] items) => AnEntry.AText with { Answer = answer, ApprovalItems = [.. items] };

    /// <summary>Published by the shortest way.</summary>
    public static AnEntry PublishedAsync(TestHost host, EntryText text, int unit = Town.Rsj, string? entry = null) =>
        AnEntry.WrittenByUnit(host, unit, text: text, change: entry is null ? ChangeKind.New : ChangeKind.Update, entry: entry).SubmittedToOffice().Passed().Published();

    /// <summary>The reader reads to the end of the ledger, as it would by itself.</summary>
    public static async Task ReadDriftAsync(this TestHost host, int batch = 500)
    {
        var reader = host.Get<DriftReader>();
        var position = await reader.PositionAsync(default);
        while (true)
        {
            await using var db = host.Db();
            var rows = await db.LedgerRows().Where(row => row.Number > position).OrderBy(row => row.Number).Take(batch).ToListAsync();
            if (rows.Count == 0)
                return;
            await reader.ReadAsync(rows, default);
            position = rows[^1].Number;
        }
    }

    /// <summary>All differences, the first found first.</summary>
    public static async Task<IReadOnlyList<Drift>> DriftsAsync(this TestHost host)
    {
        await using var db = host.Db();
        return [.. (await db.Drifts().AsNoTracking().ToListAsync()).OrderBy(drift => drift.FoundAt).ThenBy(drift => drift.Id)];
    }

    /// <summary>Entry and item that differ in the telephone number.</summary>
    public static async Task<(AnEntry Entry, AnApproval Item, Drift Drift)> DifferingAsync(this TestHost host, int unit = Town.Rsj)
    {
        var item = await AnItem().Of(unit).In(host);
        var entry = await PublishedAsync(host, Saying("打0763-3369999。", item.Code), unit);
        await host.ReadDriftAsync();
        return (entry, item, (await host.DriftsAsync()).Single(drift => drift.UnitId == unit));
    }
}
