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
        builder.Ignore(assignment => assignment.Subject);
        builder.Ignore(assignment => assignment.OwedByUnit);
        builder.Property(assignment => assignment.ClaimedBy).HasMaxLength(60);
        builder.Property(assignment => assignment.Version).IsConcurrencyToken();
        builder.HasIndex(assignment => assignment.SubjectId);
        builder.HasIndex(assignment => assignment.NextNoticeAt);
        // For supervision, which counts a hundred thousand rows while someone looks on: each question is answered from one index alone, scope included.
        builder.HasIndex(assignment => new { assignment.ClosedAt, assignment.DueAt, assignment.OpenedAt, assignment.OverdueAt, assignment.OnTime, assignment.UnitId, assignment.OfficeId, assignment.Kind });
        builder.HasIndex(assignment => new { assignment.OpenedAt, assignment.ClosedAt, assignment.OnTime, assignment.UnitId, assignment.OfficeId, assignment.Kind });
        builder.HasIndex(assignment => new { assignment.DueAt, assignment.OnTime, assignment.ClosedAt, assignment.OverdueAt, assignment.UnitId, assignment.OfficeId, assignment.Kind });
        builder.HasIndex(assignment => new { assignment.UnitId, assignment.ClosedAt });
        // For the quantiles of supervision: the n-th longest of a kind is found without reading the rows.
        builder.HasIndex(assignment => new { assignment.Kind, assignment.ClosedAt, assignment.TookSeconds, assignment.UnitId, assignment.OfficeId });
        builder.HasOne<Unit>().WithMany().HasForeignKey(assignment => assignment.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EditingRequestMapping : IEntityTypeConfiguration<EditingRequest>
{
    public void Configure(EntityTypeBuilder<EditingRequest> builder)
    {
        builder.ToTable("EditingRequest");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Ignore(request => request.Subject);
        builder.Property(request => request.SourceRef).HasMaxLength(60);
        builder.Property(request => request.Title).HasMaxLength(EditingRequest.MaxTitle);
        builder.Property(request => request.Text).HasMaxLength(EditingRequest.MaxText);
        builder.Property(request => request.Reason).HasMaxLength(EditingRequest.MaxReason);
        builder.Property(request => request.CreatedBy).HasMaxLength(60);
        builder.Property(request => request.Version).IsConcurrencyToken();
        builder.HasIndex(request => new { request.UnitId, request.Stage });
        builder.HasIndex(request => new { request.Stage, request.UpdatedAt });
        builder.HasIndex(request => request.SourceRef);
        builder.HasOne<Unit>().WithMany().HasForeignKey(request => request.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(request => request.Clock).WithMany().HasForeignKey(request => request.ClockId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class AssignmentSets
{
    public static IQueryable<Assignment> Assignments(this HotlineDb db) => db.Set<Assignment>();

    public static IQueryable<EditingRequest> EditingRequests(this HotlineDb db) => db.Set<EditingRequest>();
}
