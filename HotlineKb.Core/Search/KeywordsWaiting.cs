using HotlineKb.Core.Basics;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>What waits for whoever keeps keywords, counted without the index: the menu counts also where there is none yet (R6.2).</summary>
public sealed class KeywordsWaiting(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>Pinned queries that are broken, and what people have suggested.</summary>
    public async Task<int> CountAsync(Actor viewer, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepKeywords);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Set<GoldenQuery>().CountAsync(query => query.BrokenSince != null, ct)
            + await KeywordSuggestions.InUse(db, db.KeywordSuggestions().Where(row => row.State == SuggestionState.Open && row.Source == SuggestionSource.Person)).CountAsync(ct);
    }
}
