using HotlineKb.Core.Access;
using HotlineKb.Core.Units;

namespace HotlineKb.Web.Demo;

/// <param name="Who">What the person is, for the sign-in page.</param>
public sealed record DemoAccount(string UserName, string Who);

/// <summary>The accounts of the demo city. Development only: their password is known to everyone.</summary>
public static class DemoAccounts
{
    public const string Password = "Demo-12345";

    internal const string Editor = "city.editor";
    internal const string Checker = "city.checker";
    internal const string Reviewer = "city.reviewer";

    private const int City = 441800;
    private const string Surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜";

    /// <summary>Lines in which a city unit is big enough to have its lead in the demo.</summary>
    private static readonly string[] LinesWithLead = ["人社", "医保", "公积金", "公安", "教育", "民政", "住建", "城管", "市场监管", "卫健"];

    private static readonly Dictionary<int, string> Counties = new()
    {
        [441802] = "qingcheng", [441803] = "qingxin", [441821] = "fogang", [441823] = "yangshan", [441825] = "lianshan", [441826] = "liannan", [441881] = "yingde", [441882] = "lianzhou",
    };

    private static readonly Dictionary<string, string> Lines = new()
    {
        ["人社"] = "rsj", ["医保"] = "yiliao", ["公积金"] = "gjj", ["教育"] = "jy", ["公安"] = "ga", ["交警"] = "jj", ["车管"] = "cg", ["出入境"] = "crj", ["民政"] = "mz", ["司法"] = "sf",
        ["自然资源"] = "zrzy", ["不动产"] = "bdc", ["生态环境"] = "sthj", ["住建"] = "zj", ["城管"] = "chengguan", ["交通"] = "jt", ["水利"] = "sl", ["农业农村"] = "ny", ["文旅"] = "wl",
        ["卫健"] = "wj", ["退役军人"] = "tyjr", ["应急"] = "yj", ["市场监管"] = "scjg", ["税务"] = "sw", ["社保"] = "sb", ["供电"] = "gd", ["供水"] = "gs", ["燃气"] = "rq", ["公交"] = "gj",
        ["电信"] = "dx", ["残联"] = "cl", ["消防"] = "xf", ["邮政"] = "yz", ["政务数据"] = "zsj",
    };

    private static readonly (string UserName, string DisplayName, string Who, Role Role, int? Office)[] Named =
    [
        ("operator01", "赵话务", "话务员", Role.Operator, City),
        ("operator02", "钱话务", "话务员", Role.Operator, City),
        ("operator03", "孙话务", "话务员", Role.Operator, City),
        ("operator04", "周话务", "话务员", Role.Operator, City),
        ("operator05", "吴话务", "话务员", Role.Operator, City),
        (Editor, "李采编", "市热线办采编员", Role.CityEditor, City),
        (Checker, "王把关", "市热线办把关员", Role.CityChecker, City),
        (Reviewer, "张审核", "市热线办审核员", Role.CityReviewer, City),
        ("city.supervisor", "刘督办", "市热线办督办员", Role.CitySupervisor, City),
        ("yingde.office", "陈县办", "英德市热线办（县级热线办）", Role.CountyOffice, 441881),
        ("admin", "何系统", "系统管理员", Role.SystemAdministrator, null),
        ("security", "许安全", "安全管理员", Role.SecurityAdministrator, null),
        ("audit", "沈审计", "审计管理员", Role.AuditAdministrator, null),
    ];

    /// <summary>The accounts that everyone may rely on, in the order of the sign-in page.</summary>
    public static IReadOnlyList<DemoAccount> All { get; } =
    [
        .. Named.Take(10).Select(person => new DemoAccount(person.UserName, person.Who)),
        new("officer.rsj", "清远市人力资源和社会保障局 信息采集员"),
        new("lead.rsj", "清远市人力资源和社会保障局 负责人"),
        new("officer.yiliao", "清远市医疗保障局 信息采集员"),
        new("officer.yingde.rsj", "英德市人力资源和社会保障局 信息采集员"),
        new("officer.yingde.mz", "英德市民政局 信息采集员"),
        .. Named.Skip(10).Select(person => new DemoAccount(person.UserName, person.Who)),
    ];

    internal static string OfficerOf(DemoUnit unit) => $"officer.{CodeOf(unit)}";

    /// <summary>Who drafts at an office.</summary>
    internal static string EditorAt(int office) => Jurisdiction.IsCity(office) ? Editor : $"{Counties[office]}.office";

    /// <summary>Who checks at an office.</summary>
    internal static string CheckerAt(int office) => Jurisdiction.IsCity(office) ? Checker : $"{Counties[office]}.office";

    /// <summary>Everyone in the city: the named ones, every county office, the officers of all units that something in the demo waits for, and some leads.</summary>
    internal static IEnumerable<(NewAccount Account, Role Role)> Everyone(DemoData city)
    {
        foreach (var (userName, displayName, _, role, office) in Named)
            yield return (new NewAccount(userName, displayName, Password, office), role);
        var next = 0;
        foreach (var (office, county) in Counties.Where(county => county.Value != "yingde"))
            yield return (new NewAccount($"{county}.office", Name("县办"), Password, office), Role.CountyOffice);
        var busy = city.Revisions.Select(revision => revision.Unit).Concat(city.Entries.Select(entry => entry.Unit)).Concat(city.Requests.Select(request => request.Unit)).ToHashSet();
        foreach (var unit in city.Units.Where(unit => busy.Contains(unit.Name) || HasLead(unit) || DemoQuarter.IsBusy(unit)))
        {
            yield return (new NewAccount(OfficerOf(unit), Name("采集"), Password, UnitId: unit.Id), Role.InformationOfficer);
            if (HasLead(unit))
                yield return (new NewAccount($"lead.{CodeOf(unit)}", Name("负责"), Password, UnitId: unit.Id), Role.UnitLead);
        }

        string Name(string duty) => Surnames[next++ % Surnames.Length] + duty;
    }

    private static bool HasLead(DemoUnit unit) => unit.IsCity && LinesWithLead.Contains(unit.Line);

    private static string CodeOf(DemoUnit unit) => unit.IsCity ? Lines[unit.Line] : $"{Counties[unit.Region]}.{Lines[unit.Line]}";
}
