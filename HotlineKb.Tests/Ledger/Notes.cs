using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Ledger;

/// <summary>Acts that only leave a row, and what the ledger then says.</summary>
internal static class Notes
{
    public static Task NoteAsync(this TestHost host, string writer, int number) =>
        host.Get<LedgerDoor>().CommitAsync(Actor.System(writer), (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted(writer, number)]));

    public static async Task NoteAsync(this TestHost host, int count)
    {
        for (var number = 1; number <= count; number++)
            await host.NoteAsync("writer", number);
    }

    public static async Task<List<LedgerRow>> RowsAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.LedgerRows().OrderBy(row => row.Number).ToListAsync();
    }

    public static Task<LedgerVerdict> VerifyAsync(this TestHost host) => host.Get<LedgerVerifier>().VerifyAsync();

    /// <summary>What a person with a database tool could do.</summary>
    public static async Task TamperAsync(this TestHost host, string sql)
    {
        await using var db = host.Db();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
