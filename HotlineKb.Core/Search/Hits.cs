using Lucene.Net.Search;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>Why something was found.</summary>
internal enum Likeness
{
    /// <summary>The words stand in it.</summary>
    Literal,
    /// <summary>Other words for the same do.</summary>
    Synonym,
    /// <summary>It resembles the question.</summary>
    Loose,
}

/// <summary>What the index finds: the best hits in order, literal ones first, with total and counts over all of them.</summary>
internal sealed class Hits
{
    /// <summary>With fewer literal hits than this, what resembles the question follows them.</summary>
    private const int FewLiteral = 5;

    /// <summary>Resemblance has no natural end; nobody reads beyond this.</summary>
    private const int MostLoose = 100;

    /// <summary>Points a word has when it stands in title or keywords.</summary>
    private const float Strong = 3;

    private Hits()
    {
    }

    public List<(Found Hit, Likeness Likeness)> Best { get; } = [];

    public int Total { get; private set; }

    /// <summary>Hits that do not only resemble.</summary>
    public int Literal { get; private set; }

    public Dictionary<SearchKind, int> Kinds { get; } = [];

    public Dictionary<int, int> Units { get; } = [];

    public Dictionary<int, int> Regions { get; } = [];

    public Dictionary<string, int> Categories { get; } = [];

    /// <param name="ways">Other ways to say the text.</param>
    public static Hits Find(IndexSearcher searcher, Filter? scope, AskedText asked, IReadOnlyList<Otherwise> ways, Narrowing narrowing, int best, CancellationToken ct)
    {
        var reader = searcher.IndexReader;
        var literally = new IndexSearcher(reader) { Similarity = TierSimilarity.Instance };
        var seen = ways.Count > 0 ? new FixedBitSet(reader.MaxDoc) : null;
        // Below one point no word stands in a field that makes a hit.
        var collector = new HitCollector(narrowing, best, 1, ct) { Except = seen };
        literally.Search(asked.Literal(reader), scope, collector);
        var hits = new Hits();
        hits.Add(collector);
        hits.Best.AddRange(collector.Sorted().Select(found => (found, Likeness.Literal)));
        if (ways.Count > 0)
        {
            var otherwise = new HitCollector(narrowing, best, 1, ct) { Except = seen };
            literally.Search(asked.InOtherWords(reader, ways), scope, otherwise);
            hits.Add(otherwise);
            // Behind what has every word in its title or keywords, before what has it in its text.
            var strong = hits.Best.TakeWhile(hit => hit.Hit.Score >= Strong * Math.Max(1, asked.Words.Count)).Count();
            hits.Best.InsertRange(strong, otherwise.Sorted().Select(found => (found, Likeness.Synonym)));
        }

        if (hits.Total < FewLiteral && asked.Code is null && asked.Loose(reader) is { } loose)
            hits.AddLoose(searcher, scope, loose, narrowing, ct);
        return hits;
    }

    private void Add(HitCollector collector)
    {
        Total += collector.Total;
        Literal += collector.Total;
        Add(Kinds, collector.Kinds);
        Add(Units, collector.Units);
        Add(Regions, collector.Regions);
        // Sorting closes the last segment's counts.
        collector.Sorted();
        Add(Categories, collector.Categories);

        static void Add<T>(Dictionary<T, int> to, Dictionary<T, int> counts)
            where T : notnull
        {
            foreach (var (key, count) in counts)
                to[key] = to.GetValueOrDefault(key) + count;
        }
    }

    /// <summary>Takes out what the database does not confirm.</summary>
    public void Drop(List<(Found Hit, Likeness Likeness)> dropped)
    {
        foreach (var (hit, likeness) in dropped)
        {
            Count(hit, -1);
            Total--;
            if (likeness is not Likeness.Loose)
                Literal--;
        }
    }

    private void AddLoose(IndexSearcher searcher, Filter? scope, Query loose, Narrowing narrowing, CancellationToken ct)
    {
        var known = new FixedBitSet(searcher.IndexReader.MaxDoc);
        foreach (var (hit, _) in Best)
            known.Set(hit.Doc);
        var collector = new HitCollector(narrowing, MostLoose, 0, ct) { Except = known };
        new IndexSearcher(searcher.IndexReader) { Similarity = TierSimilarity.Bm25 }.Search(loose, scope, collector);
        foreach (var found in collector.Sorted())
        {
            Best.Add((found, Likeness.Loose));
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
