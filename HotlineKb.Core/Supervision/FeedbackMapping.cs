using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Supervision;

internal sealed class FeedbackMapping : IEntityTypeConfiguration<Feedback>
{
    public void Configure(EntityTypeBuilder<Feedback> builder)
    {
        builder.ToTable("Feedback");
        builder.Property(feedback => feedback.Id).ValueGeneratedNever();
        builder.Ignore(feedback => feedback.Subject);
        builder.Property(feedback => feedback.EntryCode).HasMaxLength(18);
        builder.Property(feedback => feedback.Query).HasMaxLength(Feedback.MaxQuery);
        builder.Property(feedback => feedback.Text).HasMaxLength(Feedback.MaxText);
        builder.Property(feedback => feedback.Reason).HasMaxLength(Feedback.MaxReason);
        builder.Property(feedback => feedback.SentBy).HasMaxLength(60);
        builder.Property(feedback => feedback.ClosedBy).HasMaxLength(60);
        builder.Property(feedback => feedback.Version).IsConcurrencyToken();
        builder.HasIndex(feedback => new { feedback.Stage, feedback.OfficeId, feedback.SentAt });
        builder.HasIndex(feedback => new { feedback.SentById, feedback.SentAt });
        builder.HasIndex(feedback => feedback.EntryCode);
        builder.HasOne<Unit>().WithMany().HasForeignKey(feedback => feedback.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(feedback => feedback.Request).WithMany().HasForeignKey(feedback => feedback.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class FeedbackSets
{
    public static IQueryable<Feedback> Feedbacks(this HotlineDb db) => db.Set<Feedback>();

    /// <summary>Who may see feedback: the city office all, a county office what it is responsible for, everyone his own.</summary>
    internal static IQueryable<Feedback> InSight(this IQueryable<Feedback> rows, Actor viewer)
    {
        var sight = WorkSight.Of(viewer);
        if (sight.All)
            return rows;
        var (office, me) = (sight.Office ?? -1, viewer.AccountId ?? Guid.Empty);
        return viewer.May(Permission.ReadEntries) ? rows.Where(row => row.OfficeId == office || row.SentById == me) : rows.Where(_ => false);
    }
}
