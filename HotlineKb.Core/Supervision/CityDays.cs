namespace HotlineKb.Core.Supervision;

/// <summary>Days as the city counts them, as ranges of UTC: databases differ in how they know zones, so none is asked.</summary>
public static class CityDays
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateOnly Of(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone));

    /// <summary>Midnight in the city, in UTC.</summary>
    public static DateTime StartOf(DateOnly day) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified), Zone);

    /// <summary>The day as UTC: from, and up to but without the end.</summary>
    public static (DateTime From, DateTime To) Range(DateOnly day) => (StartOf(day), StartOf(day.AddDays(1)));

    /// <summary>The first of so many days, today being the last.</summary>
    public static DateOnly FirstOf(int days, DateTime nowUtc) => Of(nowUtc).AddDays(1 - days);
}
