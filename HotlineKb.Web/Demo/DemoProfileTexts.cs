using HotlineKb.Core.Profiles;

namespace HotlineKb.Web.Demo;

/// <summary>Makes the basic information of a unit: always the same, with numbers that nobody has.</summary>
internal sealed class DemoProfileTexts(DemoData city)
{
    private const string Surnames = "陈李黄梁罗刘何张邓吴潘江谢邱曾钟麦温成欧";
    private const string Given = "志强伟明国栋文辉俊杰浩然建华海燕嘉欣静怡晓梅丽华子健思敏永康秀英";
    private const string Hours = "周一至周五 8:30–12:00、14:30–17:30";
    private const string CityHours = "周一至周五 9:00–12:00、13:30–17:00";

    private static readonly string[] Titles = ["办公室主任", "办公室副主任", "综合股股长", "业务科科长", "综合科副科长"];

    private readonly Dictionary<int, int> _places = city.Units.Index().ToDictionary(unit => unit.Item.Id, unit => unit.Index);

    /// <param name="earlier">How many of its changes had not been made yet.</param>
    public ProfileText Of(DemoUnit unit, int earlier = 0)
    {
        var text = city.Profiles.Profiles.GetValueOrDefault(unit.Name) ?? Make(unit);
        for (; earlier > 0; earlier--)
            text = Before(text, _places[unit.Id], earlier);
        return text;
    }

    /// <summary>The last window had another number, and one institution and one sentence were not there yet.</summary>
    private static ProfileText Before(ProfileText text, int place, int nth)
    {
        var windows = text.Windows.ToList();
        windows[^1] = windows[^1] with { Phones = Number(place, 20 + nth), Note = "" };
        return text with
        {
            Functions = nth > 1 ? text.Functions.Split('\n')[0] : text.Functions,
            Windows = nth > 1 && windows.Count > 1 ? windows[..^1] : windows,
            Institutions = nth > 1 && text.Institutions.Count > 1 ? text.Institutions[..^1] : text.Institutions,
        };
    }

    private ProfileText Make(DemoUnit unit)
    {
        var dice = new DemoDice((uint)unit.Id);
        var lines = city.Profiles.Lines;
        var line = lines.GetValueOrDefault(unit.Line) ?? lines["默认"];
        var place = _places[unit.Id];
        var streets = city.Profiles.Streets[unit.Region];
        var home = $"{streets[dice.Roll(streets.Count)]}{3 + dice.Roll(180)}号";
        var region = city.Regions.Single(row => row.Code == unit.Region).Name;
        // A town is not below the whole county.
        var above = unit.Line == "镇街" ? unit.ShortName : region;
        return new ProfileText
        {
            Functions = unit.Functions,
            Windows = [.. line.Windows.Index().Select(window => new ProfileWindow(
                window.Item.Name, window.Index == 0 ? $"{home}一楼" : $"{home}{"一二三"[dice.Roll(3)]}楼", unit.IsCity ? CityHours : Hours,
                window.Index == 0 && dice.Roll(3) == 0 ? $"{Number(place, 1)}、{Number(place, 2)}" : Number(place, 3 + window.Index), window.Item.Handles))],
            People =
            [
                new ProfilePerson(PersonRole.Contact, Name(dice), dice.Pick(Titles), "协调热线工单", Number(place, 10), dice.Roll(3) == 0 ? $"1{3 + dice.Roll(7)}{dice.Roll(10)}00000000" : ""),
                .. line.Duties.Index().Select(duty => new ProfilePerson(PersonRole.InformationOfficer, Name(dice), "科员", duty.Item, Number(place, 11 + duty.Index))),
            ],
            Institutions = [.. line.Institutions.Index().Select(row => new ProfileInstitution(
                row.Index == 0 ? InstitutionKind.Subordinate : InstitutionKind.Affiliated, above + row.Item, dice.Roll(2) == 0 ? home : $"{streets[dice.Roll(streets.Count)]}{3 + dice.Roll(180)}号", Number(place, 15 + row.Index)))],
        };
    }

    private static string Name(DemoDice dice)
    {
        var given = dice.Roll(Given.Length / 2) * 2;
        return $"{Surnames[dice.Roll(Surnames.Length)]}{Given.AsSpan(given, 2)}";
    }

    /// <summary>Each once in the city: the step has no divisor in common with the numbers there are.</summary>
    private static string Number(int place, int nth) => $"0763-33{((((place * 30L) + nth) * 7919) + 12_345) % 100_000:00000}";
}
