using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <param name="Field">A key of <see cref="DriftFields"/>.</param>
/// <param name="Stage">Null for all; see <paramref name="OpenOnly"/>.</param>
/// <param name="OpenOnly">What waits for somebody: not what was dismissed or has settled.</param>
/// <param name="Owed">Only what the viewer has to act on: an office what is undecided and its own to handle, a unit all its own that differ.</param>
public sealed record DriftFilter(int? UnitId = null, string? Field = null, DriftStage? Stage = null, bool OpenOnly = false, bool Owed = false, string? Entry = null, string? Item = null, Guid? Id = null);

/// <summary>A difference as the list shows it.</summary>
public sealed record DriftRow
{
    public Drift Drift { get; init; } = null!;

    public string Entry { get; init; } = "";

    public string Title { get; init; } = "";

    public string Item { get; init; } = "";

    public string ItemName { get; init; } = "";

    public string Unit { get; init; } = "";

    /// <summary>Where the requirement made from it stands.</summary>
    public RequestStage? RequestStage { get; init; }

    /// <summary>When its clock ends; null when no answer is owed.</summary>
    public DateTime? RequestDueAt { get; init; }
}

/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
/// <param name="MayRevise">The entry is the viewer's own unit's to mend.</param>
public sealed record DriftDetail(DriftRow Row, IReadOnlyList<DriftMove> Acts, bool MayRevise);

public sealed class DriftViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>What waits first, the newest on top; filtered, counted and paged in the database.</summary>
    public async Task<(IReadOnlyList<DriftDetail> Items, int Total)> ListAsync(Actor viewer, DriftFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await FilteredAsync(db, viewer, filter, ct);
        var total = await rows.CountAsync(ct);
        var page = rows.OrderBy(row => row.Stage == DriftStage.Open ? 0 : row.Stage == DriftStage.Requested ? 1 : row.Stage == DriftStage.Dismissed ? 2 : 3)
            .ThenByDescending(row => row.ChangedAt).ThenBy(row => row.Id).Skip(skip).Take(Math.Clamp(top, 1, 500));
        return ((await Rows(db, page).ToListAsync(ct)).ConvertAll(row => DetailOf(row, viewer)), total);
    }

    public async Task<int> CountAsync(Actor viewer, DriftFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await (await FilteredAsync(db, viewer, filter, ct)).CountAsync(ct);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<DriftDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return DetailOf(await Rows(db, await FilteredAsync(db, viewer, new DriftFilter(Id: id), ct)).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("这条差异"), viewer);
    }

    private static DriftDetail DetailOf(DriftRow row, Actor viewer) =>
        new(row, [.. DriftFlow.Table.From(row.Drift.Stage).Where(move => row.Drift.Objection(move.Act, viewer) is null)],
            row.Drift.Stage is DriftStage.Open or DriftStage.Requested && viewer.UnitId == row.Drift.UnitId && viewer.May(Permission.ReviseForOwnUnit));

    private static IQueryable<DriftRow> Rows(HotlineDb db, IQueryable<Drift> rows) => rows.Select(row => new DriftRow
    {
        Drift = row,
        Entry = db.Entries().Where(entry => entry.Id == row.EntryId).Select(entry => entry.Code).First(),
        Title = db.Entries().Where(entry => entry.Id == row.EntryId)
            .SelectMany(entry => db.EntryVersions().Where(version => version.EntryId == entry.Id && version.Number == entry.CurrentVersion)).Select(version => version.Text.Title).First(),
        Item = db.ApprovalItems().Where(item => item.Id == row.ItemId).Select(item => item.Code).First(),
        ItemName = db.ApprovalItems().Where(item => item.Id == row.ItemId).Select(item => item.Name).First(),
        Unit = db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).First(),
        RequestStage = row.Request == null ? null : row.Request.Stage,
        RequestDueAt = row.Request != null && row.Request.Clock!.ClosedAt == null ? row.Request.Clock.DueAt : null,
    });

    private static async Task<IQueryable<Drift>> FilteredAsync(HotlineDb db, Actor viewer, DriftFilter filter, CancellationToken ct)
    {
        var rows = db.Drifts().AsNoTracking().InSight(viewer);
        // A difference quotes the entry: whoever may not see that does not see it here either (R4.8).
        var scope = await Visibility.ScopeOfAsync(db, viewer, ct);
        if (!scope.Entries.All)
        {
            var visible = db.Entries().Visible(scope);
            rows = rows.Where(row => visible.Any(entry => entry.Id == row.EntryId));
        }

        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.Field is { } field)
        {
            var mark = Drift.Mark(field);
            rows = rows.Where(row => row.Keys.Contains(mark));
        }

        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.OpenOnly)
            rows = rows.Where(row => row.Stage == DriftStage.Open || row.Stage == DriftStage.Requested);
        if (filter.Entry is { } entry)
            rows = rows.Where(row => db.Entries().Any(one => one.Id == row.EntryId && one.Code == entry));
        if (filter.Item is { } item)
            rows = rows.Where(row => db.ApprovalItems().Any(one => one.Id == row.ItemId && one.Code == item));
        if (filter.Id is { } id)
            rows = rows.Where(row => row.Id == id);
        if (!filter.Owed)
            return rows;
        if (viewer.UnitId is { } own)
            return rows.Where(row => row.UnitId == own && (row.Stage == DriftStage.Open || row.Stage == DriftStage.Requested));
        var office = viewer.May(Permission.RequestEditing) ? viewer.OfficeId ?? -1 : -1;
        return rows.Where(row => row.Stage == DriftStage.Open && row.UnitId / 1000 == office);
    }
}
