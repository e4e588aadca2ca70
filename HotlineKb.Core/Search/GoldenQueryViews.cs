using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>What is read of pinned queries without the index: the menu counts also where there is none yet.</summary>
public sealed class GoldenQueryViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>How many are broken.</summary>
    public async Task<int> BrokenAsync(Actor viewer, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepKeywords);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Set<GoldenQuery>().CountAsync(query => query.BrokenSince != null, ct);
    }
}
