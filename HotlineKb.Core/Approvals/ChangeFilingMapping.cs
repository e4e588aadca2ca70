using System.Linq.Expressions;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Approvals;

internal sealed class ChangeFilingMapping : IEntityTypeConfiguration<ChangeFiling>
{
    public void Configure(EntityTypeBuilder<ChangeFiling> builder)
    {
        builder.ToTable("ChangeFiling");
        builder.Property(filing => filing.Id).ValueGeneratedNever();
        builder.Property(filing => filing.ItemCode).HasMaxLength(ApprovalItem.MaxCode);
        builder.Property(filing => filing.Name).HasMaxLength(ApprovalItem.MaxName);
        builder.Property(filing => filing.TaskCode).HasMaxLength(ApprovalItem.MaxTaskCode);
        builder.Property(filing => filing.What).HasMaxLength(ChangeFiling.MaxWhat);
        builder.Property(filing => filing.Reason).HasMaxLength(ChangeFiling.MaxReason);
        builder.Property(filing => filing.FiledBy).HasMaxLength(60);
        builder.Property(filing => filing.HandledBy).HasMaxLength(60);
        builder.Property(filing => filing.Version).IsConcurrencyToken();
        // One filing, one change.
        builder.HasIndex(filing => filing.MatchedChangeId).IsUnique();
        builder.HasIndex(filing => new { filing.UnitId, filing.EffectiveOn });
        builder.HasIndex(filing => new { filing.OfficeId, filing.Stage, filing.FiledAt });
        builder.HasIndex(filing => new { filing.Stage, filing.EffectiveOn });
        builder.HasOne<Unit>().WithMany().HasForeignKey(filing => filing.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApprovalItem>().WithMany().HasForeignKey(filing => filing.ItemId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(filing => filing.MatchedChange).WithOne().HasForeignKey<ChangeFiling>(filing => filing.MatchedChangeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(filing => filing.Request).WithMany().HasForeignKey(filing => filing.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class ChangeFilingSets
{
    public static IQueryable<ChangeFiling> ChangeFilings(this HotlineDb db) => db.Set<ChangeFiling>();

    /// <summary>Who may see filings: the city office all, a county office its units', a unit its own (R5.1).</summary>
    internal static IQueryable<ChangeFiling> InSight(this IQueryable<ChangeFiling> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.OfficeId == office, unit => row => row.UnitId == unit);

    /// <summary>The same of observed changes; those made while nobody owned the item belong to nobody.</summary>
    internal static IQueryable<ApprovalChange> InSight(this IQueryable<ApprovalChange> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows.Where(row => row.UnitId != null), OfOffice, unit => row => row.UnitId == unit);

    internal static Expression<Func<ApprovalChange, bool>> OfOffice(int office)
    {
        var (first, next) = (office * 1000, (office + 1) * 1000);
        return row => row.UnitId >= first && row.UnitId < next;
    }
}
