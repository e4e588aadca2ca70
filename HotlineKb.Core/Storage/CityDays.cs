namespace HotlineKb.Core.Storage;

/// <summary>The city's time beside <see cref="UtcTime"/>: the one place that knows its zone. Days are ranges of UTC, because databases differ in how they know zones.</summary>
public static class CityDays
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>What clocks in the city show.</summary>
    public static DateTime TimeOf(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>The moment at which clocks in the city show this, in UTC.</summary>
    public static DateTime ToUtc(DateTime city) => TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(city, DateTimeKind.Unspecified), Zone);

    public static DateOnly Of(DateTime utc) => DateOnly.FromDateTime(TimeOf(utc));

    /// <summary>Midnight in the city, in UTC.</summary>
    public static DateTime StartOf(DateOnly day) => ToUtc(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The day as UTC: from, and up to but without the end.</summary>
    public static (DateTime From, DateTime To) Range(DateOnly day) => (StartOf(day), StartOf(day.AddDays(1)));

    /// <summary>The first of so many days, today being the last.</summary>
    public static DateOnly FirstOf(int days, DateTime nowUtc) => Of(nowUtc).AddDays(1 - days);
}
