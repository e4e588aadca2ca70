namespace HotlineKb.Core.Search;

/// <summary>What is asked. Words are separated by white space and all must stand in a hit; <c>-word</c> excludes.</summary>
/// <param name="Text">Any length; beyond <see cref="MaxLetters"/> characters the rest is not looked at.</param>
/// <param name="CategoryId">A branch means everything below it.</param>
/// <param name="Top">1 to <see cref="MaxTop"/>; others are brought within.</param>
/// <param name="Skip">0 to <see cref="MaxSkip"/>; others are brought within.</param>
public sealed record SearchQuery(string? Text, SearchKind? Kind = null, int? UnitId = null, int? RegionCode = null, Guid? CategoryId = null, int Top = 10, int Skip = 0)
{
    public const int MaxLetters = 256;
    public const int MaxTop = 100;
    public const int MaxSkip = 1_000;
}

/// <summary>Why it was found; the groups of the API.</summary>
public enum SearchMatch
{
    Literal,
    Synonym,
    Pinyin,
}

/// <summary>A thing found, as it stands in the database now.</summary>
public sealed record SearchHit
{
    public SearchKind Kind { get; init; }

    public string Code { get; init; } = "";

    /// <summary>HTML-encoded, with <c>&lt;mark&gt;</c> around exactly what matched.</summary>
    public string Title { get; init; } = "";

    /// <summary>The passage that matched, at most some 120 characters; HTML-encoded and marked as the title is.</summary>
    public string Snippet { get; init; } = "";

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    public int RegionCode { get; init; }

    public string Region { get; init; } = "";

    public Guid? CategoryId { get; init; }

    /// <summary>Names from the root, separated by <c>/</c>.</summary>
    public string Category { get; init; } = "";

    public int Version { get; init; }

    public DateTime UpdatedAt { get; init; }

    public SearchMatch Match { get; init; }

    /// <summary>Its last day is past (R5.2); found only where the city does not hide such.</summary>
    public bool Expired { get; init; }

    /// <summary>Higher is better; comparable within one result only. Below 1: not all words stand in it literally.</summary>
    public double Score { get; init; }

    /// <summary>Found by resemblance to a question, below every literal hit.</summary>
    internal bool IsLoose { get; init; }
}

/// <param name="Name">As screens show it.</param>
public sealed record SearchCount<T>(T Id, string Name, int Count);

/// <summary>How many hits there are by kind, unit, region and category, each counted as if its own filter were not set; within the viewer's scope.</summary>
/// <param name="Units">The 20 with most hits.</param>
/// <param name="Categories">The 20 with most hits; leaves only.</param>
public sealed record SearchCounts(
    IReadOnlyDictionary<SearchKind, int> Kinds, IReadOnlyList<SearchCount<int>> Units, IReadOnlyList<SearchCount<int>> Regions, IReadOnlyList<SearchCount<Guid>> Categories)
{
    public static readonly SearchCounts None = new(new Dictionary<SearchKind, int>(), [], [], []);
}

/// <param name="TookMs">Milliseconds, with fractions.</param>
/// <param name="MayBeIncomplete">The index is being rebuilt: there may be more.</param>
/// <param name="LooseFrom">How many of <paramref name="Total"/> hits are literal; those behind them only resemble the question.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Items, int Total, double TookMs, SearchCounts Counts, bool MayBeIncomplete, int LooseFrom);

public enum SearchPhase
{
    /// <summary>Nobody has asked yet.</summary>
    NotOpened,
    Ready,
    Rebuilding,
    /// <summary>It could not be rebuilt; it is tried again by itself.</summary>
    Failed,
}

/// <summary>How the index is, for health and screens.</summary>
/// <param name="Done">While rebuilding: documents taken in, of <paramref name="Total"/>.</param>
/// <param name="Position">The ledger event it has come to.</param>
/// <param name="Sentence">For people.</param>
public sealed record SearchState(SearchPhase Phase, int Done, int Total, long Position, string Sentence);

/// <summary>A step of a rebuild.</summary>
public sealed record SearchProgress(int Done, int Total);
