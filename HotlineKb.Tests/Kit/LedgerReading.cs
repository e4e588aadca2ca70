using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

public static class LedgerReading
{
    /// <summary>Rows of one kind, oldest first.</summary>
    public static Task<List<LedgerRow>> LedgerRowsOf(this HotlineDb db, string kind) =>
        db.LedgerRows().Where(row => row.Kind == kind).OrderBy(row => row.Number).ToListAsync();
}
