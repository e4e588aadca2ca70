using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Mine">Only what the viewer has sent.</param>
/// <param name="Owed">Only what the viewer's office has to handle now.</param>
/// <param name="OpenOnly">Not what is closed.</param>
public sealed record FeedbackFilter(FeedbackStage? Stage = null, FeedbackKind? Kind = null, int? UnitId = null, bool Mine = false, bool Owed = false, bool OpenOnly = false, string? Entry = null, Guid? Id = null);

/// <summary>Feedback as lists show it.</summary>
public sealed record FeedbackItem
{
    public Feedback Feedback { get; init; } = null!;

    /// <summary>Null when nothing was found and nobody asked yet.</summary>
    public string? Unit { get; init; }

    /// <summary>The responsible office.</summary>
    public string Office { get; init; } = "";

    /// <summary>Of the entry, as it was read; where the viewer may see it still.</summary>
    public string? Title { get; init; }

    /// <summary>Code of the entry that is the answer, once it is published and where the viewer may see it.</summary>
    public string? Answer { get; init; }
}

/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
public sealed record FeedbackDetail(FeedbackItem Item, IReadOnlyList<FeedbackMove> Acts);

public sealed class FeedbackViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>What waits first, the oldest on top; then what was asked of a unit; then what is closed, newest first.</summary>
    public async Task<(IReadOnlyList<FeedbackDetail> Items, int Total)> ListAsync(Actor viewer, FeedbackFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var page = rows.OrderBy(row => row.Stage == FeedbackStage.Open ? 0 : row.Stage == FeedbackStage.Requested ? 1 : 2)
            .ThenBy(row => row.Stage == FeedbackStage.Closed ? DateTime.MaxValue : row.SentAt).ThenByDescending(row => row.ClosedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500));
        var items = await Items(db, page, await Visibility.ScopeOfAsync(db, viewer, ct)).ToListAsync(ct);
        return (items.ConvertAll(item => DetailOf(item, viewer)), total);
    }

    public async Task<int> CountAsync(Actor viewer, FeedbackFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Filtered(db, viewer, filter).CountAsync(ct);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<FeedbackDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, new FeedbackFilter(Id: id));
        return DetailOf(await Items(db, rows, await Visibility.ScopeOfAsync(db, viewer, ct)).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("这条反馈"), viewer);
    }

    private static FeedbackDetail DetailOf(FeedbackItem item, Actor viewer) =>
        new(item, [.. FeedbackFlow.Table.From(item.Feedback.Stage).Where(move => item.Feedback.Objection(move.Act, viewer) is null)]);

    private static IQueryable<FeedbackItem> Items(HotlineDb db, IQueryable<Feedback> rows, VisibleScope scope)
    {
        var visible = db.Entries().Visible(scope);
        return rows.Select(row => new FeedbackItem
        {
            Feedback = row,
            Unit = db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).FirstOrDefault(),
            Office = db.Offices().Where(office => office.Id == row.OfficeId).Select(office => office.Name).First(),
            Title = visible.Where(entry => entry.Code == row.EntryCode)
                .SelectMany(entry => db.EntryVersions().Where(version => version.EntryId == entry.Id && version.Number == row.EntryVersion)).Select(version => version.Text.Title).FirstOrDefault(),
            Answer = row.Stage != FeedbackStage.Closed ? null
                : db.Revisions().Where(revision => revision.Id == row.Request!.RevisionId && revision.Stage == Stage.Published)
                    .SelectMany(revision => visible.Where(entry => entry.Id == revision.EntryId)).Select(entry => entry.Code).FirstOrDefault(),
        });
    }

    private static IQueryable<Feedback> Filtered(HotlineDb db, Actor viewer, FeedbackFilter filter)
    {
        var rows = db.Feedbacks().AsNoTracking().InSight(viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.Entry is { Length: > 0 } code)
            rows = rows.Where(row => row.EntryCode == code);
        if (filter.Id is { } id)
            rows = rows.Where(row => row.Id == id);
        if (filter.OpenOnly)
            rows = rows.Where(row => row.Stage != FeedbackStage.Closed);
        if (filter.Mine)
        {
            var me = viewer.AccountId ?? Guid.Empty;
            rows = rows.Where(row => row.SentById == me);
        }

        if (!filter.Owed)
            return rows;
        var office = viewer.May(Permission.RequestEditing) ? viewer.OfficeId ?? -1 : -1;
        return rows.Where(row => row.Stage == FeedbackStage.Open && row.OfficeId == office);
    }
}
