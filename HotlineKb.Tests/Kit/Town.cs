using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;

namespace HotlineKb.Tests.Kit;

/// <summary>The smallest organisation in which every rule of the regulation can be seen: a city, two counties, five units, a person per role.</summary>
public static class Town
{
    public const int City = 441800;
    public const int Yingde = 441881;
    public const int Qingcheng = 441802;

    public const int Rsj = 441800001;
    public const int Yiliao = 441800002;
    public const int YingdeRsj = 441881001;
    public const int YingdeMz = 441881002;
    public const int QingchengRsj = 441802001;

    private static readonly Organisation Organisation = new(
        [new Region { Code = City, Name = "清远市", IsCity = true }, new Region { Code = Yingde, Name = "英德市" }, new Region { Code = Qingcheng, Name = "清城区" }],
        [
            new Office { Id = City, Name = "清远市热线办", Level = OfficeLevel.City },
            new Office { Id = Yingde, Name = "英德市热线办", Level = OfficeLevel.County },
            new Office { Id = Qingcheng, Name = "清城区热线办", Level = OfficeLevel.County },
        ],
        [
            new Unit { Id = Rsj, RegionCode = City, Number = 1, Level = UnitLevel.City, Name = "清远市人力资源和社会保障局", ShortName = "市人社局" },
            new Unit { Id = Yiliao, RegionCode = City, Number = 2, Level = UnitLevel.City, Name = "清远市医疗保障局", ShortName = "市医保局" },
            new Unit { Id = YingdeRsj, RegionCode = Yingde, Number = 1, Level = UnitLevel.County, Name = "英德市人力资源和社会保障局", ShortName = "英德市人社局" },
            new Unit { Id = YingdeMz, RegionCode = Yingde, Number = 2, Level = UnitLevel.County, Name = "英德市民政局", ShortName = "英德市民政局" },
            new Unit { Id = QingchengRsj, RegionCode = Qingcheng, Number = 1, Level = UnitLevel.County, Name = "清城区人力资源和社会保障局", ShortName = "清城区人社局" },
        ],
        [new Counterpart { CityUnitId = Rsj, CountyUnitId = YingdeRsj }, new Counterpart { CityUnitId = Rsj, CountyUnitId = QingchengRsj }]);

    private static readonly Dictionary<string, (Role[] Roles, int? Office, int? Unit)> People = new()
    {
        ["operator01"] = ([Role.Operator], City, null),
        ["city.editor"] = ([Role.CityEditor], City, null),
        ["city.checker"] = ([Role.CityChecker], City, null),
        ["city.reviewer"] = ([Role.CityReviewer], City, null),
        ["city.supervisor"] = ([Role.CitySupervisor], City, null),
        ["city.all"] = ([Role.CityEditor, Role.CityChecker, Role.CityReviewer], City, null),
        ["yingde.office"] = ([Role.CountyOffice], Yingde, null),
        ["qingcheng.office"] = ([Role.CountyOffice], Qingcheng, null),
        ["officer.rsj"] = ([Role.InformationOfficer], null, Rsj),
        ["officer2.rsj"] = ([Role.InformationOfficer], null, Rsj),
        ["lead.rsj"] = ([Role.UnitLead], null, Rsj),
        ["officer.yiliao"] = ([Role.InformationOfficer], null, Yiliao),
        ["officer.yingde.rsj"] = ([Role.InformationOfficer], null, YingdeRsj),
        ["officer.yingde.mz"] = ([Role.InformationOfficer], null, YingdeMz),
        ["admin"] = ([Role.SystemAdministrator], null, null),
        ["security"] = ([Role.SecurityAdministrator], null, null),
        ["audit"] = ([Role.AuditAdministrator], null, null),
    };

    public static IEnumerable<string> Names => People.Keys;

    /// <summary>The person as an actor, with the id the account has in the database.</summary>
    public static Actor Actor(string name)
    {
        var (roles, office, unit) = People[name];
        return new Actor(IdOf(name), name, name, Roles.PermissionsOf(roles), office, unit);
    }

    public static IReadOnlyList<Role> RolesOf(string name) => People[name].Roles;

    public static Guid IdOf(string name) => new(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    /// <summary>The password of every account of <see cref="WithAccountsAsync"/>.</summary>
    public const string Password = "Zhangwo-2026";

    /// <summary>Gives these people accounts in the database; all of them when none is named. Their ids are the accounts', not <see cref="IdOf"/>.</summary>
    public static async Task<IReadOnlyDictionary<string, Account>> WithAccountsAsync(this TestHost host, params string[] names)
    {
        var accounts = new Dictionary<string, Account>();
        foreach (var name in names.Length == 0 ? People.Keys : (IEnumerable<string>)names)
        {
            var (roles, office, unit) = People[name];
            var id = await host.Get<AccountActions>().ProvisionAsync(Core.Basics.Actor.System("test"), new NewAccount(name, name, Password, office, unit), roles);
            accounts.Add(name, (await host.Get<AccountViews>().ActiveAsync(id))!);
        }

        return accounts;
    }

    /// <summary>A leaf of the unit's tree.</summary>
    public static async Task<Guid> CategoryAsync(this TestHost host, int unit, string path = "业务/常见问题") =>
        (await host.Get<CategoryActions>().AddAsync(Core.Basics.Actor.System("test"), unit, [path]))[path];

    /// <summary>Puts the town with all its accounts into a data directory, for a program that is started on it afterwards.</summary>
    public static async Task FillAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        await using var host = TestHost.Open(directory);
        await host.Get<Migrator>().MigrateAsync();
        await BuildAsync(host);
        await host.WithAccountsAsync();
        foreach (var unit in new[] { Rsj, Yiliao, YingdeRsj, YingdeMz })
            await host.CategoryAsync(unit);
    }

    internal static async Task BuildAsync(TestHost host) =>
        await host.Get<UnitActions>().ImportAsync(Core.Basics.Actor.System("test"), Organisation);
}
