using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Supervision;

internal sealed class UrgingMapping : IEntityTypeConfiguration<Urging>
{
    public void Configure(EntityTypeBuilder<Urging> builder)
    {
        builder.ToTable("Urging");
        builder.Property(urging => urging.Id).ValueGeneratedNever();
        builder.Ignore(urging => urging.Subject);
        builder.Property(urging => urging.Text).HasMaxLength(Urging.MaxText);
        builder.Property(urging => urging.AnswerText).HasMaxLength(Urging.MaxText);
        builder.Property(urging => urging.UrgedBy).HasMaxLength(60);
        builder.Property(urging => urging.AnsweredBy).HasMaxLength(60);
        builder.Property(urging => urging.Version).IsConcurrencyToken();
        builder.HasIndex(urging => new { urging.Stage, urging.UrgedAt });
        builder.HasIndex(urging => new { urging.UnitId, urging.Stage });
        builder.HasOne<Unit>().WithMany().HasForeignKey(urging => urging.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(urging => urging.Assignment).WithMany().HasForeignKey(urging => urging.AssignmentId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class UrgingSets
{
    public static IQueryable<Urging> Urgings(this HotlineDb db) => db.Set<Urging>();

    /// <summary>Who may see urgings: the city office all, a county office its own and its units', a unit those that urge it (R5.1).</summary>
    internal static IQueryable<Urging> InSight(this IQueryable<Urging> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.OfficeId == office || row.OwingOfficeId == office || row.UnitId / 1000 == office, unit => row => row.UnitId == unit && row.OwingOfficeId == null);
}
