using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Search;

/// <summary>A pinned query: it must find this among the first <see cref="Within"/> (R6.2).</summary>
public sealed class GoldenQuery
{
    public const int Within = 3;
    public const int MaxText = 120;

    public Guid Id { get; init; }

    public string Text { get; init; } = "";

    public SearchKind Kind { get; init; }

    public string Code { get; init; } = "";

    public string PinnedBy { get; init; } = "";

    public DateTime PinnedAt { get; init; }

    /// <summary>From 1; null when it was not among the first hundred.</summary>
    public int? Rank { get; private set; }

    public DateTime? CheckedAt { get; private set; }

    public DateTime? BrokenSince { get; private set; }

    public int Version { get; private set; } = 1;

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"golden-query:{id}";

    public static bool Holds(int? rank) => rank is >= 1 and <= Within;

    /// <summary>What the check found.</summary>
    /// <returns>Null when it holds as it did, or fails as it did.</returns>
    internal LedgerEvent? Checked(int? rank, DateTime now)
    {
        var held = BrokenSince is null;
        (Rank, CheckedAt) = (rank, now);
        if (held == Holds(rank))
            return null;
        BrokenSince = held ? now : null;
        Version++;
        return held ? new GoldenQueryFailed(Id, Text, Code, rank) : new GoldenQueryMended(Id, Text, Code, rank!.Value);
    }
}

[EventKind("goldenQuery.pinned")]
public sealed record GoldenQueryPinned(Guid Query, string Text, SearchKind Target, string Code) : LedgerEvent(GoldenQuery.SubjectOf(Query));

[EventKind("goldenQuery.unpinned")]
public sealed record GoldenQueryUnpinned(Guid Query, string Text, string Code) : LedgerEvent(GoldenQuery.SubjectOf(Query));

/// <param name="Rank">Where it stands now; null beyond the first hundred.</param>
[EventKind("goldenQuery.failed")]
public sealed record GoldenQueryFailed(Guid Query, string Text, string Code, int? Rank) : LedgerEvent(GoldenQuery.SubjectOf(Query));

[EventKind("goldenQuery.mended")]
public sealed record GoldenQueryMended(Guid Query, string Text, string Code, int Rank) : LedgerEvent(GoldenQuery.SubjectOf(Query));

/// <summary>The nightly check, or a part of it.</summary>
[EventKind("goldenQuery.checked")]
public sealed record GoldenQueriesChecked(int Checked, int Broken) : LedgerEvent("golden-query:check");

internal sealed class GoldenQueryMapping : IEntityTypeConfiguration<GoldenQuery>
{
    public void Configure(EntityTypeBuilder<GoldenQuery> builder)
    {
        builder.ToTable("GoldenQuery");
        builder.Property(query => query.Id).ValueGeneratedNever();
        builder.Property(query => query.Text).HasMaxLength(GoldenQuery.MaxText);
        builder.Property(query => query.Code).HasMaxLength(64);
        builder.Property(query => query.PinnedBy).HasMaxLength(60);
        builder.Property(query => query.Version).IsConcurrencyToken();
        builder.HasIndex(query => new { query.Text, query.Code }).IsUnique();
    }
}
