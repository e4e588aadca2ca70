using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.WorkOrders;

/// <param name="Used">True: something was made from it; false: nothing yet; null: either.</param>
public sealed record WorkOrderFilter(string? Text = null, int? UnitId = null, bool? Used = null, bool? Replied = null);

/// <summary>A work order as lists show it; its text masked (X4).</summary>
public sealed record WorkOrderItem
{
    public string Number { get; init; } = "";

    public string Title { get; init; } = "";

    public int? UnitId { get; init; }

    public string? Unit { get; init; }

    public DateTime ReceivedAt { get; init; }

    public DateTime? RepliedAt { get; init; }

    /// <summary>Whether the unit has answered; older systems do not always say when.</summary>
    public bool Replied { get; init; }

    /// <summary>The newest revision made from it, as far as there is one.</summary>
    public Guid? RevisionId { get; init; }

    public Stage? Stage { get; init; }

    /// <summary>When that revision's running clock ends.</summary>
    public DateTime? DueAt { get; init; }
}

/// <summary>The whole order with caller data masked.</summary>
public sealed record WorkOrderDetail(WorkOrderItem Item, string Content, string Reply, bool Masked);

public sealed class WorkOrderViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>Newest first.</summary>
    public async Task<(IReadOnlyList<WorkOrderItem> Items, int Total)> ListAsync(Actor viewer, WorkOrderFilter filter, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.HandleWorkOrders);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.WorkOrders().AsNoTracking().InSight(viewer);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var text = filter.Text.Trim();
            var lower = text.ToLowerInvariant();
            rows = rows.Where(row => row.Number == text || row.Title.ToLower().Contains(lower) || row.Reply.ToLower().Contains(lower));
        }

        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.Replied is { } replied)
            rows = rows.Where(row => (row.Reply != "") == replied);
        if (filter.Used is { } used)
            rows = rows.Where(row => db.Revisions().Any(revision => revision.WorkOrderNumber == row.Number && revision.Stage != Stage.Abandoned) == used);
        var total = await rows.CountAsync(ct);
        var items = await Items(db, rows.OrderByDescending(row => row.ReceivedAt).ThenBy(row => row.Number).Skip(skip).Take(Math.Clamp(top, 1, 500))).ToListAsync(ct);
        return ([.. items.Select(Masked).OrderByDescending(item => item.ReceivedAt).ThenBy(item => item.Number, StringComparer.Ordinal)], total);
    }

    /// <summary>For whoever handles orders, and for whoever has been handed a revision made from it.</summary>
    /// <exception cref="Refusal">404.</exception>
    public async Task<WorkOrderDetail> GetAsync(Actor viewer, string number, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.WorkOrders().AsNoTracking();
        var mine = viewer.May(Permission.HandleWorkOrders) ? rows.InSight(viewer) : rows.Where(_ => false);
        var viaRevision = rows.Where(row => db.Revisions().InSight(viewer).Any(revision => revision.WorkOrderNumber == row.Number));
        var found = await mine.Union(viaRevision).SingleOrDefaultAsync(row => row.Number == number, ct) ?? throw Refusal.NotFound($"工单 {number}");
        var item = await Items(db, db.WorkOrders().Where(row => row.Id == found.Id)).SingleAsync(ct);
        var content = PersonalData.Mask(found.Content);
        var reply = PersonalData.Mask(found.Reply);
        return new WorkOrderDetail(Masked(item), content, reply, content != found.Content || reply != found.Reply);
    }

    private static WorkOrderItem Masked(WorkOrderItem item) => item with { Title = PersonalData.Mask(item.Title) };

    private static IQueryable<WorkOrderItem> Items(HotlineDb db, IQueryable<WorkOrder> rows) =>
        from row in rows
        join unit in db.Units() on row.UnitId equals unit.Id into units
        from unit in units.DefaultIfEmpty()
        let revision = db.Revisions().Where(revision => revision.WorkOrderNumber == row.Number).OrderByDescending(revision => revision.CreatedAt).FirstOrDefault()
        select new WorkOrderItem
        {
            Number = row.Number,
            Title = row.Title,
            UnitId = row.UnitId,
            Unit = unit == null ? null : unit.Name,
            ReceivedAt = row.ReceivedAt,
            RepliedAt = row.RepliedAt,
            Replied = row.Reply != "",
            RevisionId = revision == null ? null : revision.Id,
            Stage = revision == null ? null : revision.Stage,
            DueAt = revision!.Clock!.ClosedAt == null ? revision.Clock.DueAt : null,
        };
}

internal static class WorkOrderSight
{
    /// <summary>R4.1: the city office all, a county office its own units' and what it imported.</summary>
    public static IQueryable<WorkOrder> InSight(this IQueryable<WorkOrder> rows, Actor viewer)
    {
        if (viewer.IsSystem || Jurisdiction.IsCity(viewer.OfficeId))
            return rows;
        return viewer.OfficeId is { } office ? rows.Where(row => row.UnitId / 1000 == office || row.OfficeId == office) : rows.Where(_ => false);
    }
}
