using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Releases;

internal sealed class ReleaseMapping : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Release");
        builder.Property(release => release.Id).ValueGeneratedNever();
        builder.Property(release => release.Code).HasMaxLength(18);
        builder.Property(release => release.Basis).HasMaxLength(Release.MaxBasis);
        builder.Property(release => release.ProposedBy).HasMaxLength(60);
        builder.Property(release => release.ApprovedBy).HasMaxLength(60);
        builder.Property(release => release.EndedBy).HasMaxLength(60);
        builder.Property(release => release.Reason).HasMaxLength(Release.MaxReason);
        builder.Property(release => release.Acknowledgement).HasMaxLength(Release.MaxReason);
        builder.Property(release => release.Version).IsConcurrencyToken();
        builder.Ignore(release => release.Channels);
        builder.HasIndex(release => release.OpenEntryId).IsUnique();
        builder.HasIndex(release => release.PublicEntryId).IsUnique();
        builder.HasIndex(release => new { release.Stage, release.UpdatedAt });
        builder.HasIndex(release => new { release.Stage, release.PublicSince });
        builder.HasIndex(release => new { release.Stage, release.UnitId });
        builder.HasIndex(release => new { release.EntryId, release.EntryVersion });
        builder.HasIndex(release => release.PublicSince);
        builder.HasIndex(release => release.Code);
        builder.HasOne<EntryVersion>().WithMany().HasForeignKey(release => new { release.EntryId, release.EntryVersion }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(release => release.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EntryDisclosureMapping : IEntityTypeConfiguration<EntryDisclosure>
{
    public void Configure(EntityTypeBuilder<EntryDisclosure> builder)
    {
        builder.ToTable("EntryDisclosure");
        builder.HasKey(row => row.EntryId);
        builder.Property(row => row.EntryId).ValueGeneratedNever();
        builder.Property(row => row.Basis).HasMaxLength(Release.MaxBasis);
        builder.Property(row => row.RecordedBy).HasMaxLength(60);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<Entry>().WithMany().HasForeignKey(row => row.EntryId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReleaseKeyMapping : IEntityTypeConfiguration<ReleaseKey>
{
    public void Configure(EntityTypeBuilder<ReleaseKey> builder)
    {
        builder.ToTable("ReleaseKey");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Holder).HasMaxLength(ReleaseKey.MaxHolder);
        builder.Property(row => row.Purpose).HasMaxLength(ReleaseKey.MaxPurpose);
        builder.Property(row => row.Start).HasMaxLength(ReleaseKey.ShownLetters);
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.Property(row => row.IssuedBy).HasMaxLength(60);
        builder.Property(row => row.RevokedBy).HasMaxLength(60);
        builder.Property(row => row.Reason).HasMaxLength(Release.MaxReason);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => row.Hash).IsUnique();
    }
}

public static class ReleaseSets
{
    public static IQueryable<ReleaseKey> ReleaseKeys(this HotlineDb db) => db.Set<ReleaseKey>();

    public static IQueryable<Release> Releases(this HotlineDb db) => db.Set<Release>();

    public static IQueryable<EntryDisclosure> Disclosures(this HotlineDb db) => db.Set<EntryDisclosure>();

    /// <summary>
    /// What the public may read on this day. An entry that was withdrawn is gone with the commit that withdrew it, and an expired one with its day:
    /// neither waits for the reader or the sweep that record it.
    /// </summary>
    internal static IQueryable<Release> InPublic(this HotlineDb db, DateOnly today) =>
        db.Releases().AsNoTracking().Where(release => release.Stage == ReleaseStage.Public && (release.ExpiresOn == null || release.ExpiresOn >= today)
            && db.Entries().Any(entry => entry.Id == release.EntryId && entry.State == EntryState.Published));
}
