using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

/// <summary>R4.7, case by case.</summary>
public sealed class VisibilityTests
{
    private static readonly int[] AllUnits = [Town.Rsj, Town.Yiliao, Town.YingdeRsj, Town.YingdeMz, Town.QingchengRsj];

    public static TheoryData<string, int[]> Cases => new()
    {
        // (1) the city office and operators: all units.
        { "operator01", AllUnits },
        { "city.editor", AllUnits },
        { "city.checker", AllUnits },
        { "city.reviewer", AllUnits },
        { "city.supervisor", AllUnits },
        // (2) a county office: all units of its county.
        { "yingde.office", [Town.YingdeRsj, Town.YingdeMz] },
        { "qingcheng.office", [Town.QingchengRsj] },
        // (3) a city-level unit: its own, and its counterparts'; a county-level unit: its own.
        { "officer.rsj", [Town.Rsj, Town.YingdeRsj, Town.QingchengRsj] },
        { "lead.rsj", [Town.Rsj, Town.YingdeRsj, Town.QingchengRsj] },
        { "officer.yiliao", [Town.Yiliao] },
        { "officer.yingde.rsj", [Town.YingdeRsj] },
        { "officer.yingde.mz", [Town.YingdeMz] },
        // Administrators keep the system; the entries are not their business.
        { "admin", [] },
        { "security", [] },
        { "audit", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Scope_OfAViewer_IsWhatR47Says(string viewer, int[] units)
    {
        await using var host = await TestHost.StartAsync();
        var scope = await host.Get<Visibility>().ScopeOfAsync(Town.Actor(viewer));
        AllUnits.Where(scope.Entries.Includes).ShouldBe(units);
        AllUnits.Where(scope.Approvals.Includes).ShouldBe(units);
        AllUnits.Where(scope.Profiles.Includes).ShouldBe(units);
        scope.All.ShouldBe(units.Length == AllUnits.Length);
    }

    /// <summary>Rule 5: every path gives the same set. Lists, counts, single entries, versions and histories.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Path_ToPublishedEntries_GivesTheSameSet(string viewer, int[] units)
    {
        await using var host = await TestHost.StartAsync();
        var codes = new Dictionary<int, string>();
        foreach (var unit in AllUnits)
        {
            var category = await host.CategoryAsync(unit);
            codes[unit] = (await host.Get<EntryActions>().LoadAsync(Actor.System("test"), [(unit, AnEntry.AText with { CategoryId = category }, host.Now)])).Single();
        }

        var (views, person) = (host.Get<EntryViews>(), Town.Actor(viewer));
        var (items, total) = await views.ListAsync(person, new EntryFilter("社保"), 0, 100);
        items.Select(item => item.UnitId).Order().ShouldBe(units.Order());
        total.ShouldBe(units.Length);
        foreach (var (unit, code) in codes)
        {
            var seen = units.Contains(unit);
            await SeenAsync(seen, () => views.GetAsync(person, code));
            await SeenAsync(seen, () => views.GetAsync(person, code, 1));
            await SeenAsync(seen, () => views.VersionsAsync(person, code));
            await SeenAsync(seen, () => views.HistoryAsync(person, code));
            (await views.ListAsync(person, new EntryFilter(UnitId: unit), 0, 10)).Total.ShouldBe(seen ? 1 : 0);
            (await host.Get<Core.Taxonomy.CategoryViews>().TreeAsync(person, unit))[^1].Entries.ShouldBe(seen ? 1 : 0);
        }

        static async Task SeenAsync(bool seen, Func<Task> path)
        {
            if (seen)
                await path();
            else
                (await Should.ThrowAsync<Refusal>(path)).Kind.ShouldBe(RefusalKind.NotFound);
        }
    }

    [Fact]
    public async Task Refusal_ForWhatIsHidden_ReadsLikeTheOneForWhatIsNotThere()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host, unit: Town.Yiliao).UpTo(Stage.Published);
        var missing = new Core.Taxonomy.EntryCode(Town.Yiliao, 999).ToString();
        var hidden = await host.Get<EntryViews>().GetAsync(Town.Actor("officer.rsj"), entry.Code!).ShouldBeRefusedAsync(BasicRule.NotFound);
        var absent = await host.Get<EntryViews>().GetAsync(Town.Actor("officer.rsj"), missing).ShouldBeRefusedAsync(BasicRule.NotFound);
        hidden.Message.Replace(entry.Code!, missing).ShouldBe(absent.Message);
        hidden.Rule.ShouldBe(absent.Rule);
    }

    [Fact]
    public async Task Person_WithoutAWorkplaceOrPermission_SeesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var visibility = host.Get<Visibility>();
        (await visibility.ScopeOfAsync(Town.Actor("operator01") with { OfficeId = null })).IsNothing.ShouldBeTrue();
        (await visibility.ScopeOfAsync(Town.Actor("operator01") with { Permissions = [] })).IsNothing.ShouldBeTrue();
        (await visibility.ScopeOfAsync(Actor.System("job"))).All.ShouldBeTrue();
    }
}
