using System.Globalization;
using HotlineKb.Core.Entries;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Demo;

/// <summary>
/// The ordinary work of the last ninety days: entries mended once or twice, and what the counties added. Each unit and each office has habits
/// of its own, and the city has become quicker, so that medians, on-time rates and trend have something to tell.
/// </summary>
internal sealed class DemoQuarter(DemoData city, DateTime now)
{
    private const int Days = 90;

    /// <summary>Hours before now in which only what the files tell happens.</summary>
    private const int Quiet = 30;

    private static readonly string[] CountyLines = ["人社", "民政", "医保", "教育", "城管", "市场监管"];

    private static readonly string[] Notes =
    [
        "根据近期来电补充办理条件。", "按最新文件更新口径，请单位核对。", "话务员反映表述不清，请单位改写。", "工单答复与条目不一致，请单位统一。", "网上办理入口有变化，请补充。", "办理时限有调整，请核对后更新。",
    ];

    /// <summary>Hours a unit takes, and how many of a hundred come late.</summary>
    private static readonly (int From, int To, int Late)[] Habits =
    [
        (2, 8, 0), (1, 6, 0), (3, 12, 0), (2, 10, 0), (4, 18, 6), (5, 19, 8), (6, 20, 12), (8, 21, 26), (9, 21, 34), (12, 21, 55),
    ];

    /// <summary>Whether the counties' additions come from it too.</summary>
    public static bool IsBusy(DemoUnit unit) => !unit.IsCity && CountyLines.Contains(unit.Line);

    /// <summary>The text while so many of its updates were still to come.</summary>
    public static EntryText Before(EntryText text, int updates)
    {
        if (updates == 0)
            return text;
        var last = text.Body.LastIndexOf("</li><li>", StringComparison.Ordinal);
        return text with
        {
            Keywords = [.. text.Keywords.Take(Math.Max(1, text.Keywords.Count - updates))],
            Body = updates > 1 && last >= 0 ? text.Body.Remove(last, text.Body.IndexOf("</li>", last + 5, StringComparison.Ordinal) - last) : text.Body,
        };
    }

    /// <summary>Updates of entries that nothing in the files touches, so that no two revisions of one are under way at once.</summary>
    /// <param name="takenOver">When each entry came.</param>
    public IEnumerable<DemoStory> Updates(IEnumerable<(DateTime At, DemoEntry Entry)> takenOver, Func<DemoEntry, EntryText> textOf)
    {
        var told = city.Revisions.Select(revision => revision.Title).Concat(city.Histories.Select(history => history.Title)).ToHashSet();
        foreach (var (at, entry) in takenOver.Where(taken => !told.Contains(taken.Entry.Title)))
        {
            var unit = city.Unit(entry.Unit);
            var dice = new DemoDice(SeedOf(entry.Title));
            var lives = new List<IReadOnlyList<DemoStep>>();
            var from = Math.Min(Days - 1, (int)(now - at).TotalDays - 1);
            var wanted = Math.Min(2, from / 14);
            for (var i = 0; i < wanted; i++)
            {
                var slot = from / wanted;
                var steps = LifeOf(unit, from - (slot * i) - dice.Roll(Math.Max(1, i == wanted - 1 ? slot - 1 : slot - 9)), dice);
                if (steps[0].At > (lives.Count == 0 ? at : lives[^1][^1].At) && steps[^1].At < now.AddHours(-Quiet))
                    lives.Add(steps);
            }

            for (var nth = 0; nth < lives.Count; nth++)
                yield return new DemoStory(unit, entry.Title, Origin.Collected, ChangeKind.Update, null, dice.Pick(Notes), null, [Before(textOf(entry), lives.Count - 1 - nth)], lives[nth]) { Nth = nth };
        }
    }

    /// <summary>New entries of county units.</summary>
    public IEnumerable<DemoStory> Additions()
    {
        var regions = city.Regions.ToDictionary(region => region.Code, region => region.Name);
        foreach (var unit in city.Units.Where(IsBusy))
        {
            var dice = new DemoDice((uint)unit.Id);
            var path = dice.Pick([.. city.LeavesOf(unit)]);
            var steps = LifeOf(unit, 4 + dice.Roll(Days - 5), dice);
            var text = TextOf(unit, regions[unit.Region], path, dice);
            if (steps[^1].At < now.AddHours(-Quiet))
                yield return new DemoStory(unit, text.Title, Origin.Collected, ChangeKind.New, null, dice.Pick(Notes), path, [text], steps);
        }
    }

    private static EntryText TextOf(DemoUnit unit, string place, string path, DemoDice dice)
    {
        var leaf = path.Split('/')[^1];
        var days = 2 + dice.Roll(9);
        object[] words = [leaf, place, unit.Name, days, days + 5 + dice.Roll(20)];
        return new EntryText
        {
            // Volume names towns, so these titles stay the only ones of their kind.
            Title = $"{place}{leaf}{dice.Pick(DemoPhrases.Questions)}",
            Answer = string.Format(CultureInfo.InvariantCulture, dice.Pick(DemoPhrases.Answers), words),
            Body = string.Concat(DemoPhrases.Sections.Take(3).Select(section => $"<h3>{section.Heading}</h3><ul>{string.Concat(section.Sentences.Select(sentence => $"<li>{string.Format(CultureInfo.InvariantCulture, sentence, words)}</li>"))}</ul>")),
            Basis = $"{unit.Name}《{leaf}办事指南》",
            Keywords = [leaf, place, unit.ShortName],
        };
    }

    /// <summary>From the draft to the publication, in hours in which people work.</summary>
    private List<DemoStep> LifeOf(DemoUnit unit, int daysAgo, DemoDice dice)
    {
        var (drafter, officer, checker) = (DemoAccounts.EditorAt(unit.Region), DemoAccounts.OfficerOf(unit), DemoAccounts.CheckerAt(unit.Region));
        var (from, to, lateness) = HabitOf(unit);
        var day = CityTime.Of(now).Date.AddDays(-daysAgo);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            day = day.AddDays(-1);
        // An office hands its day's work over together.
        var handed = day.AddMinutes(540 + ((day.DayOfYear * 97) + (unit.Region * 61)) % 390);
        // It was worse a quarter ago.
        var late = dice.Roll(100) < lateness * (0.65 + (0.7 * daysAgo / Days));
        var approved = AtWork(handed.AddHours(late ? 23 + dice.Roll(26) : from + (dice.Roll((to - from) * 60) / 60.0)), dice);
        // Whoever keeps the time stays the evening for it.
        if (!late && approved > handed.AddHours(21.5))
            approved = day.AddMinutes(1_110 + dice.Roll(90));
        var slowOffice = unit.IsCity ? 6 : unit.Region % 4 == 1 ? 25 : 9;
        var passed = AtWork(approved.AddHours(dice.Roll(100) < slowOffice ? 25 + dice.Roll(15) : 1 + (dice.Roll(600) / 60.0)), dice);
        var published = AtWork(passed.AddHours(dice.Roll(100) < 5 ? 25 + dice.Roll(8) : 0.5 + (dice.Roll(420) / 60.0)), dice);
        List<DemoStep> steps = [Step(handed, drafter, null), Step(handed, drafter, RevisionAct.Submit)];
        if (dice.Roll(12) == 0)
            steps.Add(Step(handed.AddMinutes(20 + dice.Roll(30)), officer, RevisionAct.Claim));
        steps.AddRange([Step(approved, officer, RevisionAct.Approve), Step(passed, checker, RevisionAct.Pass), Step(published, DemoAccounts.Reviewer, RevisionAct.Publish)]);
        return steps;
    }

    private static DemoStep Step(DateTime cityTime, string who, RevisionAct? act) => new(CityTime.ToUtc(cityTime), who, act, null);

    /// <summary>Not before half past eight, not after seven in the evening.</summary>
    private static DateTime AtWork(DateTime moment, DemoDice dice) =>
        moment.Hour >= 19 ? moment.Date.AddDays(1).AddMinutes(510 + dice.Roll(100)) : moment.TimeOfDay < TimeSpan.FromHours(8.5) ? moment.Date.AddMinutes(510 + dice.Roll(100)) : moment;

    private static (int From, int To, int Late) HabitOf(DemoUnit unit) => unit.ShortName switch
    {
        "市人社局" => Habits[4],
        "市医保局" => Habits[3],
        "市公安局" => Habits[8],
        "英德市人社局" => Habits[6],
        "英德市民政局" => Habits[9],
        _ => Habits[(int)(SeedOf(unit.Name) % (uint)Habits.Length)],
    };

    private static uint SeedOf(string text) => text.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
}
