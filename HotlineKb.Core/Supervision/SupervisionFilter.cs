using HotlineKb.Core.Assignments;
using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Supervision;

/// <summary>Which assignments of those in sight. Everything up to a limit includes the limit, as the due time itself is still on time.</summary>
public enum WorkState
{
    Open,
    /// <summary>Open, not late, due within two hours.</summary>
    Within2Hours,
    /// <summary>Open, not late, due within six hours; those due within two are among them.</summary>
    Within6Hours,
    /// <summary>Open and late.</summary>
    Overdue,
    /// <summary>Answered today, as the city counts days.</summary>
    ClosedToday,
    /// <summary>Answered within the period.</summary>
    Closed,
    ClosedOnTime,
    ClosedLate,
    /// <summary>Handed over within the period.</summary>
    Opened,
    /// <summary>Due within the period and not answered in time, answered since or not.</summary>
    BecameLate,
}

/// <summary>Hours since the hand-over; each includes its upper limit.</summary>
public enum WorkAge
{
    UpTo2,
    UpTo6,
    UpTo12,
    UpTo22,
    UpTo48,
    Over48,
}

public enum OwedBy
{
    Unit,
    Office,
}

/// <param name="UnitId">The unit it is about.</param>
/// <param name="OfficeId">The office that owes it or waits for it.</param>
/// <param name="Age">Of what is open.</param>
/// <param name="Days">The period: so many days of the city, today being the last.</param>
/// <param name="Day">One day in place of the period.</param>
/// <param name="Text">In the title.</param>
public sealed record SupervisionFilter(
    int? UnitId = null, int? RegionCode = null, AssignmentKind? Kind = null, OwedBy? Owes = null, int? OfficeId = null,
    WorkState Due = WorkState.Open, WorkAge? Age = null, int Days = SupervisionFilter.StandardDays, DateOnly? Day = null, string? Text = null)
{
    /// <summary>The period of the on-time rate among the figures.</summary>
    public const int StandardDays = 30;

    /// <summary>Periods there are to choose from.</summary>
    public static readonly IReadOnlyList<int> Periods = [7, 30, 90];

    /// <summary>Upper limits of <see cref="WorkAge"/>; the last has none.</summary>
    public static readonly IReadOnlyList<int> AgeHours = [2, 6, 12, 22, 48];

    public bool IsOfOpen => Due is WorkState.Open or WorkState.Within2Hours or WorkState.Within6Hours or WorkState.Overdue;

    /// <summary>Whose work it is about, whatever its state: what figures and charts are reckoned over.</summary>
    public SupervisionFilter Whose => new(UnitId, RegionCode, Kind, Owes, OfficeId, Days: Days);

    /// <summary>UTC: from, and up to but without the end.</summary>
    internal (DateTime From, DateTime To) Range(DateTime now) =>
        Due is WorkState.ClosedToday ? CityDays.Range(CityDays.Of(now))
        : Day is { } day ? CityDays.Range(day)
        : (CityDays.StartOf(CityDays.FirstOf(Days, now)), CityDays.StartOf(CityDays.Of(now).AddDays(1)));
}

internal static class SupervisionQueries
{
    public static IQueryable<Assignment> Whose(this IQueryable<Assignment> rows, SupervisionFilter filter)
    {
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.RegionCode is { } region)
            rows = rows.Where(row => row.UnitId / 1000 == region);
        if (filter.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (filter.OfficeId is { } office)
            rows = rows.Where(row => row.OfficeId == office);
        return filter.Owes switch
        {
            OwedBy.Unit => rows.Where(row => row.Kind == AssignmentKind.UnitRevision || row.Kind == AssignmentKind.EditingRequest),
            OwedBy.Office => rows.Where(row => row.Kind == AssignmentKind.OfficeCheck || row.Kind == AssignmentKind.FinalReview),
            _ => rows,
        };
    }

    public static IQueryable<Assignment> InState(this IQueryable<Assignment> rows, SupervisionFilter filter, DateTime now)
    {
        var (from, to) = filter.Range(now);
        var (in2, in6) = (now.AddHours(2), now.AddHours(6));
        rows = filter.Due switch
        {
            WorkState.Within2Hours => rows.Where(row => row.ClosedAt == null && row.OverdueAt == null && row.DueAt >= now && row.DueAt <= in2),
            WorkState.Within6Hours => rows.Where(row => row.ClosedAt == null && row.OverdueAt == null && row.DueAt >= now && row.DueAt <= in6),
            WorkState.Overdue => rows.Overdue(now),
            WorkState.Closed or WorkState.ClosedToday => rows.Answered(from, to),
            WorkState.ClosedOnTime => rows.Answered(from, to).Where(row => row.OnTime == true),
            WorkState.ClosedLate => rows.Answered(from, to).Where(row => row.OnTime == false),
            WorkState.Opened => rows.Opened(from, to),
            WorkState.BecameLate => rows.BecameLate(from, to, now),
            _ => rows.Where(row => row.ClosedAt == null),
        };
        return filter.Age is { } age && filter.IsOfOpen ? rows.OfAge(age, now) : rows;
    }

    /// <summary>Open and late: by the clock, or because it stands recorded.</summary>
    public static IQueryable<Assignment> Overdue(this IQueryable<Assignment> rows, DateTime now) =>
        rows.Where(row => row.ClosedAt == null && (row.OverdueAt != null || row.DueAt < now));

    /// <summary>What was taken back before an answer was not answered.</summary>
    public static IQueryable<Assignment> Answered(this IQueryable<Assignment> rows, DateTime from, DateTime to) =>
        rows.Where(row => row.ClosedAt >= from && row.ClosedAt < to && row.OnTime != null);

    /// <summary>What was taken back counts nowhere: what goes on after a recall keeps its opening, and would count twice.</summary>
    public static IQueryable<Assignment> Opened(this IQueryable<Assignment> rows, DateTime from, DateTime to) =>
        rows.Where(row => row.OpenedAt >= from && row.OpenedAt < to && (row.ClosedAt == null || row.OnTime != null));

    public static IQueryable<Assignment> BecameLate(this IQueryable<Assignment> rows, DateTime from, DateTime to, DateTime now) =>
        rows.Where(row => row.DueAt >= from && row.DueAt < to && (row.OnTime == false || (row.ClosedAt == null && (row.OverdueAt != null || row.DueAt < now))));

    private static IQueryable<Assignment> OfAge(this IQueryable<Assignment> rows, WorkAge age, DateTime now)
    {
        var index = (int)age;
        if (index < SupervisionFilter.AgeHours.Count)
        {
            var oldest = now.AddHours(-SupervisionFilter.AgeHours[index]);
            rows = rows.Where(row => row.OpenedAt >= oldest);
        }

        if (index == 0)
            return rows;
        var youngest = now.AddHours(-SupervisionFilter.AgeHours[index - 1]);
        return rows.Where(row => row.OpenedAt < youngest);
    }
}
