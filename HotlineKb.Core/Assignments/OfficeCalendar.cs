namespace HotlineKb.Core.Assignments;

/// <summary>
/// The hours an office works, for cities that count those instead of clock hours. Off by default, because R5.3 says hours.
/// Bound from <c>HotlineKb:Deadlines:Calendar</c>.
/// </summary>
public sealed class OfficeCalendar
{
    /// <summary>A due time further away than this many days means that the calendar has no hours worth the name.</summary>
    private const int MaxDays = 3_660;

    private readonly IReadOnlyList<(TimeOnly From, TimeOnly To)> _hours;
    private readonly HashSet<DayOfWeek> _days;
    private readonly HashSet<DateOnly> _holidays;
    private readonly HashSet<DateOnly> _makeUpDays;
    private readonly TimeZoneInfo _zone;

    /// <param name="hours">Spans of a working day, in order, not touching each other.</param>
    /// <param name="holidays">Days off although they are among <paramref name="days"/>.</param>
    /// <param name="makeUpDays">Days worked although they are not (调休); they win over holidays.</param>
    /// <exception cref="ArgumentException">No hours, no days, or spans that end before they begin or overlap; the message says which.</exception>
    public OfficeCalendar(IReadOnlyList<(TimeOnly From, TimeOnly To)> hours, IEnumerable<DayOfWeek> days, IEnumerable<DateOnly> holidays, IEnumerable<DateOnly> makeUpDays, TimeZoneInfo zone)
    {
        (_hours, _days, _holidays, _makeUpDays, _zone) = (hours, [.. days], [.. holidays], [.. makeUpDays], zone);
        if (_hours.Count == 0 || _days.Count == 0)
            throw new ArgumentException("至少要有一段工作时间和一个工作日");
        for (var i = 0; i < _hours.Count; i++)
            if (_hours[i].To <= _hours[i].From || (i > 0 && _hours[i].From <= _hours[i - 1].To))
                throw new ArgumentException("工作时间应从早到晚、互不重叠");
    }

    public bool IsWorkingDay(DateOnly day) => _makeUpDays.Contains(day) || (_days.Contains(day.DayOfWeek) && !_holidays.Contains(day));

    /// <summary>When so much counted time has gone, from a UTC moment on. An end exactly at closing time stays there.</summary>
    /// <exception cref="InvalidOperationException">There are too few hours in ten years.</exception>
    public DateTime Add(DateTime fromUtc, TimeSpan counted)
    {
        if (counted <= TimeSpan.Zero)
            return fromUtc;
        foreach (var (from, to) in Spans(fromUtc))
        {
            if (counted <= to - from)
                return from + counted;
            counted -= to - from;
        }

        throw new InvalidOperationException("The office calendar has too few working hours for this limit.");
    }

    /// <summary>Counted time between two UTC moments; zero when the second is not later.</summary>
    public TimeSpan Between(DateTime fromUtc, DateTime toUtc)
    {
        var sum = TimeSpan.Zero;
        foreach (var (from, to) in Spans(fromUtc))
        {
            if (from >= toUtc)
                break;
            sum += (to < toUtc ? to : toUtc) - from;
        }

        return sum;
    }

    /// <summary>Working spans from a UTC moment on, the first cut to begin no earlier than it.</summary>
    private IEnumerable<(DateTime From, DateTime To)> Spans(DateTime fromUtc)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(fromUtc, _zone));
        for (var day = first; day.DayNumber - first.DayNumber < MaxDays; day = day.AddDays(1))
        {
            if (!IsWorkingDay(day))
                continue;
            foreach (var (from, to) in _hours)
            {
                var (begin, end) = (Utc(day, from), Utc(day, to));
                if (end > fromUtc)
                    yield return (begin < fromUtc ? fromUtc : begin, end);
            }
        }
    }

    private DateTime Utc(DateOnly day, TimeOnly time) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(time, DateTimeKind.Unspecified), _zone);
}
