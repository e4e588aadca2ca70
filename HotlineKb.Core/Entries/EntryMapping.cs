using HotlineKb.Core.Assignments;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Entries;

internal sealed class EntryMapping : IEntityTypeConfiguration<Entry>
{
    public void Configure(EntityTypeBuilder<Entry> builder)
    {
        builder.ToTable("Entry");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Code).HasMaxLength(18);
        builder.Property(entry => entry.Version).IsConcurrencyToken();
        builder.HasIndex(entry => entry.Code).IsUnique();
        builder.HasIndex(entry => new { entry.UpdatedAt, entry.Id });
        builder.HasIndex(entry => new { entry.UnitId, entry.UpdatedAt });
        builder.HasIndex(entry => entry.CategoryId);
        builder.HasIndex(entry => new { entry.UnitId, entry.WarnedOn });
        builder.HasOne<Unit>().WithMany().HasForeignKey(entry => entry.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Category>().WithMany().HasForeignKey(entry => entry.CategoryId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EntryVersionMapping : IEntityTypeConfiguration<EntryVersion>
{
    public void Configure(EntityTypeBuilder<EntryVersion> builder)
    {
        builder.ToTable("EntryVersion");
        builder.HasKey(version => new { version.EntryId, version.Number });
        builder.Property(version => version.PublishedBy).HasMaxLength(60);
        builder.ComplexProperty(version => version.Text, EntryTextColumns.Configure);
        builder.HasOne<Entry>().WithMany().HasForeignKey(version => version.EntryId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RevisionMapping : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.ToTable("Revision");
        builder.Property(revision => revision.Id).ValueGeneratedNever();
        builder.Property(revision => revision.Note).HasMaxLength(Revision.MaxReason);
        builder.Property(revision => revision.CreatedBy).HasMaxLength(60);
        builder.Property(revision => revision.WorkOrderNumber).HasMaxLength(60);
        builder.Property(revision => revision.Version).IsConcurrencyToken();
        builder.ComplexProperty(revision => revision.Text, EntryTextColumns.Configure);
        builder.Property(revision => revision.Contributors).HasMaxLength(4000);
        builder.Ignore(revision => revision.IsOpen);
        builder.Ignore(revision => revision.DueAt);
        builder.HasIndex(revision => revision.OpenEntryId).IsUnique();
        builder.HasIndex(revision => new { revision.Stage, revision.UnitId });
        builder.HasIndex(revision => new { revision.UnitId, revision.UpdatedAt });
        builder.HasIndex(revision => revision.CreatedById);
        builder.HasIndex(revision => revision.EntryId);
        builder.HasIndex(revision => revision.WorkOrderNumber);
        builder.HasIndex(revision => revision.EditingRequestId);
        builder.HasOne(revision => revision.EditingRequest).WithMany().HasForeignKey(revision => revision.EditingRequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(revision => revision.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Entry>().WithMany().HasForeignKey(revision => revision.EntryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(revision => revision.Clock).WithMany().HasForeignKey(revision => revision.ClockId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal static class EntryTextColumns
{
    public static void Configure<T>(ComplexPropertyBuilder<T> text)
        where T : notnull
    {
        var columns = (ComplexPropertyBuilder<EntryText>)(object)text;
        columns.Property(t => t.Title).HasColumnName("Title").HasMaxLength(EntryTextRules.MaxTitle);
        columns.Property(t => t.Answer).HasColumnName("Answer").HasMaxLength(EntryTextRules.MaxAnswer);
        columns.Property(t => t.Body).HasColumnName("Body");
        columns.Property(t => t.Basis).HasColumnName("Basis").HasMaxLength(EntryTextRules.MaxBasis);
        columns.Property(t => t.Keywords).HasColumnName("Keywords").HasMaxLength(600);
        columns.Property(t => t.ApprovalItems).HasColumnName("Approvals").HasMaxLength(1400);
        columns.Property(t => t.CategoryId).HasColumnName("TextCategoryId");
        columns.Property(t => t.ReviewBy).HasColumnName("ReviewBy");
        columns.Property(t => t.ExpiresOn).HasColumnName("ExpiresOn");
    }
}

public static class EntrySets
{
    public static IQueryable<Entry> Entries(this HotlineDb db) => db.Set<Entry>();

    /// <summary>The one way to narrow entries to what may be seen (R4.7).</summary>
    internal static IQueryable<Entry> Visible(this IQueryable<Entry> entries, VisibleScope scope) => scope.FilterEntries(entries, entry => entry.UnitId, entry => entry.CategoryId, entry => entry.Code);

    public static IQueryable<EntryVersion> EntryVersions(this HotlineDb db) => db.Set<EntryVersion>();

    public static IQueryable<ReadingHour> ReadingHours(this HotlineDb db) => db.Set<ReadingHour>();

    public static IQueryable<Revision> Revisions(this HotlineDb db) => db.Set<Revision>();
}
