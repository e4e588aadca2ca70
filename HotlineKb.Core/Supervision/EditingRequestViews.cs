using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Owed">Only what the viewer's side has to act on now.</param>
/// <param name="SourceRef">Only those that come from this entry, feedback or item.</param>
/// <param name="Sent">Only what the viewer asked, claimed or has declined and others have to act on now.</param>
public sealed record EditingRequestFilter(RequestStage? Stage = null, int? UnitId = null, bool Owed = false, bool OpenOnly = false, string? SourceRef = null, bool Sent = false);

/// <summary>An editing requirement as lists show it.</summary>
public sealed record EditingRequestItem
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public RequestStage Stage { get; init; }

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    public int OfficeId { get; init; }

    /// <summary>The office that asks.</summary>
    public string Office { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    /// <summary>The unit's draft that is to answer it, while there is one that the viewer may see.</summary>
    public Guid? DraftId { get; init; }

    /// <summary>Null when no answer is owed.</summary>
    public DateTime? DueAt { get; init; }

    public string? ClaimedBy { get; init; }

    public Guid? ClaimedById { get; init; }

    public bool? OnTime { get; init; }

    public int Version { get; init; }
}

/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
/// <param name="Revisions">Revisions written for it or named as its answer, newest first.</param>
/// <param name="Answers">What the viewer may name as the answer: the unit's revisions of late that it has handed over.</param>
/// <param name="Entry">Code of the entry that is to be mended.</param>
public sealed record EditingRequestDetail(EditingRequest Request, UnitItem Unit, string Office, IReadOnlyList<RequestMove> Acts, IReadOnlyList<RequestRevision> Revisions, IReadOnlyList<RequestRevision> Answers, IReadOnlyList<HistoryItem> History, string? Entry)
{
    /// <summary>The feedback it was made from.</summary>
    public Guid? Feedback => FeedbackOf(Request);

    /// <summary>The filing it was made from, because the hall does not show it.</summary>
    public Guid? Filing => IdOf(ChangeFiling.SubjectOf);

    /// <summary>The observed change it was made from, because nobody had filed it.</summary>
    public Guid? Change => IdOf(ApprovalChange.SubjectOf);

    /// <summary>The difference between an entry and the hall it was made from (R5.4).</summary>
    public Guid? Drift => DriftOf(Request);

    internal static Guid? DriftOf(EditingRequest request) => IdOf(request, Approvals.Drift.SubjectOf);

    internal static Guid? FeedbackOf(EditingRequest request) => request.Source is RequestSource.Feedback && Guid.TryParse(request.SourceRef, out var id) ? id : null;

    private Guid? IdOf(Func<Guid, string> subject) => IdOf(Request, subject);

    private static Guid? IdOf(EditingRequest request, Func<Guid, string> subject) =>
        request is { Source: RequestSource.HallDifference, SourceRef: { Length: > 36 } text } && Guid.TryParse(text.AsSpan(text.Length - 36), out var id) && subject(id) == text ? id : null;
}

public sealed record RequestRevision(Guid Id, string Title, Stage Stage, DateTime UpdatedAt);

public sealed class EditingRequestViews(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>How far back an answer may be looked for in a list.</summary>
    private static readonly TimeSpan OfLate = TimeSpan.FromDays(90);

    /// <summary>What is owed first, soonest due first; then what changed last.</summary>
    public async Task<(IReadOnlyList<EditingRequestItem> Items, int Total)> ListAsync(Actor viewer, EditingRequestFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var ids = await Due(rows).OrderBy(row => row.DueAt == null).ThenBy(row => row.DueAt).ThenByDescending(row => row.UpdatedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).Select(row => row.Id).ToListAsync(ct);
        var items = await Items(db, rows.Where(row => ids.Contains(row.Id)), viewer).ToListAsync(ct);
        return ([.. items.OrderBy(item => ids.IndexOf(item.Id))], total);
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
        var since = time.UtcNow() - OfLate;
        var answers = acts.All(move => move.Act is not RequestAct.Answer) ? [] : await Answers(db, request.UnitId).Where(row => row.UpdatedAt >= since).OrderByDescending(row => row.UpdatedAt)
            .Select(row => new RequestRevision(row.Id, row.Text.Title, row.Stage, row.UpdatedAt)).Take(100).ToListAsync(ct);
        var feedback = EditingRequestDetail.FeedbackOf(request);
        var entry = request.Source is RequestSource.Entry ? request.SourceRef
            : EditingRequestDetail.DriftOf(request) is { } drift ? await db.Drifts().Where(row => row.Id == drift).SelectMany(row => db.Entries().Where(one => one.Id == row.EntryId)).Select(one => one.Code).SingleOrDefaultAsync(ct)
            : feedback is null ? null : await db.Feedbacks().Where(row => row.Id == feedback).Select(row => row.EntryCode).SingleOrDefaultAsync(ct);
        return new EditingRequestDetail(request, unit, office, acts, revisions, answers, await RevisionViews.HistoryAsync(db, [request.Subject], ct), entry);
    }

    /// <summary>Revisions that may answer a request to this unit: its own, and handed over, because what counts is that it has finished (R5.3).</summary>
    internal static IQueryable<Revision> Answers(HotlineDb db, int unitId) =>
        db.Revisions().Where(row => row.UnitId == unitId && row.SeenByUnit && (row.Stage == Stage.OfficeCheck || row.Stage == Stage.FinalReview || row.Stage == Stage.Published));

    internal static IQueryable<DueRow> Due(IQueryable<EditingRequest> rows) => rows.Select(row => new DueRow
    {
        Id = row.Id,
        DueAt = row.Clock!.ClosedAt == null ? row.Clock.DueAt : null,
        UpdatedAt = row.UpdatedAt,
    });

    internal static IQueryable<EditingRequestItem> Items(HotlineDb db, IQueryable<EditingRequest> rows, Actor viewer) =>
        from row in rows
        join unit in db.Units() on row.UnitId equals unit.Id
        join office in db.Offices() on row.OfficeId equals office.Id
        select new EditingRequestItem
        {
            Id = row.Id,
            Title = row.Title,
            Stage = row.Stage,
            UnitId = row.UnitId,
            Unit = unit.Name,
            OfficeId = row.OfficeId,
            Office = office.Name,
            CreatedBy = row.CreatedBy,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            DraftId = db.Revisions().InSight(viewer).Where(revision => revision.EditingRequestId == row.Id && revision.Stage == Stage.Drafting).Select(revision => (Guid?)revision.Id).FirstOrDefault(),
            DueAt = row.Clock!.ClosedAt == null ? row.Clock.DueAt : null,
            ClaimedBy = row.Clock.ClaimedBy,
            ClaimedById = row.Clock.ClaimedById,
            OnTime = row.Clock.OnTime,
            Version = row.Version,
        };

    internal static IQueryable<EditingRequest> Filtered(HotlineDb db, Actor viewer, EditingRequestFilter filter)
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
        if (filter.Sent)
        {
            var me = viewer.AccountId ?? Guid.Empty;
            return rows.Where(row => (row.Stage == RequestStage.Open && row.CreatedById == me && row.OfficeId == viewer.OfficeId)
                || ((row.Stage == RequestStage.Answered || row.Stage == RequestStage.Declined) && row.Clock!.ClaimedById == me));
        }

        if (!filter.Owed)
            return rows;
        var (office, own) = (viewer.May(Permission.RequestEditing) ? viewer.OfficeId ?? -1 : -1, viewer.May(Permission.ReviseForOwnUnit) ? viewer.UnitId ?? -1 : -1);
        return rows.Where(row => (row.Stage == RequestStage.Open && row.UnitId == own) || ((row.Stage == RequestStage.Answered || row.Stage == RequestStage.Declined) && row.OfficeId == office));
    }
}
