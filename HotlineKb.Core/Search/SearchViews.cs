using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>
/// The operator's search (X1, R6.1). What matches comes from the index, within the viewer's scope (R4.7); what is shown comes from the database,
/// which also has the last word on whether it is shown.
/// </summary>
public sealed class SearchViews(SearchIndex index, IDbContextFactory<HotlineDb> databases, Visibility visibility, TimeProvider time)
{
    private const int MostCounted = 20;
    private static readonly HashSet<string> BodyOnly = [SearchFields.Body];

    private readonly ScopeFilters _filters = new();
    private readonly UnitNames _names = new(databases, time);

    /// <summary>Literal hits first (title over keywords over answer over body, then BM25), then what resembles the question.</summary>
    public Task<SearchResult> SearchAsync(Actor viewer, SearchQuery query, CancellationToken ct = default) => SearchAsync(viewer, query, null, ct);

    /// <param name="trial">Synonyms to try instead of those in use.</param>
    internal async Task<SearchResult> SearchAsync(Actor viewer, SearchQuery query, Synonyms? trial, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        var asked = AskedText.Parse(query.Text);
        if (asked.IsEmpty || scope.IsNothing)
            return Empty(started, index.State.Phase is SearchPhase.Rebuilding);
        var ways = (trial ?? index.Synonyms).Of(asked);
        var narrowing = new Narrowing(query.Kind, query.UnitId, query.RegionCode, await BelowAsync(query.CategoryId, ct));

        IndexGeneration? damaged = null;
        while (true)
        {
            // A damaged index is asked once; then the one that is being made, as far as it is.
            using var lease = await index.AcquireAsync(damaged, ct);
            if (lease is not { } searching)
                return Empty(started, true);
            try
            {
                return await SearchAsync(searching, started, scope, asked, ways, narrowing, query, ct);
            }
            catch (DamagedIndex e)
            {
                if (damaged is not null)
                    return Empty(started, true);
                damaged = searching.Generation;
                await index.DamagedAsync(damaged, e.InnerException!, ct);
            }
        }
    }

    private async Task<SearchResult> SearchAsync(IndexGeneration.Lease lease, long started, VisibleScope scope, AskedText asked, IReadOnlyList<Otherwise> ways, Narrowing narrowing, SearchQuery query, CancellationToken ct)
    {
        var skip = Math.Clamp(query.Skip, 0, SearchQuery.MaxSkip);
        var top = Math.Clamp(query.Top, 1, SearchQuery.MaxTop);
        for (var best = skip + top + 20; ; best *= 4)
        {
            var hits = Read(() => Hits.Find(lease.Searcher, _filters.Of(scope), asked, ways, narrowing, best, ct));
            var (shown, dropped) = await ShowAsync(lease.Searcher.IndexReader, scope, asked, ways, hits, skip, top, ct);
            // So much was dropped that the page is not full though there is more: look further.
            if (shown.Count < top && hits.Best.Count < hits.Total)
                continue;
            hits.Drop(dropped);
            var counts = await CountsAsync(hits, ct);
            return new SearchResult(shown, hits.Total, time.GetElapsedTime(started).TotalMilliseconds, counts, lease.Generation is not { Complete: true, Broken: false }, hits.Literal);
        }
    }

    /// <summary>Re-authorises from the first hit on, so that every page begins where the one before it ended.</summary>
    private async Task<(List<SearchHit> Shown, List<(Found Hit, Likeness Likeness)> Dropped)> ShowAsync(
        IndexReader reader, VisibleScope scope, AskedText asked, IReadOnlyList<Otherwise> ways, Hits hits, int skip, int top, CancellationToken ct)
    {
        var dropped = new List<(Found, Likeness)>();
        var at = 0;
        for (var passed = 0; passed < skip && at < hits.Best.Count;)
        {
            var part = hits.Best.Skip(at).Take(Math.Min(200, skip - passed)).ToList();
            var standing = await ByKindAsync(part, (source, codes) => source.VisibleAsync(scope, codes, ct));
            foreach (var hit in part)
            {
                if (standing.TryGetValue(hit.Hit.Kind, out var visible) && visible.Contains(hit.Hit.Code))
                    passed++;
                else
                    dropped.Add(hit);
            }

            at += part.Count;
        }

        var shown = new List<SearchHit>(top);
        Marking? literal = null;
        Marking? otherwise = null;
        Marking? loose = null;
        while (shown.Count < top && at < hits.Best.Count)
        {
            var part = hits.Best.Skip(at).Take(top - shown.Count).ToList();
            var standing = await ByKindAsync(part, (source, codes) => source.ShowAsync(scope, codes, ct));
            foreach (var hit in part)
            {
                ct.ThrowIfCancellationRequested();
                if (!standing.TryGetValue(hit.Hit.Kind, out var documents) || !documents.TryGetValue(hit.Hit.Code, out var document))
                    dropped.Add(hit);
                else
                    shown.Add(await ShowAsync(reader, hit.Likeness switch
                    {
                        Likeness.Loose => loose ??= new Marking(asked, true),
                        Likeness.Synonym => otherwise ??= new Marking(asked, ways),
                        _ => literal ??= new Marking(asked, false),
                    }, hit, document, ct));
            }

            at += part.Count;
        }

        return (shown, dropped);
    }

    private async Task<SearchHit> ShowAsync(IndexReader reader, Marking marking, (Found Hit, Likeness Likeness) hit, StandingDocument document, CancellationToken ct)
    {
        // The long text is read from the index, when it is that of the version in use.
        var body = hit.Hit.Version == document.Version ? Read(() => reader.Document(hit.Hit.Doc, BodyOnly).Get(SearchFields.Body, CultureInfo.InvariantCulture)) : "";
        var unit = await _names.OfAsync(document.UnitId, ct);
        return new SearchHit
        {
            Kind = hit.Hit.Kind,
            Code = document.Code,
            Title = marking.Mark(document.Title),
            Snippet = marking.Excerpt(document.Answer, body ?? ""),
            UnitId = document.UnitId,
            Unit = unit?.Name ?? document.Owner,
            RegionCode = document.UnitId / 1000,
            Region = unit?.Region ?? "",
            CategoryId = document.CategoryId,
            Category = document.Category,
            Version = document.Version,
            UpdatedAt = document.UpdatedAt,
            Match = hit.Likeness is Likeness.Synonym ? SearchMatch.Synonym : SearchMatch.Literal,
            Expired = document.ExpiresOn < CityDays.Of(time.UtcNow()),
            Score = hit.Likeness is Likeness.Loose ? hit.Hit.Score / (hit.Hit.Score + 20) : hit.Hit.Score,
            IsLoose = hit.Likeness is Likeness.Loose,
        };
    }

    private async Task<Dictionary<SearchKind, T>> ByKindAsync<T>(List<(Found Hit, Likeness Likeness)> hits, Func<SearchSource, IReadOnlyCollection<string>, Task<T>> ask)
    {
        var answers = new Dictionary<SearchKind, T>();
        foreach (var source in index.Sources)
            if (hits.Where(hit => hit.Hit.Kind == source.Kind).Select(hit => hit.Hit.Code).ToArray() is { Length: > 0 } codes)
                answers[source.Kind] = await ask(source, codes);
        return answers;
    }

    private async Task<SearchCounts> CountsAsync(Hits hits, CancellationToken ct)
    {
        if (hits.Units.Count == 0)
            return SearchCounts.None with { Kinds = hits.Kinds };
        var units = new List<SearchCount<int>>();
        // Whose department is not mapped yet belongs to nobody that could be chosen.
        foreach (var (id, count) in Most(hits.Units).Where(pair => pair.Key != 0))
            units.Add(new SearchCount<int>(id, (await _names.OfAsync(id, ct))?.Name ?? "", count));
        var regions = new List<SearchCount<int>>();
        foreach (var (code, count) in Most(hits.Regions).Where(pair => pair.Key != 0))
            regions.Add(new SearchCount<int>(code, await _names.RegionAsync(code, ct), count));
        var counted = Most(hits.Categories).Where(pair => pair.Key.Length > 0).Select(pair => (Id: Guid.ParseExact(pair.Key, "N"), pair.Value)).ToList();
        var ids = counted.ConvertAll(pair => pair.Id);
        await using var db = await databases.CreateDbContextAsync(ct);
        // Not from the names that are kept a while: a category is called anew at once (R4.5).
        var paths = await db.Categories().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Path, ct);
        var categories = counted.ConvertAll(pair => new SearchCount<Guid>(pair.Id, paths.GetValueOrDefault(pair.Id, ""), pair.Value));
        return new SearchCounts(hits.Kinds, units, regions, categories);
    }

    private static IEnumerable<KeyValuePair<T, int>> Most<T>(Dictionary<T, int> counts)
        where T : notnull => counts.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostCounted);

    private async Task<IReadOnlySet<string>?> BelowAsync(Guid? category, CancellationToken ct)
    {
        if (category is not { } id)
            return null;
        await using var db = await databases.CreateDbContextAsync(ct);
        var below = await db.BelowAsync(id, ct);
        return below.Select(row => row.ToString("N", CultureInfo.InvariantCulture)).ToHashSet();
    }

    private static T Read<T>(Func<T> fromIndex)
    {
        try
        {
            return fromIndex();
        }
        catch (Exception e) when (SearchIndex.IsDamage(e))
        {
            throw new DamagedIndex(e);
        }
    }

    private SearchResult Empty(long started, bool incomplete) => new([], 0, time.GetElapsedTime(started).TotalMilliseconds, SearchCounts.None, incomplete, 0);

    private sealed class DamagedIndex(Exception inner) : Exception(inner.Message, inner);
}
