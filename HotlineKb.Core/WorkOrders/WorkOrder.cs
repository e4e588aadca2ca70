using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.WorkOrders;

/// <summary>工单: a citizen's request with the unit's reply, as the call system handed it over (R4.1). Its text is never changed here.</summary>
public sealed class WorkOrder
{
    public const int MaxText = 100_000;

    public Guid Id { get; init; }

    /// <summary>The call system's number; unique.</summary>
    public string Number { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>As received; shown masked (X4).</summary>
    public string Content { get; init; } = "";

    public string Reply { get; init; } = "";

    /// <summary>The unit that replied; null when it crosses units or is not known.</summary>
    public int? UnitId { get; init; }

    public DateTime ReceivedAt { get; init; }

    public DateTime? RepliedAt { get; init; }

    /// <summary>The office that imported it.</summary>
    public int? OfficeId { get; init; }

    public DateTime ImportedAt { get; init; }
}

internal sealed class WorkOrderMapping : IEntityTypeConfiguration<WorkOrder>
{
    public void Configure(EntityTypeBuilder<WorkOrder> builder)
    {
        builder.ToTable("WorkOrder");
        builder.Property(order => order.Id).ValueGeneratedNever();
        builder.Property(order => order.Number).HasMaxLength(60);
        builder.Property(order => order.Title).HasMaxLength(200);
        builder.HasIndex(order => order.Number).IsUnique();
        builder.HasIndex(order => new { order.UnitId, order.ReceivedAt });
        builder.HasIndex(order => order.ReceivedAt);
        builder.HasOne<Unit>().WithMany().HasForeignKey(order => order.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class WorkOrderSets
{
    public static IQueryable<WorkOrder> WorkOrders(this HotlineDb db) => db.Set<WorkOrder>();
}
