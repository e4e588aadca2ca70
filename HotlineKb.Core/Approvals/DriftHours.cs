using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>Opening hours as spans of the day, whichever way they are written, and the days of the week they hold on.</summary>
internal static partial class DriftHours
{
    private const string Week = "一二三四五六日";

    public static DriftField? Find(DriftCase given)
    {
        var said = Spans(given.Text);
        var known = Spans(given.Known).Select(span => span.Span).ToHashSet();
        var own = Spans(DriftFinder.Fold(given.Now.Hours)).Select(span => span.Span).ToHashSet();
        var strange = said.Where(span => !known.Contains(span.Span)).ToList();
        var wrong = strange.Where(span => given.Before.Any(guide => Spans(DriftFinder.Fold(guide.Hours)).Exists(old => old.Span == span.Span))).Select(span => span.Text).ToList();
        if (wrong.Count == 0 && own.Count > 0)
            wrong = [.. strange.Where(span => AboutOpening().IsMatch(span.Clause)).Select(span => span.Text)];
        wrong.AddRange(StrangeDays(given));
        return wrong.Count == 0 ? null : new DriftField(DriftFields.Hours, given.Now.Hours, DriftFinder.List(wrong));
    }

    /// <summary>Days of the week on which the entry says it is open and the hall does not.</summary>
    private static IEnumerable<string> StrangeDays(DriftCase given)
    {
        var known = Days(given.Known).Aggregate(0, (all, days) => all | days.Days);
        if (Days(DriftFinder.Fold(given.Now.Hours)).Count == 0)
            return [];
        return Days(given.Text).Where(days => (days.Days & ~known) != 0 && AboutOpening().IsMatch(days.Clause) && !Closed().IsMatch(days.Clause)).Select(days => days.Text);
    }

    private static List<(int Days, string Clause, string Text)> Days(string folded) =>
        [.. WeekDays().Matches(folded).Select(match => (Set(match), DriftFinder.ClauseAt(folded, match.Index), match.Value))];

    private static int Set(Match match)
    {
        var from = Week.IndexOf(match.Groups["from"].Value.Replace('天', '日'), StringComparison.Ordinal);
        var to = match.Groups["to"].Success ? Week.IndexOf(match.Groups["to"].Value.Replace('天', '日'), StringComparison.Ordinal) : from;
        return Enumerable.Range(from, Math.Max(1, to - from + 1)).Aggregate(0, (set, day) => set | (1 << day));
    }

    private static List<(string Span, string Clause, string Text)> Spans(string folded)
    {
        var text = new StringBuilder(folded);
        // 九点半 as 9点30: only where an hour is meant.
        foreach (var match in ChineseHour().Matches(folded).Reverse())
            text.Remove(match.Index, match.Length).Insert(match.Index, HallText.Chinese(match.Value)?.ToString(CultureInfo.InvariantCulture) ?? match.Value);
        var plain = text.Replace("点半", "点30").Replace("时半", "点30").Replace("点整", "点").ToString();
        var spans = new List<(string, string, string)>();
        foreach (Match match in TimeSpan().Matches(plain))
        {
            var (from, to) = (Minutes(match, "h1", "m1", match.Groups["p1"].Value), Minutes(match, "h2", "m2", match.Groups["p2"].Success ? match.Groups["p2"].Value : match.Groups["p1"].Value));
            if (from is not { } start || to is not { } end)
                continue;
            // Offices do not open before six nor close before they open: what is said without 下午 is meant so.
            if (start < 6 * 60 && match.Groups["p1"].Value is not ("凌晨" or "早上" or "上午"))
                start += 12 * 60;
            if (end <= start && end < 12 * 60)
                end += 12 * 60;
            spans.Add(($"{start}-{end}", DriftFinder.ClauseAt(plain, match.Index), match.Value));
        }

        return spans;
    }

    private static int? Minutes(Match match, string hour, string minute, string part)
    {
        var hours = int.Parse(match.Groups[hour].Value, CultureInfo.InvariantCulture);
        var minutes = match.Groups[minute].Success ? int.Parse(match.Groups[minute].Value, CultureInfo.InvariantCulture) : 0;
        if (hours > 24 || minutes > 59)
            return null;
        return ((part is "下午" or "晚上" or "傍晚" or "晚" && hours < 12 ? hours + 12 : hours) * 60) + minutes;
    }

    [GeneratedRegex("[一二三四五六七八九十]{1,3}(?=[点时](?:[-至到半整,。;、)\\s]|[一二三四五六\\d]|$))")]
    private static partial Regex ChineseHour();

    [GeneratedRegex("(?:(?<p1>凌晨|早上|上午|中午|下午|傍晚|晚上|晚):? ?)?(?<![\\d.-])(?<!\\d:)(?<h1>\\d{1,2}) ?(?:[:：点时] ?(?<m1>\\d{2})? ?分?) ?(?:-|至|到) ?(?<p2>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?:? ?(?<h2>\\d{1,2}) ?(?:[:：点时] ?(?<m2>\\d{2})? ?分?)(?!\\d)")]
    private static partial Regex TimeSpan();

    [GeneratedRegex("(?:周|星期|礼拜)(?<from>[一二三四五六日天])(?: ?(?:-|至|到) ?(?:周|星期|礼拜)?(?<to>[一二三四五六日天]))?(?![期年])")]
    private static partial Regex WeekDays();

    [GeneratedRegex("办理|办公|上班|工作时间|服务时间|受理|窗口|时间|周|星期|工作日|上午|下午|对外|开放")]
    private static partial Regex AboutOpening();

    [GeneratedRegex("休息|不办|不上班|除外|不对外|放假|闭|不受理|停办")]
    private static partial Regex Closed();
}
