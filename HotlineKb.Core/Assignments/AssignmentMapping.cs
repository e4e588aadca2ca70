using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Assignments;

internal sealed class AssignmentMapping : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> builder)
    {
        builder.ToTable("Assignment");
        builder.Property(assignment => assignment.Id).ValueGeneratedNever();
        builder.Property(assignment => assignment.Subject).HasMaxLength(120);
        builder.Property(assignment => assignment.ClaimedBy).HasMaxLength(60);
        builder.Property(assignment => assignment.Version).IsConcurrencyToken();
        builder.HasIndex(assignment => assignment.Subject);
        builder.HasIndex(assignment => new { assignment.ClosedAt, assignment.DueAt });
        builder.HasIndex(assignment => new { assignment.UnitId, assignment.ClosedAt });
        builder.HasOne<Unit>().WithMany().HasForeignKey(assignment => assignment.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class AssignmentSets
{
    public static IQueryable<Assignment> Assignments(this HotlineDb db) => db.Set<Assignment>();
}
