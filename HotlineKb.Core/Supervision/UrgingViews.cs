using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Owed">Only what the viewer's side has to answer now.</param>
/// <param name="SubjectId">Only those about this revision or editing request.</param>
public sealed record UrgingFilter(UrgingStage? Stage = null, int? UnitId = null, bool Owed = false, bool OpenOnly = false, Guid? SubjectId = null, Guid? Id = null);

/// <summary>An urging as lists and its page show it.</summary>
public sealed record UrgingItem
{
    public Urging Urging { get; init; } = null!;

    public string Unit { get; init; } = "";

    /// <summary>The office that is urged; null when it is the unit.</summary>
    public string? OwingOffice { get; init; }

    public string Office { get; init; } = "";

    public AssignmentKind Kind { get; init; }

    /// <summary>Of the revision or editing request.</summary>
    public Guid SubjectId { get; init; }

    public string Title { get; init; } = "";

    public DateTime DueAt { get; init; }

    /// <summary>When what is urged was done.</summary>
    public DateTime? DoneAt { get; init; }
}

/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
public sealed record UrgingDetail(UrgingItem Item, IReadOnlyList<UrgingMove> Acts, IReadOnlyList<HistoryItem> History);

public sealed class UrgingViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>What waits for an answer first, longest urged first; then what was answered, then what is closed, newest first.</summary>
    public async Task<(IReadOnlyList<UrgingItem> Items, int Total)> ListAsync(Actor viewer, UrgingFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var page = rows.OrderBy(row => row.Stage == UrgingStage.Open ? 0 : row.Stage == UrgingStage.Answered ? 1 : 2)
            .ThenBy(row => row.Stage == UrgingStage.Closed ? DateTime.MaxValue : row.UrgedAt).ThenByDescending(row => row.ClosedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500));
        return (await Items(db, page).ToListAsync(ct), total);
    }

    public async Task<int> CountAsync(Actor viewer, UrgingFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Filtered(db, viewer, filter).CountAsync(ct);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<UrgingDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var item = await Items(db, Filtered(db, viewer, new UrgingFilter(Id: id))).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("这项督办");
        var acts = UrgingFlow.Table.From(item.Urging.Stage).Where(move => item.Urging.Objection(move.Act, viewer) is null).ToList();
        return new UrgingDetail(item, acts, await RevisionViews.HistoryAsync(db, [item.Urging.Subject], ct));
    }

    private static IQueryable<UrgingItem> Items(HotlineDb db, IQueryable<Urging> rows) =>
        rows.Select(row => new UrgingItem
        {
            Urging = row,
            Unit = db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).First(),
            OwingOffice = db.Offices().Where(office => office.Id == row.OwingOfficeId).Select(office => office.Name).FirstOrDefault(),
            Office = db.Offices().Where(office => office.Id == row.OfficeId).Select(office => office.Name).First(),
            Kind = row.Assignment.Kind,
            SubjectId = row.Assignment.SubjectId,
            Title = db.Revisions().Where(revision => revision.Id == row.Assignment.SubjectId).Select(revision => revision.Text.Title).FirstOrDefault()
                ?? db.EditingRequests().Where(request => request.Id == row.Assignment.SubjectId).Select(request => request.Title).FirstOrDefault() ?? "",
            DueAt = row.Assignment.DueAt,
            DoneAt = row.Assignment.ClosedAt,
        });

    private static IQueryable<Urging> Filtered(HotlineDb db, Actor viewer, UrgingFilter filter)
    {
        var rows = db.Urgings().AsNoTracking().InSight(viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.OpenOnly)
            rows = rows.Where(row => row.Stage != UrgingStage.Closed);
        if (filter.SubjectId is { } subject)
            rows = rows.Where(row => row.Assignment.SubjectId == subject);
        if (filter.Id is { } id)
            rows = rows.Where(row => row.Id == id);
        if (!filter.Owed)
            return rows;
        var office = viewer.May(Permission.CheckRevisions) || viewer.May(Permission.PublishEntries) ? viewer.OfficeId ?? -1 : -1;
        var own = viewer.May(Permission.ReviseForOwnUnit) ? viewer.UnitId ?? -1 : -1;
        return rows.Where(row => row.Stage == UrgingStage.Open && (row.OwingOfficeId == office || (row.OwingOfficeId == null && row.UnitId == own)));
    }
}
