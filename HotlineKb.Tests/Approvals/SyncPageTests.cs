using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.1 on the screen: how the sync stands, what it could not read, whose departments are whose.</summary>
public sealed class SyncPageTests
{
    [Fact]
    public async Task Page_WithoutAHall_NamesTheSettingAndBeginsNothing()
    {
        await using var page = await PageTest.StartAsync("admin", await SyncHost.StartAsync(null));
        var screen = page.Show<SyncPage>("/approvals/sync");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("HotlineKb:ServiceHall:BaseUrl"));

        screen.FindAll("button").Where(button => button.TextContent.Trim() is "立即同步" or "全量核对").ShouldAllBe(button => button.HasAttribute("disabled"));
        screen.Markup.ShouldContain("还没有同步过");
        // The administrator sees and starts, and keeps nothing.
        screen.FindAll("nav.tabs").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("officer.rsj")]
    [InlineData("operator01")]
    [InlineData("yingde.office")]
    [InlineData("audit")]
    public async Task Page_ForWhoMayNotSync_IsNotThere(string name)
    {
        await using var page = await PageTest.StartAsync(name);

        page.Show<SyncPage>("/approvals/sync").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task Sync_Begun_ShowsItsProgressAndThenItsFigures()
    {
        var hall = new MemoryHall();
        hall.Records.AddRange([SyncHost.Item("a1"), SyncHost.Item("a2", "失业登记"), """{"AUDIT_ITEM":{"ITEM_ID":"a3"}}"""]);
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(hall));
        var screen = page.Show<SyncPage>("/approvals/sync");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("hall.example:5099"));

        await PageTest.PressAsync(screen, "立即同步");

        PageTest.Until(screen, () => screen.Find(".hall-progress").TextContent.ShouldContain("city.editor"));
        screen.FindAll(".hall-status button").ShouldAllBe(button => button.HasAttribute("disabled"));
        var id = (await RunsAsync(page.Host)).Single().Id;
        await page.Host.Get<HallSync>().CarryOutAsync(id);
        // Nothing is heard of it: the page looks by itself, as it must for a run of another node that leaves no ledger row.
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        PageTest.Until(screen, () => screen.FindAll(".hall-progress").ShouldBeEmpty());
        PageTest.Until(screen, () => Cells(screen).ShouldBe(["同步", "city.editor", "3", "2", "0", "0", "0", "1", "完成"]));
        screen.Find(".hall-status").TextContent.ShouldContain("在用事项 2");
    }

    [Fact]
    public async Task Run_BegunElsewhere_IsSeenWithoutBeingTold()
    {
        await using var page = await PageTest.StartAsync("admin", await SyncHost.StartAsync(new MemoryHall()));
        var screen = page.Show<SyncPage>("/approvals/sync");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("还没有同步过"));
        await page.Host.Get<HallSync>().BeginAsync(HallSync.Syncer, full: true);

        for (var second = 0; second < 6; second++)
            page.Host.Clock.Advance(TimeSpan.FromSeconds(1));

        PageTest.Until(screen, () => screen.Find(".hall-progress").TextContent.ShouldContain("全量核对"));
        screen.Find(".hall-progress").TextContent.ShouldContain("定时");
    }

    [Fact]
    public async Task Reconciliation_ThatStopped_GoesThroughOnlyAfterItIsConfirmed()
    {
        var hall = new MemoryHall();
        hall.Records.AddRange(Enumerable.Range(0, 10).Select(i => SyncHost.Item($"a{i}", $"事项{i}")));
        await using var page = await PageTest.StartAsync("city.supervisor", await SyncHost.StartAsync(hall));
        await page.Host.SyncAsync();
        hall.Records.RemoveRange(0, 5);
        (await page.Host.SyncAsync(full: true)).State.ShouldBe(HallRunState.Stopped);
        // A later incremental run must not sweep it out of sight.
        await page.Host.SyncAsync();
        var screen = page.Show<SyncPage>("/approvals/sync");
        PageTest.Until(screen, () => screen.Find(".notice[role=alert]").TextContent.ShouldContain("少了 5 件"));

        await PageTest.PressAsync(screen, "已核实，照此撤下");
        (await RunsAsync(page.Host)).Count.ShouldBe(3);
        await PageTest.PressAsync(screen, "取消", ".notice");
        await PageTest.PressAsync(screen, "已核实，照此撤下");
        await PageTest.PressAsync(screen, "确认撤下");

        PageTest.Until(screen, () => screen.FindAll(".hall-progress").ShouldNotBeEmpty());
        var run = (await RunsAsync(page.Host)).Single(row => row.AcceptsWithdrawals);
        var ended = await page.Host.Get<HallSync>().CarryOutAsync(run.Id);
        (ended.State, ended.Error, ended.Withdrawn).ShouldBe((HallRunState.Succeeded, null, 5));
        (await page.LedgerAsync("hall.withdrawalsAccepted")).Single().Actor.ShouldBe("city.supervisor");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        PageTest.Until(screen, () => screen.FindAll(".notice[role=alert]").ShouldBeEmpty());
    }

    [Fact]
    public async Task Stopped_ForTheAdministrator_OffersNothing()
    {
        var hall = new MemoryHall();
        hall.Records.AddRange(Enumerable.Range(0, 4).Select(i => SyncHost.Item($"a{i}", $"事项{i}")));
        await using var page = await PageTest.StartAsync("admin", await SyncHost.StartAsync(hall));
        await page.Host.SyncAsync();
        hall.Records.Clear();
        hall.Records.Add(SyncHost.Item("a0", "事项0"));
        await page.Host.SyncAsync(full: true);

        var screen = page.Show<SyncPage>("/approvals/sync");

        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("由市热线办决定"));
        screen.FindAll(".notice button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Quarantine_OfWhatCannotBeRead_ShowsTheReasonAndTheWholeRecordAsText()
    {
        var hall = new MemoryHall();
        hall.Records.Add("""{"AUDIT_ITEM":{"ITEM_ID":"bad-1","TASK_CODE":"T-9","DEPT_NAME":"清远市民政局","NOTE":"<script>alert(1)</script>"}}""");
        await using var page = await PageTest.StartAsync("city.checker", await SyncHost.StartAsync(hall));
        var screen = page.Show<SyncPage>("/approvals/sync?tab=quarantine");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有被隔离的记录"));
        await page.Host.SyncAsync();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("没有事项名称"));
        screen.Find("tbody").TextContent.ShouldContain("清远市民政局");

        await PageTest.PressAsync(screen, "原始记录");

        PageTest.Until(screen, () => screen.Find("pre").TextContent.ShouldContain("\"NOTE\": \"<script>alert(1)</script>\""));
        screen.FindAll("script").ShouldBeEmpty();
        hall.Records[0] = SyncHost.Item("bad-1");
        await page.Host.SyncAsync();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有被隔离的记录"));
    }

    [Fact]
    public async Task Department_Unmapped_IsMappedByItsSuggestionAndUndone()
    {
        var hall = new MemoryHall();
        hall.Records.AddRange([SyncHost.Item("a1"), SyncHost.Item("a2", "失业登记"), SyncHost.Item("b1", "某事项", "月球管理处", "MOON")]);
        await using var page = await PageTest.StartAsync("city.reviewer", await SyncHost.StartAsync(hall));
        await page.Host.SyncAsync();
        await page.CatchUpAsync();
        var screen = page.Show<SyncPage>("/approvals/sync?tab=departments");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(2));
        // Most items on top; nothing resembles the other one.
        screen.FindAll("tbody tr")[0].TextContent.ShouldContain("清远市人力资源和社会保障局");
        screen.FindAll("tbody tr")[1].QuerySelectorAll("button").Length.ShouldBe(1);

        await PageTest.PressAsync(screen, "市人社局");

        PageTest.Until(screen, () => screen.FindAll("tbody tr")[1].TextContent.ShouldContain("city.reviewer"));
        await using (var db = page.Host.Db())
            (await db.ApprovalItems().CountAsync(item => item.UnitId == Town.Rsj)).ShouldBe(2);
        page.Navigation.NavigateTo("/approvals/sync?tab=departments&unmapped=yes");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Single().TextContent.ShouldContain("月球管理处"));
        page.Navigation.NavigateTo("/approvals/sync?tab=departments&q=RS01");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Single().TextContent.ShouldContain("清远市人力资源和社会保障局"));

        await PageTest.PressAsync(screen, "撤销");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("市人社局"));
        await using (var db = page.Host.Db())
            (await db.ApprovalItems().CountAsync(item => item.UnitId == null)).ShouldBe(3);
    }

    [Fact]
    public async Task Department_MappedMeanwhileByAnother_SaysSoAndShowsWhatStandsNow()
    {
        var hall = new MemoryHall();
        hall.Records.Add(SyncHost.Item("a1"));
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(hall));
        await page.Host.SyncAsync();
        await page.CatchUpAsync();
        var screen = page.Show<SyncPage>("/approvals/sync?tab=departments");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await using (var db = page.Host.Db())
        {
            var row = await db.HallDepartments().SingleAsync();
            await page.Host.Get<ApprovalActions>().MapAsync(Town.Actor("city.checker"), row.Id, row.Version, "市医保局");
        }

        await PageTest.PressAsync(screen, "市人社局");

        PageTest.Until(screen, () => screen.Find("tbody [role=alert]").TextContent.ShouldContain("他人修改"));
        screen.Find("tbody").TextContent.ShouldContain("清远市医疗保障局");
    }

    [Fact]
    public async Task Menu_ForWhoKeepsItems_CountsWhatWaits()
    {
        var hall = new MemoryHall();
        hall.Records.AddRange([SyncHost.Item("a1"), """{"AUDIT_ITEM":{"ITEM_ID":"a3"}}"""]);
        await using var page = await PageTest.StartAsync("city.reviewer", await SyncHost.StartAsync(hall));
        var menu = page.Show<NavMenu>("/", ("Actor", page.Actor));
        PageTest.Until(menu, () => menu.Find("a[href='/approvals/sync']").TextContent.Trim().ShouldBe("事项同步"));

        await page.Host.SyncAsync();
        await page.HearAsync();

        PageTest.Until(menu, () => menu.Find("a[href='/approvals/sync'] .count").TextContent.ShouldBe("2"));
    }

    [Theory]
    [InlineData("admin", 1)]
    [InlineData("officer.rsj", 0)]
    [InlineData("operator01", 0)]
    public async Task Menu_ForOthers_CountsNothing(string name, int stands)
    {
        var hall = new MemoryHall();
        hall.Records.Add(SyncHost.Item("a1"));
        await using var page = await PageTest.StartAsync(name, await SyncHost.StartAsync(hall));
        await page.Host.SyncAsync();

        var menu = page.Show<NavMenu>("/", ("Actor", page.Actor));

        PageTest.Until(menu, () => menu.FindAll("a[href='/units']").ShouldNotBeEmpty());
        menu.FindAll("a[href='/approvals/sync']").Count.ShouldBe(stands);
        menu.FindAll("a[href='/approvals/sync'] .count").ShouldBeEmpty();
    }

    private static async Task<List<HallRun>> RunsAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.HallRuns().AsNoTracking().ToListAsync();
    }

    /// <summary>Of the newest run, without when it began and how long it took.</summary>
    private static List<string> Cells(IRenderedComponent<Screen> screen) =>
        [.. screen.FindAll("tbody tr")[0].QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).Where((_, i) => i is not (0 or 3))];
}
