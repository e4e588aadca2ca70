using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>How long it takes: every number of days that stands where a time limit is spoken of, against the promised and the statutory one.</summary>
internal static partial class DriftLimits
{
    public static DriftField? Find(DriftCase given)
    {
        var said = Read(given.Text).Where(limit => !limit.Other).ToList();
        if (said.Count == 0)
            return null;
        var known = Read(given.Known);
        var strange = said.Where(limit => !known.Exists(limit.Same) && !given.All.Any(guide => Limits(guide).Exists(own => limit.Is(own)))).ToList();
        var wrong = strange.Where(limit => given.Before.Any(guide => Limits(guide).Exists(old => limit.Is(old))))
            .Concat(said.Where(limit => Mislabelled(limit, given.All.ToList()))).Distinct().ToList();
        var own = Limits(given.Now);
        if (wrong.Count == 0 && own.Count > 0 && !said.Exists(limit => own.Exists(limit.Is)))
            wrong = strange.FindAll(limit => limit.Strong);
        return wrong.Count == 0 ? null : new DriftField(DriftFields.Limit, HallWords(given.Now), DriftFinder.List(wrong.Select(limit => limit.Text)));
    }

    /// <summary>"承诺 5 个工作日" while the hall promises another number, though 5 may be the statutory one.</summary>
    private static bool Mislabelled(SaidLimit limit, List<ServiceGuide> guides) => limit.Label switch
    {
        "承诺" => guides[0].Promised is { Days: not null } && !guides.Exists(guide => guide.Promised is { } promised && limit.Is(promised)),
        "法定" => guides[0].Statutory is { Days: not null } && !guides.Exists(guide => guide.Statutory is { } statutory && limit.Is(statutory)),
        _ => false,
    };

    private static string HallWords(ServiceGuide guide) =>
        string.Join('；', new[] { guide.Promised is { } promised ? $"承诺 {promised.Text}" : "", guide.Statutory is { } statutory ? $"法定 {statutory.Text}" : "" }.Where(part => part.Length > 0));

    private static List<TimeLimit> Limits(ServiceGuide guide) => [.. new[] { guide.Promised, guide.Statutory }.OfType<TimeLimit>().Where(limit => limit.Days is not null)];

    private static List<SaidLimit> Read(string folded)
    {
        var found = new List<SaidLimit>();
        foreach (Match match in Days().Matches(folded))
        {
            var clause = DriftFinder.ClauseAt(folded, match.Index);
            var before = folded[Math.Max(0, match.Index - 24)..match.Index];
            before = before[(before.LastIndexOfAny(['。', ';', '\n', ',']) + 1)..];
            var label = Labels().Matches(before).LastOrDefault()?.Value;
            var numbers = new[] { match.Groups["from"], match.Groups["to"] }.Where(group => group.Success).Select(group => HallText.Number(group.Value)).OfType<int>().ToList();
            var unit = match.Groups["unit"].Value;
            var kind = unit is "工作日" or "工作天" ? "工作日" : unit is "自然日" or "日历日" or "日历天" ? "自然日" : "";
            var speaks = AboutLimit().IsMatch(clause);
            found.Add(new SaidLimit(numbers, kind, label, speaks || kind == "工作日", !speaks && AboutOther().IsMatch(clause), match.Value));
        }

        found.AddRange(AtOnce().Matches(folded).Select(match => new SaidLimit([0, 1], "", null, true, false, match.Value)));
        return found;
    }

    /// <param name="Kind">Empty where the words do not tell working days from others.</param>
    /// <param name="Strong">It stands where a time limit is spoken of.</param>
    /// <param name="Other">It counts something else, such as how long something is displayed.</param>
    private sealed record SaidLimit(List<int> Numbers, string Kind, string? Label, bool Strong, bool Other, string Text)
    {
        public bool Is(TimeLimit limit) => limit.Days is { } days && Numbers.Contains(days) && Fits(limit.Kind.Contains("工作", StringComparison.Ordinal) ? "工作日" : "自然日");

        public bool Same(SaidLimit other) => Numbers.Exists(other.Numbers.Contains) && (other.Kind.Length == 0 || Fits(other.Kind));

        private bool Fits(string kind) => Kind.Length == 0 || Kind == kind;
    }

    [GeneratedRegex("(?<![月第.\\d零〇一二两三四五六七八九十百-])(?:(?<from>\\d{1,4}|[零〇一二两三四五六七八九十百]{1,6})(?:个工作日|工作日|天|日)? ?(?:-|至|到) ?)?(?<to>\\d{1,4}|[零〇一二两三四五六七八九十百]{1,6}) ?\\(? ?个? ?(?<unit>工作日|工作天|自然日|日历日|日历天|天|日(?![期常益语用报志前起]))")]
    private static partial Regex Days();

    [GeneratedRegex("承诺|法定")]
    private static partial Regex Labels();

    [GeneratedRegex("时限|期限|办结|承诺|法定|审批|审查|审核|办理时间|办理完|办完|办好|办妥|办成|领证|取证|出证|发证|作出.{0,8}决定|需要?.{0,3}\\d|答复|办理.{0,6}\\d")]
    private static partial Regex AboutLimit();

    [GeneratedRegex("公示|公告|补正|补齐|有效|提前|缴费|缴纳|以前|之前|逾期|复议|诉讼|每周|每月|每年|开放|营业|上班|办公|咨询|申诉|异议|满|连续|累计|超过|发放|到账|休息|假")]
    private static partial Regex AboutOther();

    [GeneratedRegex("当场办结|即时办结|当天办结|当日办结|即办件|即来即办|立等可取")]
    private static partial Regex AtOnce();
}
