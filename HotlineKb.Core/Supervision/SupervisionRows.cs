using System.Runtime.CompilerServices;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>An assignment as supervisors see it.</summary>
public sealed record SupervisionRow
{
    public Guid Id { get; init; }

    public AssignmentKind Kind { get; init; }

    public Guid SubjectId { get; init; }

    public string Title { get; init; } = "";

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    /// <summary>The unit's region.</summary>
    public string Region { get; init; } = "";

    public int OfficeId { get; init; }

    public string Office { get; init; } = "";

    public DateTime OpenedAt { get; init; }

    public DateTime DueAt { get; init; }

    public DateTime? ClosedAt { get; init; }

    public bool? OnTime { get; init; }

    public DateTime? OverdueAt { get; init; }

    public string? ClaimedBy { get; init; }

    /// <summary>The urging that is not closed yet, if any.</summary>
    public UrgingStage? Urging { get; init; }

    public DateTime? UrgedAt { get; init; }

    public bool OwedByUnit => Assignment.IsOwedByUnit(Kind);

    /// <summary>Who owes it, named.</summary>
    public string Owner => OwedByUnit ? Unit : Office;

    public string Subject => Kind is AssignmentKind.EditingRequest ? EditingRequest.SubjectOf(SubjectId) : Revision.SubjectOf(SubjectId);
}

/// <summary>The assignments behind the figures.</summary>
public sealed class SupervisionRows(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>What is open by time left, what is answered newest first; filtered, counted and paged in the database.</summary>
    public async Task<(IReadOnlyList<SupervisionRow> Items, int Total)> ListAsync(Actor viewer, SupervisionFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter, time.UtcNow());
        var total = await rows.CountAsync(ct);
        return (await Sorted(Joined(db, Sorted(rows, filter).Skip(skip).Take(Math.Clamp(top, 1, 500))), filter).ToListAsync(ct), total);
    }

    /// <summary>All of them, one after the other, as far as <paramref name="most"/>.</summary>
    internal async IAsyncEnumerable<SupervisionRow> StreamAsync(Actor viewer, SupervisionFilter filter, int most, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Sorted(Filtered(db, viewer, filter, time.UtcNow()), filter).Take(most);
        await foreach (var row in Sorted(Joined(db, rows), filter).AsAsyncEnumerable().WithCancellation(ct))
            yield return row;
    }

    private static IQueryable<Assignment> Filtered(HotlineDb db, Actor viewer, SupervisionFilter filter, DateTime now)
    {
        viewer.Require(Permission.SeeAllWork);
        var rows = AssignmentViews.InSight(db.Assignments().AsNoTracking(), viewer).Whose(filter).InState(filter, now);
        if (string.IsNullOrWhiteSpace(filter.Text))
            return rows;
        // Databases differ in whether capitals matter; here they never do.
        var lower = filter.Text.Trim().ToLowerInvariant();
        return rows.Where(row => db.Revisions().Any(revision => revision.Id == row.SubjectId && revision.Text.Title.ToLower().Contains(lower))
            || db.EditingRequests().Any(request => request.Id == row.SubjectId && request.Title.ToLower().Contains(lower)));
    }

    private static IQueryable<Assignment> Sorted(IQueryable<Assignment> rows, SupervisionFilter filter) => filter.Due switch
    {
        WorkState.Opened => rows.OrderByDescending(row => row.OpenedAt).ThenBy(row => row.Id),
        WorkState.BecameLate => rows.OrderByDescending(row => row.DueAt).ThenBy(row => row.Id),
        _ when filter.IsOfOpen => rows.OrderBy(row => row.DueAt).ThenBy(row => row.Id),
        _ => rows.OrderByDescending(row => row.ClosedAt).ThenBy(row => row.Id),
    };

    /// <summary>The same order once more: the joins may lose it on some databases.</summary>
    private static IQueryable<SupervisionRow> Sorted(IQueryable<SupervisionRow> rows, SupervisionFilter filter) => filter.Due switch
    {
        WorkState.Opened => rows.OrderByDescending(row => row.OpenedAt).ThenBy(row => row.Id),
        WorkState.BecameLate => rows.OrderByDescending(row => row.DueAt).ThenBy(row => row.Id),
        _ when filter.IsOfOpen => rows.OrderBy(row => row.DueAt).ThenBy(row => row.Id),
        _ => rows.OrderByDescending(row => row.ClosedAt).ThenBy(row => row.Id),
    };

    private static IQueryable<SupervisionRow> Joined(HotlineDb db, IQueryable<Assignment> rows) =>
        from row in rows
        join unit in db.Units() on row.UnitId equals unit.Id
        join region in db.Regions() on unit.RegionCode equals region.Code
        join office in db.Offices() on row.OfficeId equals office.Id
        select new SupervisionRow
        {
            Id = row.Id,
            Kind = row.Kind,
            SubjectId = row.SubjectId,
            Title = db.Revisions().Where(revision => revision.Id == row.SubjectId).Select(revision => revision.Text.Title).FirstOrDefault()
                ?? db.EditingRequests().Where(request => request.Id == row.SubjectId).Select(request => request.Title).FirstOrDefault() ?? "",
            UnitId = row.UnitId,
            Unit = unit.Name,
            Region = region.Name,
            OfficeId = row.OfficeId,
            Office = office.Name,
            OpenedAt = row.OpenedAt,
            DueAt = row.DueAt,
            ClosedAt = row.ClosedAt,
            OnTime = row.OnTime,
            OverdueAt = row.OverdueAt,
            ClaimedBy = row.ClaimedBy,
            Urging = db.Urgings().Where(urging => urging.AssignmentId == row.Id && urging.Stage != UrgingStage.Closed).OrderByDescending(urging => urging.UrgedAt).Select(urging => (UrgingStage?)urging.Stage).FirstOrDefault(),
            UrgedAt = db.Urgings().Where(urging => urging.AssignmentId == row.Id && urging.Stage != UrgingStage.Closed).OrderByDescending(urging => urging.UrgedAt).Select(urging => (DateTime?)urging.UrgedAt).FirstOrDefault(),
        };
}
