using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Search;

/// <summary>Somebody searched without result and then opened this by other words, within one call. A book of the program's own, like <see cref="SearchedQuery"/> (R6.2).</summary>
public sealed class FoundAfter : IBookkeeping
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>The entry or the approval item that was opened.</summary>
    public string Code { get; init; } = "";

    /// <summary>The search that found nothing, as it is compared.</summary>
    public string Key { get; init; } = "";

    /// <summary>As it was typed, without numbers of callers (X4).</summary>
    public string Text { get; init; } = "";

    public DateTime At { get; init; }
}

internal sealed class FoundAfterMapping : IEntityTypeConfiguration<FoundAfter>
{
    public void Configure(EntityTypeBuilder<FoundAfter> builder)
    {
        builder.ToTable("FoundAfter");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.Property(row => row.Key).HasMaxLength(SearchedQuery.MaxText);
        builder.Property(row => row.Text).HasMaxLength(SearchedQuery.MaxText);
        builder.HasIndex(row => row.At);
    }
}
