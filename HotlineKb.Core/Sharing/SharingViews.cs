using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <param name="Paths">Of the categories it is about, as they are called now.</param>
/// <param name="Acts">What the viewer may do now.</param>
public sealed record SharingItem(SharingRequest Request, string Unit, string Owner, IReadOnlyList<string> Paths, IReadOnlyList<SharingMove> Acts);

/// <param name="Mine">Of the viewer's unit: true what it has applied for, false what others want of it; null both.</param>
/// <param name="Live">Only what is in force.</param>
public sealed record SharingFilter(SharingStage? Stage = null, bool? Mine = null, bool Live = false, int? UnitId = null, bool Owed = false);

/// <summary>Who has applied for what, and who sees what of whom: for both sides and for the offices above them (R4.7(5), R4.8).</summary>
public sealed class SharingViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>What waits first, then what is in force, then the rest; newest first.</summary>
    public async Task<(IReadOnlyList<SharingItem> Items, int Total)> ListAsync(Actor viewer, SharingFilter filter, int skip, int top, Guid? id = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, viewer, filter);
        if (id is { } one)
            rows = rows.Where(row => row.Id == one);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(row => row.Stage == SharingStage.Requested || row.Stage == SharingStage.Consented ? 0 : row.Stage == SharingStage.Granted ? 1 : 2).ThenByDescending(row => row.RequestedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var ids = page.SelectMany(row => new[] { row.UnitId, row.OwnerUnitId }).Distinct().ToArray();
        var units = await db.Units().Where(unit => ids.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
        var categoryIds = page.SelectMany(row => row.Categories).Select(text => Guid.Parse(text, CultureInfo.InvariantCulture)).Distinct().ToArray();
        var paths = await db.Categories().Where(row => categoryIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Path, ct);
        return (page.ConvertAll(row => new SharingItem(row, units[row.UnitId], units[row.OwnerUnitId],
            [.. row.Categories.Select(text => paths.GetValueOrDefault(Guid.Parse(text, CultureInfo.InvariantCulture), "")).Where(path => path.Length > 0).Order(StringComparer.Ordinal)],
            [.. SharingFlow.Table.From(row.Stage).Where(move => row.Objection(move.Act, viewer) is null)])), total);
    }

    /// <exception cref="Refusal">404, also for what is none of the viewer's business.</exception>
    public async Task<SharingItem> GetAsync(Actor viewer, Guid id, CancellationToken ct = default) =>
        (await ListAsync(viewer, new SharingFilter(), 0, 1, id, ct)).Items is [var item] ? item : throw Refusal.NotFound("这项申请");

    /// <summary>What waits for the viewer to decide.</summary>
    public async Task<int> OwedAsync(Actor viewer, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Rows(db, viewer, new SharingFilter(Owed: true)).CountAsync(ct);
    }

    internal static IQueryable<SharingRequest> InSight(IQueryable<SharingRequest> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.UnitId / 1000 == office || row.OwnerUnitId / 1000 == office, unit => row => row.UnitId == unit || row.OwnerUnitId == unit);

    private static IQueryable<SharingRequest> Rows(HotlineDb db, Actor viewer, SharingFilter filter)
    {
        var rows = InSight(db.SharingRequests().AsNoTracking(), viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.Mine is { } mine && viewer.UnitId is { } own)
            rows = mine ? rows.Where(row => row.UnitId == own) : rows.Where(row => row.OwnerUnitId == own);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit || row.OwnerUnitId == unit);
        if (filter.Live)
        {
            var today = CityDays.Of(db.Clock.UtcNow());
            rows = rows.Where(row => row.Stage == SharingStage.Granted && row.Until >= today);
        }

        if (!filter.Owed)
            return rows;
        return viewer.May(Permission.ConfigureAccess) ? rows.Where(row => row.Stage == SharingStage.Consented)
            : viewer is { UnitId: { } asked } && viewer.May(Permission.ReviseForOwnUnit) ? rows.Where(row => row.Stage == SharingStage.Requested && row.OwnerUnitId == asked) : rows.Where(_ => false);
    }
}
