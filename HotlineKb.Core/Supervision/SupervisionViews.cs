using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>
/// What a supervisor watches (X3): what is owed, how old it is, how long it takes. Counted in the database, within what the viewer may see:
/// the city office all, a county office its own county (R5.1).
/// </summary>
public sealed class SupervisionViews(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>What two viewers have in common when they see the same: whatever is reckoned once may be shown to both.</summary>
    /// <exception cref="Refusal">403 for whoever does not supervise.</exception>
    public static WorkSight SightOf(Actor viewer)
    {
        viewer.Require(Permission.SeeAllWork);
        return WorkSight.Of(viewer);
    }

    /// <summary>The figures, and who owes what, of the work that <see cref="SupervisionFilter.Whose"/> names.</summary>
    public async Task<SupervisionNow> NowAsync(Actor viewer, SupervisionFilter filter, CancellationToken ct = default)
    {
        viewer.Require(Permission.SeeAllWork);
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, viewer, filter);
        var cells = await OpenCells(rows, now).ToListAsync(ct);
        var answered = await AnsweredCellsAsync(rows, filter.Days, now, ct);
        var standard = filter.Days == SupervisionFilter.StandardDays ? answered : await AnsweredCellsAsync(rows, SupervisionFilter.StandardDays, now, ct);
        var (from, to) = CityDays.Range(CityDays.Of(now));
        var today = await rows.Answered(from, to).CountAsync(ct);
        var nextDue = await rows.Where(row => row.ClosedAt == null && row.OverdueAt == null && row.DueAt >= now).MinAsync(row => (DateTime?)row.DueAt, ct);

        var load = Sum(cells);
        var rate = Sum(standard) with { Unanswered = load.Overdue };
        var regions = await db.Regions().AsNoTracking().OrderBy(region => region.Code).ToListAsync(ct);
        return new SupervisionNow(
            now,
            new SupervisionFigures(load.Open, load.Within2Hours, load.Within6Hours, load.Overdue, today, rate),
            load,
            await OwnersAsync(db, cells, answered, ct),
            [.. By(cells, answered, cell => cell.UnitId / 1000, cell => cell.UnitId / 1000).Select(found => new RegionLoad(found.Key, regions.Find(region => region.Code == found.Key)?.Name ?? "", found.Load, found.Rate)).OrderBy(region => region.Code)],
            [.. By(cells, answered, cell => cell.Kind, cell => cell.Kind).Select(found => new KindLoad(found.Key, found.Load, found.Rate)).OrderBy(kind => kind.Kind)],
            nextDue);
    }

    /// <summary>How long steps took and how work came and went, over the filter's period.</summary>
    public async Task<SupervisionPast> PastAsync(Actor viewer, SupervisionFilter filter, CancellationToken ct = default)
    {
        viewer.Require(Permission.SeeAllWork);
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, viewer, filter);
        var first = CityDays.FirstOf(filter.Days, now);
        var times = new List<StageTime>();
        foreach (var kind in Enum.GetValues<AssignmentKind>())
            times.Add(await StageTimeAsync(rows, kind, CityDays.StartOf(first), ct));
        var trend = new List<TrendDay>(filter.Days);
        for (var day = first; day.DayNumber - first.DayNumber < filter.Days; day = day.AddDays(1))
        {
            var (from, to) = CityDays.Range(day);
            trend.Add(new TrendDay(day, await rows.Opened(from, to).CountAsync(ct), await rows.Answered(from, to).CountAsync(ct), await rows.BecameLate(from, to, now).CountAsync(ct)));
        }

        return new SupervisionPast(filter.Days, times, trend);
    }

    private static IQueryable<Assignment> Rows(HotlineDb db, Actor viewer, SupervisionFilter filter) =>
        AssignmentViews.InSight(db.Assignments().AsNoTracking(), viewer).Whose(filter);

    private static async Task<StageTime> StageTimeAsync(IQueryable<Assignment> rows, AssignmentKind kind, DateTime from, CancellationToken ct)
    {
        var answered = rows.Where(row => row.Kind == kind && row.ClosedAt >= from && row.TookSeconds != null);
        var count = await answered.CountAsync(ct);
        return new StageTime(kind, count, await RankAsync(0.5), await RankAsync(0.9));

        // Nearest rank: the smallest value that at least this share does not exceed. The database finds it, no row is read here.
        async Task<int?> RankAsync(double share) => count == 0 ? null
            : await answered.OrderBy(row => row.TookSeconds).Skip(Math.Max(0, (int)Math.Ceiling(share * count) - 1)).Select(row => row.TookSeconds).FirstOrDefaultAsync(ct);
    }

    private static IQueryable<OpenCell> OpenCells(IQueryable<Assignment> rows, DateTime now)
    {
        var (in2, in6) = (now.AddHours(2), now.AddHours(6));
        var (h2, h6, h12, h22, h48) = (now.AddHours(-2), now.AddHours(-6), now.AddHours(-12), now.AddHours(-22), now.AddHours(-48));
        return from row in rows
               where row.ClosedAt == null
               group row by new { row.UnitId, row.OfficeId, row.Kind } into cell
               select new OpenCell
               {
                   UnitId = cell.Key.UnitId,
                   OfficeId = cell.Key.OfficeId,
                   Kind = cell.Key.Kind,
                   Open = cell.Count(),
                   Overdue = cell.Count(row => row.OverdueAt != null || row.DueAt < now),
                   Within2 = cell.Count(row => row.OverdueAt == null && row.DueAt >= now && row.DueAt <= in2),
                   Within6 = cell.Count(row => row.OverdueAt == null && row.DueAt >= now && row.DueAt <= in6),
                   To2 = cell.Count(row => row.OpenedAt >= h2),
                   To6 = cell.Count(row => row.OpenedAt < h2 && row.OpenedAt >= h6),
                   To12 = cell.Count(row => row.OpenedAt < h6 && row.OpenedAt >= h12),
                   To22 = cell.Count(row => row.OpenedAt < h12 && row.OpenedAt >= h22),
                   To48 = cell.Count(row => row.OpenedAt < h22 && row.OpenedAt >= h48),
                   Over48 = cell.Count(row => row.OpenedAt < h48),
               };
    }

    private static async Task<List<AnsweredCell>> AnsweredCellsAsync(IQueryable<Assignment> rows, int days, DateTime now, CancellationToken ct)
    {
        var (begin, end) = (CityDays.StartOf(CityDays.FirstOf(days, now)), CityDays.StartOf(CityDays.Of(now).AddDays(1)));
        return await (from row in rows.Answered(begin, end)
                      group row by new { row.UnitId, row.OfficeId, row.Kind } into cell
                      select new AnsweredCell { UnitId = cell.Key.UnitId, OfficeId = cell.Key.OfficeId, Kind = cell.Key.Kind, Answered = cell.Count(), InTime = cell.Count(row => row.OnTime == true) }).ToListAsync(ct);
    }

    private static async Task<IReadOnlyList<OwnerLoad>> OwnersAsync(HotlineDb db, List<OpenCell> cells, List<AnsweredCell> answered, CancellationToken ct)
    {
        var found = By(cells, answered, OwnerOf, OwnerOf).ToList();
        var units = found.Where(owner => owner.Key.Owes is OwedBy.Unit).Select(owner => owner.Key.Id).ToArray();
        var names = await db.Units().Where(unit => units.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
        var offices = await db.Offices().ToDictionaryAsync(office => office.Id, office => office.Name, ct);
        return
        [
            .. from owner in found
               let ofUnit = owner.Key.Owes is OwedBy.Unit
               let name = (ofUnit ? names : offices).GetValueOrDefault(owner.Key.Id, "")
               // Where it burns first.
               orderby owner.Load.Overdue descending, owner.Load.Within2Hours descending, owner.Load.Open descending, ofUnit, owner.Key.Id
               select new OwnerLoad(owner.Key.Owes, owner.Key.Id, name, ofUnit ? owner.Key.Id / 1000 : owner.Key.Id, owner.Load, owner.Rate),
        ];

        static (OwedBy Owes, int Id) OwnerOf(Cell cell) => Assignment.IsOwedByUnit(cell.Kind) ? (OwedBy.Unit, cell.UnitId) : (OwedBy.Office, cell.OfficeId);
    }

    private static IEnumerable<(TKey Key, WorkLoad Load, OnTime Rate)> By<TKey>(List<OpenCell> cells, List<AnsweredCell> answered, Func<OpenCell, TKey> keyOfOpen, Func<AnsweredCell, TKey> keyOfAnswered)
        where TKey : notnull
    {
        var open = cells.GroupBy(keyOfOpen).ToDictionary(group => group.Key, group => Sum(group));
        var done = answered.GroupBy(keyOfAnswered).ToDictionary(group => group.Key, group => Sum(group));
        foreach (var key in open.Keys.Union(done.Keys))
        {
            var load = open.GetValueOrDefault(key, WorkLoad.None);
            yield return (key, load, done.GetValueOrDefault(key) with { Unanswered = load.Overdue });
        }
    }

    private static WorkLoad Sum(IEnumerable<OpenCell> cells) => cells.Aggregate(WorkLoad.None, (sum, cell) => sum + new WorkLoad(cell.Open, cell.Within2, cell.Within6, cell.Overdue, [cell.To2, cell.To6, cell.To12, cell.To22, cell.To48, cell.Over48]));

    private static OnTime Sum(IEnumerable<AnsweredCell> cells) => cells.Aggregate(default(OnTime), (sum, cell) => sum + new OnTime(cell.Answered, cell.InTime, 0));

    private abstract class Cell
    {
        public int UnitId { get; init; }

        public int OfficeId { get; init; }

        public AssignmentKind Kind { get; init; }
    }

    private sealed class OpenCell : Cell
    {
        public int Open { get; init; }

        public int Overdue { get; init; }

        public int Within2 { get; init; }

        public int Within6 { get; init; }

        public int To2 { get; init; }

        public int To6 { get; init; }

        public int To12 { get; init; }

        public int To22 { get; init; }

        public int To48 { get; init; }

        public int Over48 { get; init; }
    }

    private sealed class AnsweredCell : Cell
    {
        public int Answered { get; init; }

        public int InTime { get; init; }
    }
}
