using System.Globalization;
using System.Text.RegularExpressions;
using HotlineKb.Core.Assignments;

namespace HotlineKb.Web.Hosting;

/// <summary><c>HotlineKb:Deadlines</c>: how long each step may take, and by which calendar. What a hand-over could not reckon with later stops the start.</summary>
internal static partial class DeadlineSetting
{
    /// <summary>Whatever is longer, or further away by the calendar, is a slip of the pen.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <param name="now">A moment from which to try the calendar, UTC.</param>
    public static Deadlines Read(IConfigurationSection section, DateTime now)
    {
        var standard = new Deadlines();
        var deadlines = new Deadlines
        {
            UnitRevision = Limit(section, nameof(Deadlines.UnitRevision), standard.UnitRevision),
            OfficeCheck = Limit(section, nameof(Deadlines.OfficeCheck), standard.OfficeCheck),
            FinalReview = Limit(section, nameof(Deadlines.FinalReview), standard.FinalReview),
            EditingRequest = Limit(section, nameof(Deadlines.EditingRequest), standard.EditingRequest),
            Calendar = CalendarSetting.Read(section.GetSection("Calendar")),
        };
        foreach (var kind in Enum.GetValues<AssignmentKind>())
            RequireReachable(deadlines, kind, now);
        return deadlines;
    }

    /// <summary>Hours may go beyond a day: <c>48:00:00</c> is 48 hours here, while .NET reads 48 days; a number alone would be days to it, too.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (Written().Match(text.Trim()) is not { Success: true } written)
            return null;
        var (days, hours, minutes, seconds) = (Part("d"), Part("h"), Part("m"), Part("s"));
        if (written.Groups["d"].Success && hours > 23)
            return null;
        var limit = TimeSpan.FromDays(days) + TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
        return limit > TimeSpan.Zero && limit <= Longest ? limit : null;

        int Part(string name) => written.Groups[name] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    private static TimeSpan Limit(IConfigurationSection section, string name, TimeSpan standard) =>
        section[name] is not { Length: > 0 } text ? standard
        : Parse(text) ?? throw new WrongSetting($"设置 {section.Path}:{name} 的值“{text}”不对，应为大于零、不超过 366 天的时长，写作 时:分:秒 或 天.时:分:秒，如 22:00:00、48:00:00、2.00:00:00。");

    private static void RequireReachable(Deadlines deadlines, AssignmentKind kind, DateTime now)
    {
        try
        {
            if (deadlines.DueAt(kind, now) - now <= Longest)
                return;
        }
        catch (InvalidOperationException)
        {
            // Not in ten years.
        }

        throw new WrongSetting($"设置 HotlineKb:Deadlines:Calendar 不对：工作时间太少，{kind} 的时限 {deadlines.For(kind)} 在一年之内走不完。");
    }

    [GeneratedRegex(@"\A(?:(?<d>[0-9]{1,3})\.)?(?<h>[0-9]{1,4}):(?<m>[0-5][0-9])(?::(?<s>[0-5][0-9]))?\z")]
    private static partial Regex Written();
}
