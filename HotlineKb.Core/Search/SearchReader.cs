using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Search;

/// <summary>Carries what the ledger tells into the index. Its position is kept in the index's own commit.</summary>
public sealed class SearchReader(SearchIndex index) : ILedgerReader
{
    public string Name => "search";

    public Task<long> PositionAsync(CancellationToken ct) => index.PositionAsync(ct);

    public Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct) => index.ApplyAsync(rows, ct);
}
