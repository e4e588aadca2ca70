using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HotlineKb.Core.Approvals;

internal sealed class DriftMapping : IEntityTypeConfiguration<Drift>
{
    public void Configure(EntityTypeBuilder<Drift> builder)
    {
        builder.ToTable("Drift");
        builder.Property(drift => drift.Id).ValueGeneratedNever();
        builder.Ignore(drift => drift.Subject);
        builder.Property(drift => drift.OpenPair).HasMaxLength(65);
        builder.Property(drift => drift.Keys).HasMaxLength(100);
        builder.Property(drift => drift.Fields).HasConversion<DriftFieldsConverter, DriftFieldsComparer>();
        builder.Property(drift => drift.Reason).HasMaxLength(Drift.MaxReason);
        builder.Property(drift => drift.DismissedBy).HasMaxLength(60);
        builder.Property(drift => drift.Version).IsConcurrencyToken();
        builder.HasIndex(drift => drift.OpenPair).IsUnique();
        builder.HasIndex(drift => new { drift.Stage, drift.UnitId, drift.ChangedAt });
        builder.HasIndex(drift => new { drift.EntryId, drift.Stage });
        builder.HasIndex(drift => new { drift.ItemId, drift.Stage });
        builder.HasIndex(drift => drift.RequestId);
        builder.HasOne<Unit>().WithMany().HasForeignKey(drift => drift.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Entry>().WithMany().HasForeignKey(drift => drift.EntryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApprovalItem>().WithMany().HasForeignKey(drift => drift.ItemId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(drift => drift.Request).WithMany().HasForeignKey(drift => drift.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EntryReferenceMapping : IEntityTypeConfiguration<EntryReference>
{
    public void Configure(EntityTypeBuilder<EntryReference> builder)
    {
        builder.ToTable("EntryReference");
        builder.HasKey(reference => new { reference.EntryId, reference.ItemCode });
        builder.Property(reference => reference.ItemCode).HasMaxLength(ApprovalItem.MaxCode);
        builder.HasIndex(reference => reference.ItemCode);
        builder.HasOne<Entry>().WithMany().HasForeignKey(reference => reference.EntryId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DriftFieldsConverter() : ValueConverter<List<DriftField>, string>(list => ListColumn.Write(list), text => ListColumn.Read<DriftField>(text));

internal sealed class DriftFieldsComparer() : ValueComparer<List<DriftField>>((a, b) => a!.SequenceEqual(b!), list => ListColumn.Hash(list), list => list.ToList());

public static class DriftSets
{
    public static IQueryable<Drift> Drifts(this HotlineDb db) => db.Set<Drift>();

    public static IQueryable<EntryReference> EntryReferences(this HotlineDb db) => db.Set<EntryReference>();

    /// <summary>Who may see differences: the city office all, a county office its units', a unit its own (R5.1).</summary>
    internal static IQueryable<Drift> InSight(this IQueryable<Drift> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.UnitId / 1000 == office, unit => row => row.UnitId == unit);
}
