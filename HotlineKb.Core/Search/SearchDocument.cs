using HotlineKb.Core.Access;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;

namespace HotlineKb.Core.Search;

/// <summary>What can be found.</summary>
public enum SearchKind
{
    Entry,
    Approval,
    Unit,
}

/// <summary>A thing as the index takes it in: plain texts.</summary>
/// <param name="About">Where it belongs (unit, region, category): helps a search of several words, never makes a hit alone.</param>
internal sealed record SearchDocument(
    SearchKind Kind, string Code, int UnitId, Guid? CategoryId, int Version, DateTime UpdatedAt,
    string Title, IReadOnlyList<string> Keywords, string Answer, string Body, string About)
{
    /// <summary>Codes that it is known by beside its own.</summary>
    public IReadOnlyList<string> OtherCodes { get; init; } = [];
}

/// <summary>A thing as it stands in the database now, for showing.</summary>
internal sealed record StandingDocument(string Code, int UnitId, Guid? CategoryId, string Category, int Version, DateTime UpdatedAt, string Title, string Answer)
{
    /// <summary>Shown where no unit is known: the department as the hall names it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The last day on which it holds; null for what does not expire.</summary>
    public DateOnly? ExpiresOn { get; init; }
}

/// <summary>One kind of thing that is searched: where it comes from, which events change it, who may see it now.</summary>
internal abstract class SearchSource
{
    /// <summary>What <see cref="ChangedBy"/> gives begins with this where an event changes many things; <see cref="ExpandAsync"/> says which.</summary>
    protected internal const char Many = '*';

    public abstract SearchKind Kind { get; }

    /// <summary>The code of the thing that the event changed, null when it is no business of this source.</summary>
    public abstract string? ChangedBy(LedgerRow row);

    /// <summary>The codes that a mark of many stands for.</summary>
    /// <param name="mark">What follows <see cref="Many"/>.</param>
    public virtual Task<IReadOnlyList<string>> ExpandAsync(string mark, CancellationToken ct) => CodesAsync(ct);

    /// <summary>All codes to be found, the ones most worth having first.</summary>
    public abstract Task<IReadOnlyList<string>> CodesAsync(CancellationToken ct);

    /// <summary>Those of the given codes that are to be found, as they are now.</summary>
    public abstract Task<IReadOnlyList<SearchDocument>> LoadAsync(IReadOnlyCollection<string> codes, CancellationToken ct);

    /// <summary>Those of the given codes that are still in use and within the scope.</summary>
    public abstract Task<IReadOnlySet<string>> VisibleAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct);

    /// <summary>The same, with what is shown.</summary>
    public abstract Task<IReadOnlyDictionary<string, StandingDocument>> ShowAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct);
}
