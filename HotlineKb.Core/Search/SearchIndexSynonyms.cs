using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>Synonyms belong to the question, not to the index: a change is in force as soon as the ledger has told of it, and nothing is indexed anew.</summary>
public sealed partial class SearchIndex
{
    private volatile Synonyms _synonyms = Synonyms.None;

    /// <summary>In use now.</summary>
    internal Synonyms Synonyms => _synonyms;

    private async Task ReadSynonymsAsync(CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        _synonyms = await Synonyms.ReadAsync(db, ct);
    }
}
