using HotlineKb.Core.Units;

namespace HotlineKb.Core.Approvals;

/// <summary>Which unit a department of the hall may stand for, by name: places and ranks are set aside, what remains is compared by pairs of characters.</summary>
internal sealed class DepartmentNames
{
    private const double Enough = 0.45;

    private static readonly string[] Ranks = ["有限责任公司", "股份有限公司", "有限公司", "管理委员会", "委员会", "人民政府", "管理局", "办公室", "总公司", "分公司", "总局", "分局", "中心", "厅", "局", "委", "办"];

    private readonly string[] _places;
    private readonly (UnitItem Unit, HashSet<string> Name, HashSet<string> Short, string Place)[] _units;

    public DepartmentNames(IReadOnlyList<UnitItem> units, IReadOnlyList<string> regions)
    {
        // Longest first, so that 清远市 goes before 清远; the province and its capital stand in the names of halls.
        _places = [.. regions.Concat(["广东省", "广东", "国家税务总局", "国家"]).SelectMany(place => place.Length > 2 ? new[] { place, place.TrimEnd('市', '县', '区', '省') } : [place]).Where(place => place.Length > 1).Distinct().OrderByDescending(place => place.Length)];
        _units = [.. units.Select(unit => (unit, Pairs(Core(unit.Name)), Pairs(Core(unit.ShortName)), unit.Region))];
    }

    /// <summary>The most similar first; none when nothing resembles it.</summary>
    public IReadOnlyList<UnitItem> Like(string department, int most)
    {
        var name = Pairs(Core(department));
        return [.. _units.Select(unit => (unit.Unit, Score: Math.Max(Resemblance(name, unit.Name), Resemblance(name, unit.Short) * 0.95)
                + (department.Contains(unit.Unit.Region, StringComparison.Ordinal) ? 0.2 : unit.Unit.Level is UnitLevel.City ? 0.05 : 0)
                + (department == unit.Unit.Name ? 1 : 0)))
            .Where(found => found.Score >= Enough).OrderByDescending(found => found.Score).ThenBy(found => found.Unit.Id).Take(most).Select(found => found.Unit)];
    }

    private string Core(string name)
    {
        var core = name;
        for (var again = true; again;)
        {
            again = false;
            foreach (var place in _places)
                if (core.Length > place.Length + 1 && core.StartsWith(place, StringComparison.Ordinal))
                {
                    core = core[place.Length..];
                    again = true;
                    break;
                }
        }

        // A city elsewhere: 广州市公安局.
        if (core.IndexOf('市', StringComparison.Ordinal) is > 0 and <= 3 and var at && core.Length > at + 2)
            core = core[(at + 1)..];
        foreach (var rank in Ranks)
            if (core.Length > rank.Length + 1 && core.EndsWith(rank, StringComparison.Ordinal))
                return core[..^rank.Length];
        return core;
    }

    internal static HashSet<string> Pairs(string text) =>
        text.Length < 2 ? [text] : [.. Enumerable.Range(0, text.Length - 1).Select(i => text.Substring(i, 2))];

    internal static double Resemblance(HashSet<string> a, HashSet<string> b) => a.Count + b.Count == 0 ? 0 : 2.0 * a.Count(b.Contains) / (a.Count + b.Count);
}
