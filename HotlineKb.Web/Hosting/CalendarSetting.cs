using System.Globalization;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Hosting;

/// <summary>
/// <c>HotlineKb:Deadlines:Calendar</c>: <c>Enabled</c>, <c>Hours</c> (<c>08:30-12:00,14:30-17:30</c>), <c>Days</c> (1 Monday to 7 Sunday: <c>1,2,3,4,5</c>),
/// <c>Holidays</c> and <c>MakeUpDays</c> (<c>2026-10-01,2026-10-02</c>). Off by default: R5.3 counts clock hours.
/// </summary>
internal static class CalendarSetting
{
    public static OfficeCalendar? Read(IConfigurationSection section)
    {
        if (section["Enabled"] is not { Length: > 0 } enabled)
            return null;
        if (!bool.TryParse(enabled, out var on))
            throw Wrong(section, "Enabled", enabled, "true 或 false");
        if (!on)
            return null;
        var hours = List(section, "Hours", "08:30-12:00,14:30-17:30", Span, "时段，如 08:30-12:00,14:30-17:30");
        var days = List(section, "Days", "1,2,3,4,5", text => int.TryParse(text, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 7 ? (DayOfWeek?)(DayOfWeek)(day % 7) : null, "1（星期一）至 7（星期日），如 1,2,3,4,5");
        var holidays = List(section, "Holidays", "", Date, "日期，如 2026-10-01,2026-10-02");
        var makeUpDays = List(section, "MakeUpDays", "", Date, "日期，如 2026-10-10");
        try
        {
            return new OfficeCalendar(hours, days, holidays, makeUpDays, CityDays.Zone);
        }
        catch (ArgumentException e)
        {
            throw new WrongSetting($"设置 HotlineKb:Deadlines:Calendar 不对：{e.Message}。");
        }
    }

    private static List<T> List<T>(IConfigurationSection section, string name, string standard, Func<string, T?> parse, string expected)
        where T : struct =>
        [.. (section[name] ?? standard).Split([',', '，', ' '], StringSplitOptions.RemoveEmptyEntries).Select(text => parse(text) ?? throw Wrong(section, name, text, expected))];

    private static (TimeOnly, TimeOnly)? Span(string text) =>
        text.Split('-') is [var from, var to] && TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin) && TimeOnly.TryParseExact(to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            ? (begin, end)
            : null;

    private static DateOnly? Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static WrongSetting Wrong(IConfigurationSection section, string name, string value, string expected) => new($"设置 {section.Path}:{name} 的值“{value}”不对，应为{expected}。");
}
