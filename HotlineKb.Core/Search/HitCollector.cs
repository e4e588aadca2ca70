using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>What narrows a search beside the words and the viewer's scope.</summary>
internal sealed record Narrowing(SearchKind? Kind, int? UnitId, int? RegionCode, IReadOnlySet<string>? Categories)
{
    public const int OtherKind = 1;
    public const int OtherUnit = 2;
    public const int OtherRegion = 4;
    public const int OtherCategory = 8;
}

/// <summary>A place in the index that matched.</summary>
internal readonly record struct Found(int Doc, float Score, long UpdatedAt, SearchKind Kind, int UnitId, string Category, string Code, int Version) : IComparable<Found>
{
    /// <summary>Best first: by score, then the newest, then the code, so that the order is the same on every page and every node.</summary>
    public int CompareTo(Found other)
    {
        var byScore = other.Score.CompareTo(Score);
        if (byScore != 0)
            return byScore;
        var byTime = other.UpdatedAt.CompareTo(UpdatedAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(Code, other.Code);
    }
}

/// <summary>Collects the best hits, the total, and the counts, in one pass.</summary>
internal sealed class HitCollector(Narrowing narrowing, int best, float atLeast, CancellationToken ct) : ICollector
{
    private readonly List<Found> _heap = new(Math.Min(best, 256) + 1);
    private Scorer _scorer = null!;
    private SegmentColumns _columns = null!;
    private bool[]? _wanted;
    private int[] _byCategory = [];
    private int _base;
    private int _seen;

    public int Total { get; private set; }

    public Dictionary<SearchKind, int> Kinds { get; } = [];

    public Dictionary<int, int> Units { get; } = [];

    public Dictionary<int, int> Regions { get; } = [];

    public Dictionary<string, int> Categories { get; } = [];

    /// <summary>Documents that must not be found again; what is found is added.</summary>
    public FixedBitSet? Except { get; init; }

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        ct.ThrowIfCancellationRequested();
        TakeCategories();
        _base = context.DocBase;
        _columns = SegmentColumns.Of(context.AtomicReader);
        _byCategory = new int[_columns.Categories.Length];
        _wanted = narrowing.Categories is { } wanted ? Array.ConvertAll(_columns.Categories, wanted.Contains) : null;
    }

    public void Collect(int doc)
    {
        if ((++_seen & 0xFF) == 0)
            ct.ThrowIfCancellationRequested();
        var score = _scorer.GetScore();
        if (score < atLeast || Except?.GetAndSet(_base + doc) == true)
            return;
        var kind = _columns.Kinds[doc];
        var unit = _columns.Units[doc];
        var category = _columns.CategoryOf[doc];
        var fails = (narrowing.Kind is { } k && k != kind ? Narrowing.OtherKind : 0)
            | (narrowing.UnitId is { } u && u != unit ? Narrowing.OtherUnit : 0)
            | (narrowing.RegionCode is { } r && r != unit / 1000 ? Narrowing.OtherRegion : 0)
            | (_wanted is not null && !_wanted[category] ? Narrowing.OtherCategory : 0);
        // A count as if its own filter were not set: only that one may fail.
        if ((fails & ~Narrowing.OtherKind) == 0)
            Add(Kinds, kind);
        if ((fails & ~Narrowing.OtherUnit) == 0)
            Add(Units, unit);
        if ((fails & ~Narrowing.OtherRegion) == 0)
            Add(Regions, unit / 1000);
        if ((fails & ~Narrowing.OtherCategory) == 0)
            _byCategory[category]++;
        if (fails != 0)
            return;
        Total++;
        if (_heap.Count < best || score >= _heap[0].Score)
            Keep(doc, score, kind, unit, category);
    }

    /// <summary>Best first.</summary>
    public List<Found> Sorted()
    {
        TakeCategories();
        _heap.Sort();
        return _heap;
    }

    private static void Add<T>(Dictionary<T, int> counts, T key)
        where T : notnull => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

    private void TakeCategories()
    {
        for (var ordinal = 0; ordinal < _byCategory.Length; ordinal++)
            if (_byCategory[ordinal] > 0)
            {
                var id = _columns.Categories[ordinal];
                Categories[id] = Categories.GetValueOrDefault(id) + _byCategory[ordinal];
            }

        _byCategory = [];
    }

    private void Keep(int doc, float score, SearchKind kind, int unit, int category)
    {
        var found = new Found(_base + doc, score, _columns.UpdatedAt[doc], kind, unit, _columns.Categories[category], _columns.Codes[doc], _columns.Versions[doc]);
        if (_heap.Count < best)
        {
            _heap.Add(found);
            SiftUp();
        }
        else if (found.CompareTo(_heap[0]) < 0)
        {
            _heap[0] = found;
            SiftDown();
        }
    }

    // The worst of the best is on top: it is the one to beat.
    private void SiftUp()
    {
        for (var at = _heap.Count - 1; at > 0;)
        {
            var parent = (at - 1) / 2;
            if (_heap[at].CompareTo(_heap[parent]) <= 0)
                return;
            (_heap[at], _heap[parent]) = (_heap[parent], _heap[at]);
            at = parent;
        }
    }

    private void SiftDown()
    {
        for (var at = 0; ;)
        {
            var worst = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < _heap.Count; child++)
                if (_heap[child].CompareTo(_heap[worst]) > 0)
                    worst = child;
            if (worst == at)
                return;
            (_heap[at], _heap[worst]) = (_heap[worst], _heap[at]);
            at = worst;
        }
    }
}
