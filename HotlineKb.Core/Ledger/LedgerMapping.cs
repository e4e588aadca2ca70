using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Ledger;

internal sealed class LedgerRowMapping : IEntityTypeConfiguration<LedgerRow>
{
    public void Configure(EntityTypeBuilder<LedgerRow> builder)
    {
        builder.ToTable("Ledger");
        builder.HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.HasIndex(row => row.Id).IsUnique();
        builder.HasIndex(row => new { row.Subject, row.Number });
        builder.HasIndex(row => new { row.Kind, row.Number });
        builder.Property(row => row.Actor).HasMaxLength(80);
        builder.Property(row => row.Kind).HasMaxLength(80);
        builder.Property(row => row.Subject).HasMaxLength(120);
        builder.Property(row => row.PreviousHash).HasMaxLength(64);
        builder.Property(row => row.Hash).HasMaxLength(64);
    }
}

internal sealed class LedgerHeadMapping : IEntityTypeConfiguration<LedgerHead>
{
    public void Configure(EntityTypeBuilder<LedgerHead> builder)
    {
        builder.ToTable("LedgerHead");
        builder.Property(head => head.Id).ValueGeneratedNever();
        builder.Property(head => head.Hash).HasMaxLength(64);
        builder.HasData(new LedgerHead());
    }
}

internal sealed class LedgerPositionMapping : IEntityTypeConfiguration<LedgerPosition>
{
    public void Configure(EntityTypeBuilder<LedgerPosition> builder)
    {
        builder.ToTable("LedgerPosition");
        builder.HasKey(position => position.Reader);
        builder.Property(position => position.Reader).HasMaxLength(80);
    }
}

/// <summary>The ledger as a query: the audit needs no more.</summary>
public static class LedgerSets
{
    public static IQueryable<LedgerRow> LedgerRows(this HotlineDb db) => db.Set<LedgerRow>().AsNoTracking();

    internal static IQueryable<LedgerHead> LedgerHeads(this HotlineDb db) => db.Set<LedgerHead>();
}
