using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Owed">Only what the viewer's side has to act on now.</param>
/// <param name="SourceRef">Only those that come from this entry, feedback or item.</param>
public sealed record EditingRequestFilter(RequestStage? Stage = null, int? UnitId = null, bool Owed = false, bool OpenOnly = false, string? SourceRef = null);

/// <summary>An editing requirement as lists show it.</summary>
public sealed record EditingRequestItem
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public RequestStage Stage { get; init; }

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    public int OfficeId { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    /// <summary>Null when no answer is owed.</summary>
    public DateTime? DueAt { get; init; }

    public string? ClaimedBy { get; init; }

    public Guid? ClaimedById { get; init; }

    public bool? OnTime { get; init; }

    public int Version { get; init; }
}

/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
/// <param name="Revisions">Revisions written for it, newest first.</param>
public sealed record EditingRequestDetail(EditingRequest Request, UnitItem Unit, string Office, IReadOnlyList<RequestMove> Acts, IReadOnlyList<RequestRevision> Revisions, IReadOnlyList<HistoryItem> History);

public sealed record RequestRevision(Guid Id, string Title, Stage Stage, DateTime UpdatedAt);

public sealed class EditingRequestViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>What is owed first, soonest due first; then what changed last.</summary>
    public async Task<(IReadOnlyList<EditingRequestItem> Items, int Total)> ListAsync(Actor viewer, EditingRequestFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var items = await (from row in rows
                           join unit in db.Units() on row.UnitId equals unit.Id
                           orderby row.Stage != RequestStage.Open, row.Stage == RequestStage.Open ? row.Clock!.DueAt : DateTime.MaxValue, row.UpdatedAt descending, row.Id
                           select new EditingRequestItem
                           {
                               Id = row.Id,
                               Title = row.Title,
                               Stage = row.Stage,
                               UnitId = row.UnitId,
                               Unit = unit.Name,
                               OfficeId = row.OfficeId,
                               CreatedBy = row.CreatedBy,
                               CreatedAt = row.CreatedAt,
                               UpdatedAt = row.UpdatedAt,
                               DueAt = row.Clock!.ClosedAt == null ? row.Clock.DueAt : null,
                               ClaimedBy = row.Clock.ClaimedBy,
                               ClaimedById = row.Clock.ClaimedById,
                               OnTime = row.Clock.OnTime,
                               Version = row.Version,
                           }).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        return (items, total);
    }

    public async Task<IReadOnlyDictionary<RequestStage, int>> CountByStageAsync(Actor viewer, EditingRequestFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Filtered(db, viewer, filter).GroupBy(row => row.Stage).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<EditingRequestDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var request = await db.EditingRequests().AsNoTracking().InSight(viewer).Include(row => row.Clock).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项采编要求");
        var unit = await UnitViews.Items(db).SingleAsync(row => row.Id == request.UnitId, ct);
        var office = await db.Offices().Where(row => row.Id == request.OfficeId).Select(row => row.Name).SingleAsync(ct);
        var revisions = await db.Revisions().InSight(viewer).Where(row => row.EditingRequestId == id || row.Id == request.RevisionId).OrderByDescending(row => row.CreatedAt)
            .Select(row => new RequestRevision(row.Id, row.Text.Title, row.Stage, row.UpdatedAt)).Take(20).ToListAsync(ct);
        var acts = EditingRequestFlow.Table.From(request.Stage).Where(move => request.Objection(move.Act, viewer) is null).ToList();
        return new EditingRequestDetail(request, unit, office, acts, revisions, await RevisionViews.HistoryAsync(db, [request.Subject], ct));
    }

    private static IQueryable<EditingRequest> Filtered(HotlineDb db, Actor viewer, EditingRequestFilter filter)
    {
        var rows = db.EditingRequests().AsNoTracking().InSight(viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (!string.IsNullOrWhiteSpace(filter.SourceRef))
            rows = rows.Where(row => row.SourceRef == filter.SourceRef);
        if (filter.OpenOnly)
            rows = rows.Where(row => row.Stage != RequestStage.Accepted && row.Stage != RequestStage.Cancelled);
        if (!filter.Owed)
            return rows;
        var (office, own) = (viewer.May(Permission.RequestEditing) ? viewer.OfficeId ?? -1 : -1, viewer.May(Permission.ReviseForOwnUnit) ? viewer.UnitId ?? -1 : -1);
        return rows.Where(row => (row.Stage == RequestStage.Open && row.UnitId == own) || ((row.Stage == RequestStage.Answered || row.Stage == RequestStage.Declined) && row.OfficeId == office));
    }
}
