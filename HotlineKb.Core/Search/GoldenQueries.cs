using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>What a change would do to a pinned query.</summary>
/// <param name="Before">Rank now; null beyond the first hundred.</param>
/// <param name="After">Rank with the change.</param>
public sealed record GoldenShift(GoldenQuery Query, string Title, int? Before, int? After)
{
    public bool Breaks => GoldenQuery.Holds(Before) && !GoldenQuery.Holds(After);
}

/// <param name="Title">Of what must be found; empty when it is not in use any more.</param>
public sealed record GoldenItem(GoldenQuery Query, string Title);

/// <summary>
/// 钉住的检索: the city office pins what a query must find; any change that would break one is tried on the index in use before it is saved,
/// and a nightly check finds what broke otherwise.
/// </summary>
public sealed class GoldenQueries(LedgerDoor ledger, LedgerSweep sweep, IDbContextFactory<HotlineDb> databases, SearchIndex index)
{
    /// <summary>Every change is tried on each of them before it is kept.</summary>
    public const int MostPinned = 300;

    private const int Looked = 100;

    /// <returns>With its rank where it holds now; what is pinned already comes back as it is.</returns>
    public async Task<GoldenQuery> PinAsync(Actor actor, string? text, SearchKind kind, string? code, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        // Whoever pins something learns at once where it stands.
        var wanted = new GoldenQuery { Text = Wording.Cut(Wording.OneLine(text ?? ""), GoldenQuery.MaxText), Kind = kind, Code = (code ?? "").Trim() };
        var rank = AskedText.Parse(wanted.Text).IsEmpty ? null : (await RanksAsync([wanted], [], null, [], ct))[wanted];
        return await KeepAsync(actor, text, kind, code, rank, ct);
    }

    private Task<GoldenQuery> KeepAsync(Actor actor, string? text, SearchKind kind, string? code, int? rank, CancellationToken ct) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepKeywords);
            var asked = Wording.OneLine(text ?? "");
            if (asked.Length is 0 or > GoldenQuery.MaxText || AskedText.Parse(asked).IsEmpty)
                throw Refusal.Field(KeywordRule.BadWord, "query", $"检索词须为 1 至 {GoldenQuery.MaxText} 个字。");
            var target = (code ?? "").Trim();
            var source = index.Sources.FirstOrDefault(source => source.Kind == kind);
            if (source is null || !(await source.VisibleAsync(await Visibility.ScopeOfAsync(db, actor, ct), [target], ct)).Contains(target))
                throw Refusal.NotFound($"“{Wording.Cut(target, 40)}”");
            if (await db.Set<GoldenQuery>().SingleOrDefaultAsync(row => row.Text == asked && row.Code == target, ct) is { } known)
                return Outcome.Nothing(known);
            if (await db.Set<GoldenQuery>().CountAsync(ct) >= MostPinned)
                throw new Refusal(KeywordRule.TooMany, $"最多钉住 {MostPinned} 条检索：每次改动都要逐条检查，请先取消不再需要的。");
            var query = new GoldenQuery { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Text = asked, Kind = kind, Code = target, PinnedBy = actor.DisplayName, PinnedAt = now };
            db.Add(query);
            var pinned = new GoldenQueryPinned(query.Id, asked, kind, target);
            // That it does not hold yet says the nightly check: the index may not have come so far.
            if (GoldenQuery.Holds(rank))
                query.Checked(rank, now);
            return Outcome.Of(query, pinned);
        }, ct);

    public Task UnpinAsync(Actor actor, Guid id, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.KeepKeywords);
            var query = await db.Set<GoldenQuery>().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这条钉住的检索");
            db.Remove(query);
            return [new GoldenQueryUnpinned(id, query.Text, query.Code)];
        }, ct);

    /// <summary>Broken ones first.</summary>
    public async Task<(IReadOnlyList<GoldenItem> Items, int Total)> ListAsync(Actor viewer, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepKeywords);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.Set<GoldenQuery>().AsNoTracking();
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(row => row.BrokenSince == null ? 1 : 0).ThenBy(row => row.Text).ThenBy(row => row.Id).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var titles = await TitlesAsync(page, ct);
        return (page.ConvertAll(query => new GoldenItem(query, titles.GetValueOrDefault(query.Code, ""))), total);
    }

    /// <summary>The nightly check of all.</summary>
    /// <returns>How many are broken.</returns>
    public async Task<int> CheckAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var all = await db.Set<GoldenQuery>().AsNoTracking().ToListAsync(ct);
        var ranks = await RanksAsync(all, [], null, [], ct);
        var due = ranks.ToDictionary(pair => pair.Key.Id, pair => pair.Value);
        // In parts, like every sweep; what is done is taken out.
        await sweep.RunAsync((_, _) => Task.FromResult(due.Count > 0), async (writing, now) =>
        {
            var ids = due.Keys.Take(LedgerSweep.Batch).ToArray();
            var events = new List<LedgerEvent>();
            foreach (var query in await writing.Set<GoldenQuery>().Where(row => ids.Contains(row.Id)).ToListAsync(ct))
                if (query.Checked(due[query.Id], now) is { } happened)
                    events.Add(happened);
            // That they were looked at is itself worth a row: without one, what holds would stand there as never checked.
            events.Add(new GoldenQueriesChecked(ids.Length, ids.Count(id => !GoldenQuery.Holds(due[id]))));
            foreach (var id in ids)
                due.Remove(id);
            return events;
        }, ct);
        return ranks.Values.Count(rank => !GoldenQuery.Holds(rank));
    }

    /// <summary>Every pinned query whose rank would change.</summary>
    /// <param name="changed">Things as they would be in the index.</param>
    /// <param name="trial">Synonyms to try instead of those in use.</param>
    /// <param name="gone">Things that would be found no more.</param>
    internal async Task<IReadOnlyList<GoldenShift>> TryAsync(IReadOnlyList<SearchDocument> changed, Synonyms? trial, CancellationToken ct, IReadOnlyList<(SearchKind Kind, string Code)>? gone = null)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var all = await db.Set<GoldenQuery>().AsNoTracking().ToListAsync(ct);
        if (all.Count == 0)
            return [];
        var before = await RanksAsync(all, [], null, [], ct);
        var after = await RanksAsync(all, changed, trial, gone ?? [], ct);
        var moved = all.FindAll(query => before[query] != after[query]);
        var titles = await TitlesAsync(moved, ct);
        return [.. moved.Select(query => new GoldenShift(query, titles.GetValueOrDefault(query.Code, ""), before[query], after[query])).OrderByDescending(shift => shift.Breaks)];
    }

    private async Task<Dictionary<GoldenQuery, int?>> RanksAsync(List<GoldenQuery> queries, IReadOnlyList<SearchDocument> changed, Synonyms? trial, IReadOnlyList<(SearchKind Kind, string Code)> gone, CancellationToken ct)
    {
        var ranks = new Dictionary<GoldenQuery, int?>();
        using var lease = await index.AcquireAsync(null, ct);
        if (lease is not { } searching)
            return queries.ToDictionary(query => query, _ => (int?)null);
        using var overlay = changed.Count == 0 ? null : Overlay(changed);
        var reader = overlay is null ? searching.Searcher.IndexReader : new MultiReader([searching.Searcher.IndexReader, overlay], closeSubReaders: false);
        var replaced = changed.Count + gone.Count == 0 ? null : new Replaced(searching.Searcher.IndexReader.MaxDoc, [.. changed.Select(document => (document.Kind, document.Code)), .. gone]);
        var searcher = new IndexSearcher(reader);
        foreach (var query in queries)
        {
            ct.ThrowIfCancellationRequested();
            var asked = AskedText.Parse(query.Text);
            var hits = Hits.Find(searcher, replaced, asked, (trial ?? index.Synonyms).Of(asked), new Narrowing(null, null, null, null), Looked, ct);
            var at = hits.Best.FindIndex(hit => hit.Hit.Kind == query.Kind && hit.Hit.Code == query.Code);
            ranks[query] = at is >= 0 and < Looked ? at + 1 : null;
        }

        return ranks;
    }

    private static DirectoryReader Overlay(IReadOnlyList<SearchDocument> documents)
    {
        var memory = new RAMDirectory();
        using (var writer = new IndexWriter(memory, new IndexWriterConfig(LuceneVersion.LUCENE_48, new HotlineAnalyzer()) { Similarity = TierSimilarity.Bm25 }))
            foreach (var document in documents)
                writer.AddDocument(SearchFields.ToDocument(document));
        return DirectoryReader.Open(memory);
    }

    private async Task<Dictionary<string, string>> TitlesAsync(IReadOnlyList<GoldenQuery> queries, CancellationToken ct)
    {
        var titles = new Dictionary<string, string>();
        foreach (var source in index.Sources)
            if (queries.Where(query => query.Kind == source.Kind).Select(query => query.Code).Distinct().ToArray() is { Length: > 0 } codes)
                foreach (var (code, document) in await source.ShowAsync(VisibleScope.Everything, codes, ct))
                    titles[code] = document.Title;
        return titles;
    }

    /// <summary>All but the things that are tried otherwise, where they stand as they are.</summary>
    private sealed class Replaced(int until, HashSet<(SearchKind, string)> things) : Filter
    {
        public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
        {
            var columns = SegmentColumns.Of(context.AtomicReader);
            var visible = new FixedBitSet(Math.Max(1, context.AtomicReader.MaxDoc));
            for (var doc = 0; doc < context.AtomicReader.MaxDoc; doc++)
                if ((acceptDocs is null || acceptDocs.Get(doc)) && (context.DocBase >= until || !things.Contains((columns.Kinds[doc], columns.Codes[doc]))))
                    visible.Set(doc);
            return visible;
        }
    }
}
