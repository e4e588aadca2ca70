using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Stage">Only revisions in this stage.</param>
/// <param name="RequestsOnly">Only editing requirements.</param>
public sealed record WorkFilter(WorkTab Tab, Stage? Stage = null, bool RequestsOnly = false);

/// <summary>A row of /work: a revision or an editing requirement.</summary>
public sealed record WorkItem(RevisionItem? Revision, EditingRequestItem? Request)
{
    public Guid Id => Revision?.Id ?? Request!.Id;

    public DateTime? DueAt => Revision is null ? Request!.DueAt : Revision.DueAt;
}

/// <param name="Revisions">Per stage.</param>
/// <param name="Requests">Editing requirements.</param>
public sealed record WorkCount(IReadOnlyDictionary<Stage, int> Revisions, int Requests)
{
    public int Total => Revisions.Values.Sum() + Requests;
}

/// <summary>What one owes, sent on or follows: revisions and editing requirements in one list by time left.</summary>
public sealed class WorkViews(IDbContextFactory<HotlineDb> databases, RevisionViews revisions, EditingRequestViews requests)
{
    /// <summary>What has a running clock first, late ones on top; then what changed last. Sorted and paged in the database.</summary>
    public async Task<(IReadOnlyList<WorkItem> Items, int Total)> ListAsync(Actor viewer, WorkFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var ids = await rows.OrderBy(row => row.DueAt == null).ThenBy(row => row.DueAt).ThenByDescending(row => row.UpdatedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).Select(row => row.Id).ToListAsync(ct);
        // Their ids are made in code and never meet.
        var items = new List<WorkItem>(ids.Count);
        items.AddRange((await RevisionViews.Items(db, db.Revisions().Where(row => ids.Contains(row.Id))).ToListAsync(ct)).Select(row => new WorkItem(row, null)));
        items.AddRange((await EditingRequestViews.Items(db, db.EditingRequests().Where(row => ids.Contains(row.Id)), viewer).ToListAsync(ct)).Select(row => new WorkItem(null, row)));
        return ([.. items.OrderBy(item => ids.IndexOf(item.Id))], total);
    }

    /// <summary>How many: for tabs, chips and the menu.</summary>
    public async Task<WorkCount> CountAsync(Actor viewer, WorkTab tab, CancellationToken ct = default) =>
        new(await revisions.CountByStageAsync(viewer, new RevisionFilter(tab, OpenOnly: true), ct), (await requests.CountByStageAsync(viewer, Requests(tab), ct)).Values.Sum());

    /// <summary>The two as one query: only what they are sorted by, so that no database has to reconcile their columns.</summary>
    internal static IQueryable<DueRow> Rows(HotlineDb db, Actor viewer, WorkFilter filter)
    {
        var ofRevisions = RevisionViews.Due(RevisionViews.Filtered(db, viewer, new RevisionFilter(filter.Tab, filter.Stage, OpenOnly: true)));
        var ofRequests = EditingRequestViews.Due(EditingRequestViews.Filtered(db, viewer, Requests(filter.Tab)));
        return filter.RequestsOnly ? ofRequests : filter.Stage is not null ? ofRevisions : ofRevisions.Concat(ofRequests);
    }

    private static EditingRequestFilter Requests(WorkTab tab) => new(OpenOnly: true, Owed: tab is WorkTab.Owed, Sent: tab is WorkTab.Sent);
}
