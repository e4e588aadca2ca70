using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

public static class LedgerReading
{
    /// <summary>Rows of one kind, oldest first.</summary>
    public static Task<List<LedgerRow>> LedgerRowsOf(this HotlineDb db, string kind) =>
        db.LedgerRows().Where(row => row.Kind == kind).OrderBy(row => row.Number).ToListAsync();

    /// <summary>Kinds of the rows whose subject begins so, in order.</summary>
    public static Task<List<string>> LedgerKindsAsync(this HotlineDb db, string subject) =>
        db.LedgerRows().Where(row => row.Subject.StartsWith(subject)).OrderBy(row => row.Number).Select(row => row.Kind).ToListAsync();
}
