using System.Linq.Expressions;
using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Entries;

public enum WorkTab
{
    /// <summary>Everything in sight.</summary>
    All,
    /// <summary>What the viewer may act on now.</summary>
    Owed,
    /// <summary>What the viewer had a hand in and others have now.</summary>
    Sent,
}

/// <param name="Mine">Only what the viewer wrote or passed.</param>
public sealed record RevisionFilter(WorkTab Tab = WorkTab.All, Stage? Stage = null, int? UnitId = null, bool Mine = false, bool OpenOnly = false, string? WorkOrder = null);

/// <summary>A revision as lists show it.</summary>
public sealed record RevisionItem
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public Origin Origin { get; init; }

    public ChangeKind Change { get; init; }

    public Stage Stage { get; init; }

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    public string? Code { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTime StageSince { get; init; }

    public DateTime UpdatedAt { get; init; }

    public DateTime? OpenedAt { get; init; }

    /// <summary>When the running clock ends: the stage's own or, for a draft that answers an editing requirement, that one's.</summary>
    public DateTime? DueAt { get; init; }

    public string? ClaimedBy { get; init; }

    public Guid? ClaimedById { get; init; }

    public string? WorkOrder { get; init; }

    /// <summary>The editing requirement it answers.</summary>
    public Guid? EditingRequest { get; init; }

    public int Version { get; init; }
}

/// <summary>A row of work as it is sorted: by time left, late ones first.</summary>
internal sealed record DueRow
{
    public Guid Id { get; init; }

    public DateTime? DueAt { get; init; }

    public DateTime UpdatedAt { get; init; }
}

/// <summary>A revision in full.</summary>
/// <param name="Base">The published version it changes, when there is one.</param>
/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
public sealed record RevisionDetail(Revision Revision, UnitItem Unit, string? Code, EntryVersion? Base, bool MayEdit, IReadOnlyList<RevisionMove> Acts, IReadOnlyList<HistoryItem> History);

public sealed class RevisionViews(IDbContextFactory<HotlineDb> databases, IOptions<FlowOptions> flow)
{
    /// <summary>What has a running clock first, soonest due first; then what changed last.</summary>
    public async Task<(IReadOnlyList<RevisionItem> Items, int Total)> ListAsync(Actor viewer, RevisionFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var ids = await Due(rows).OrderBy(row => row.DueAt == null).ThenBy(row => row.DueAt).ThenByDescending(row => row.UpdatedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).Select(row => row.Id).ToListAsync(ct);
        var items = await Items(db, rows.Where(row => ids.Contains(row.Id))).ToListAsync(ct);
        return ([.. items.OrderBy(item => ids.IndexOf(item.Id))], total);
    }

    /// <summary>How many per stage: for tabs and the menu.</summary>
    public async Task<IReadOnlyDictionary<Stage, int>> CountByStageAsync(Actor viewer, RevisionFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Filtered(db, viewer, filter).GroupBy(row => row.Stage).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<RevisionDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var revision = await db.Revisions().AsNoTracking().InSight(viewer).Include(row => row.Clock).Include(row => row.EditingRequest!.Clock).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这份修订");
        var unit = await UnitViews.Items(db).SingleAsync(row => row.Id == revision.UnitId, ct);
        var entry = revision.EntryId is { } entryId ? await db.Entries().AsNoTracking().SingleAsync(row => row.Id == entryId, ct) : null;
        var baseVersion = revision.BaseVersion is { } number && entry is not null
            ? await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == entry.Id && row.Number == number, ct)
            : null;
        var acts = RevisionFlow.Of(revision.Origin).From(revision.Stage).Where(move => revision.Objection(move.Act, viewer, flow.Value.FourEyes) is null).ToList();
        return new RevisionDetail(revision, unit, entry?.Code, baseVersion, !viewer.ReadOnly && revision.EditObjection(viewer) is null, acts, await HistoryAsync(db, [revision.Subject], ct));
    }

    /// <summary>Texts of one field set, for the draft's HTTP end: what stands now and at which version.</summary>
    public async Task<(int Version, string Body)> BodyAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var found = await db.Revisions().InSight(viewer).Where(row => row.Id == id).Select(row => new { row.Version, row.Text.Body }).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("这份修订");
        return (found.Version, found.Body);
    }

    internal static async Task<IReadOnlyList<HistoryItem>> HistoryAsync(HotlineDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        // Autosaves are in the ledger for the auditor; in a history for people they would bury the steps.
        var rows = await db.LedgerRows().Where(row => subjects.Contains(row.Subject) && row.Kind != "revision.edited").OrderByDescending(row => row.Number).Take(500).ToListAsync(ct);
        var actors = rows.Select(row => row.Actor).Distinct().ToArray();
        var names = await db.Accounts().Where(account => actors.Contains(account.UserName)).ToDictionaryAsync(account => account.UserName, account => account.DisplayName, ct);
        return rows.ConvertAll(row => new HistoryItem(row.At, row.Actor, row.Kind, row.Data, names.GetValueOrDefault(row.Actor, row.Actor)));
    }

    /// <summary>What lists are sorted by. A draft that answers an editing requirement has no clock of its own, but that one's runs (R5.3).</summary>
    internal static IQueryable<DueRow> Due(IQueryable<Revision> rows) => rows.Select(row => new DueRow
    {
        Id = row.Id,
        DueAt = row.Clock != null && row.Clock.ClosedAt == null ? row.Clock.DueAt
            : row.Stage == Stage.Drafting && row.EditingRequest!.Stage == RequestStage.Open ? row.EditingRequest.Clock!.DueAt : null,
        UpdatedAt = row.UpdatedAt,
    });

    internal static IQueryable<RevisionItem> Items(HotlineDb db, IQueryable<Revision> rows) =>
        from row in rows
        join unit in db.Units() on row.UnitId equals unit.Id
        select new RevisionItem
        {
            Id = row.Id,
            Title = row.Text.Title,
            Origin = row.Origin,
            Change = row.Change,
            Stage = row.Stage,
            UnitId = row.UnitId,
            Unit = unit.Name,
            Code = db.Entries().Where(entry => entry.Id == row.EntryId).Select(entry => entry.Code).FirstOrDefault(),
            CreatedBy = row.CreatedBy,
            StageSince = row.StageSince,
            UpdatedAt = row.UpdatedAt,
            OpenedAt = row.Clock == null ? null : row.Clock.OpenedAt,
            DueAt = row.Clock != null && row.Clock.ClosedAt == null ? row.Clock.DueAt
                : row.Stage == Stage.Drafting && row.EditingRequest!.Stage == RequestStage.Open ? row.EditingRequest.Clock!.DueAt : null,
            ClaimedBy = row.Clock == null ? null : row.Clock.ClaimedBy,
            ClaimedById = row.Clock == null ? null : row.Clock.ClaimedById,
            WorkOrder = row.WorkOrderNumber,
            EditingRequest = row.EditingRequestId,
            Version = row.Version,
        };

    internal static IQueryable<Revision> Filtered(HotlineDb db, Actor viewer, RevisionFilter filter)
    {
        var rows = db.Revisions().AsNoTracking().InSight(viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (!string.IsNullOrWhiteSpace(filter.WorkOrder))
            rows = rows.Where(row => row.WorkOrderNumber == filter.WorkOrder);
        if (filter.OpenOnly || filter.Tab is not WorkTab.All)
            rows = rows.Where(row => row.Stage != Stage.Published && row.Stage != Stage.Abandoned);
        if (filter.Mine || filter.Tab is WorkTab.Sent)
        {
            var me = Revision.Mark(viewer.AccountId ?? Guid.Empty);
            rows = rows.Where(row => row.Contributors.Contains(me));
        }

        return filter.Tab switch
        {
            WorkTab.Owed => OwedBy(rows, viewer),
            WorkTab.Sent => NotOwedBy(rows, viewer),
            _ => rows,
        };
    }

    /// <summary>Rows in whose stage the viewer is the party: <see cref="Revision.IsParty"/> as the database reads it.</summary>
    private static IQueryable<Revision> OwedBy(IQueryable<Revision> rows, Actor viewer) => rows.Where(Owes(viewer));

    private static IQueryable<Revision> NotOwedBy(IQueryable<Revision> rows, Actor viewer)
    {
        var owes = Owes(viewer);
        return rows.Where(Expression.Lambda<Func<Revision, bool>>(Expression.Not(owes.Body), owes.Parameters));
    }

    private static Expression<Func<Revision, bool>> Owes(Actor viewer)
    {
        var office = viewer.OfficeId ?? -1;
        var unit = viewer.UnitId ?? -1;
        var drafts = viewer.May(Permission.DraftForUnits);
        var revises = viewer.May(Permission.ReviseForOwnUnit);
        var checks = viewer.May(Permission.CheckRevisions);
        var publishes = viewer.May(Permission.PublishEntries) && Jurisdiction.IsCity(viewer.OfficeId);
        return row =>
            (row.Stage == Stage.Drafting && ((drafts && row.DraftingOfficeId == office) || (revises && row.DraftingOfficeId == null && row.UnitId == unit)))
            || (row.Stage == Stage.UnitRevision && revises && row.UnitId == unit)
            || (row.Stage == Stage.OfficeCheck && checks && row.UnitId / 1000 == office)
            || (row.Stage == Stage.FinalReview && publishes);
    }
}
