using System.Globalization;
using HotlineKb.Core.Storage;
using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Parts;

/// <summary>The city's time on screens; the database and the ledger know UTC only.</summary>
internal static class CityTime
{
    public static DateTime Of(DateTime utc) => CityDays.TimeOf(utc);

    public static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(Of(time.GetUtcNow().UtcDateTime));

    /// <summary>City time as written by people and older systems, without a zone, to UTC.</summary>
    public static DateTime ToUtc(DateTime city) => CityDays.ToUtc(city);

    /// <summary><c>11-23 16:05</c>; with the year when it is not this one.</summary>
    public static string Short(DateTime utc, DateTime nowUtc)
    {
        var city = Of(utc);
        return city.ToString(city.Year == Of(nowUtc).Year ? "MM-dd HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public static string Full(DateTime utc) => Of(utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>3 小时 12 分</c>; below two hours with seconds when <paramref name="seconds"/>.</summary>
    public static string Duration(IStringLocalizer<Text> L, TimeSpan span, bool seconds = false)
    {
        span = span.Duration();
        if (span.TotalDays >= 3)
            return L["{0} 天 {1} 小时", (int)span.TotalDays, span.Hours];
        if (seconds && span.TotalHours < 2)
            return span.TotalHours >= 1 ? L["{0} 小时 {1:00} 分 {2:00} 秒", 1, span.Minutes, span.Seconds] : L["{0} 分 {1:00} 秒", span.Minutes, span.Seconds];
        return span.TotalHours >= 1 ? L["{0} 小时 {1} 分", (int)span.TotalHours, span.Minutes] : L["{0} 分", span.Minutes];
    }
}
