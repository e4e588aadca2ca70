using Lucene.Net.Search;

namespace HotlineKb.Core.Search;

/// <summary>What the index finds: the best hits in order, literal ones first, with total and counts over all of them.</summary>
internal sealed class Hits
{
    /// <summary>With fewer literal hits than this, what resembles the question follows them.</summary>
    private const int FewLiteral = 5;

    /// <summary>Resemblance has no natural end; nobody reads beyond this.</summary>
    private const int MostLoose = 100;

    private Hits()
    {
    }

    public List<(Found Hit, bool Loose)> Best { get; } = [];

    public int Total { get; private set; }

    public int Literal { get; private set; }

    public Dictionary<SearchKind, int> Kinds { get; private init; } = [];

    public Dictionary<int, int> Units { get; private init; } = [];

    public Dictionary<int, int> Regions { get; private init; } = [];

    public Dictionary<string, int> Categories { get; private init; } = [];

    public static Hits Find(IndexSearcher searcher, Filter? scope, AskedText asked, Narrowing narrowing, int best, CancellationToken ct)
    {
        // Below one point no word stands in a field that makes a hit.
        var collector = new HitCollector(narrowing, best, 1, ct);
        new IndexSearcher(searcher.IndexReader) { Similarity = TierSimilarity.Instance }.Search(asked.Literal(searcher.IndexReader), scope, collector);
        var hits = new Hits { Kinds = collector.Kinds, Units = collector.Units, Regions = collector.Regions, Total = collector.Total, Literal = collector.Total };
        hits.Best.AddRange(collector.Sorted().Select(found => (found, false)));
        foreach (var (category, count) in collector.Categories)
            hits.Categories[category] = count;
        if (collector.Total < FewLiteral && asked.Code is null && asked.Loose(searcher.IndexReader) is { } loose)
            hits.AddLoose(searcher, scope, loose, narrowing, ct);
        return hits;
    }

    /// <summary>Takes out what the database does not confirm.</summary>
    public void Drop(List<(Found Hit, bool Loose)> dropped)
    {
        foreach (var (hit, loose) in dropped)
        {
            Count(hit, -1);
            Total--;
            if (!loose)
                Literal--;
        }
    }

    private void AddLoose(IndexSearcher searcher, Filter? scope, Query loose, Narrowing narrowing, CancellationToken ct)
    {
        var collector = new HitCollector(narrowing, MostLoose, 0, ct) { Except = Best.Select(hit => hit.Hit.Doc).ToHashSet() };
        new IndexSearcher(searcher.IndexReader) { Similarity = TierSimilarity.Bm25 }.Search(loose, scope, collector);
        foreach (var found in collector.Sorted())
        {
            Best.Add((found, true));
            Count(found, 1);
            Total++;
        }
    }

    private void Count(Found hit, int by)
    {
        Kinds[hit.Kind] = Kinds.GetValueOrDefault(hit.Kind) + by;
        Units[hit.UnitId] = Units.GetValueOrDefault(hit.UnitId) + by;
        Regions[hit.UnitId / 1000] = Regions.GetValueOrDefault(hit.UnitId / 1000) + by;
        Categories[hit.Category] = Categories.GetValueOrDefault(hit.Category) + by;
    }
}
