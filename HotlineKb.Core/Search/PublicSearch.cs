using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Search;

/// <summary>
/// The search of what is released: the operators' engine over an index of its own that holds released texts and nothing else. So it can neither find nor count what is
/// not public, and finds the words of the version that is public, not those of a newer one.
/// </summary>
public abstract class ReleaseSearch : ILedgerReader, IDisposable
{
    private static readonly Actor Anybody = Actor.System("open");

    private readonly SearchIndex _index;
    private readonly SearchViews _views;

    private protected ReleaseSearch(string name, Func<HotlineDb, DateTime, IQueryable<Release>> searched, IDbContextFactory<HotlineDb> databases, IOptions<StorageOptions> storage, Visibility visibility, TimeProvider time, ILogger<SearchIndex> log)
    {
        Name = name;
        _index = new SearchIndex([new ReleaseSource(databases, time, searched)], databases, storage, time, log, name);
        _views = new SearchViews(_index, databases, visibility, time);
    }

    public string Name { get; }

    /// <summary>For health and screens.</summary>
    public SearchState State => _index.State;

    public Task<long> PositionAsync(CancellationToken ct) => _index.PositionAsync(ct);

    public Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct) => _index.ApplyAsync(rows, ct);

    /// <summary>What is shown is asked of the database once more: what was recalled a moment ago is not among it.</summary>
    public Task<SearchResult> SearchAsync(string text, PublicFilter filter, int skip, int top, CancellationToken ct = default) =>
        _views.SearchAsync(Anybody, new SearchQuery(text, null, filter.UnitId, filter.RegionCode, filter.CategoryId, top, skip), ct);

    /// <summary>Makes the index anew from the database.</summary>
    public Task RebuildAsync(CancellationToken ct = default) => _index.RebuildAsync(null, ct);

    /// <summary>Returns when no rebuild is under way.</summary>
    public Task WhenSettledAsync(CancellationToken ct = default) => _index.WhenSettledAsync(ct);

    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>For everybody.</summary>
public sealed class PublicSearch(IDbContextFactory<HotlineDb> databases, IOptions<StorageOptions> storage, Visibility visibility, TimeProvider time, ILogger<SearchIndex> log)
    : ReleaseSearch("open-search", PublicViews.Searched, databases, storage, visibility, time, log);

/// <summary>For holders of keys: what is released to them alone is in no index that everybody asks, so that no count can tell of it.</summary>
public sealed class HolderSearch(IDbContextFactory<HotlineDb> databases, IOptions<StorageOptions> storage, Visibility visibility, TimeProvider time, ILogger<SearchIndex> log)
    : ReleaseSearch("holder-search", PublicViews.SearchedByHolders, databases, storage, visibility, time, log);
