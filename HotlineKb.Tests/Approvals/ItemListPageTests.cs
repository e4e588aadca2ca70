using Bunit;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Units;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R1.2: the list of items with its filters.</summary>
public sealed class ItemListPageTests
{
    [Fact]
    public async Task List_WithFilters_ShowsOnlyWhatFits()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var cards = AnApproval.Named("社保卡补换").With("THEME_TEXT", "社会保障,证件办理").With("ONLINECHECK", "1");
        await page.Host.TakeInAsync(
            cards,
            AnApproval.Named("异地就医备案").Of(Town.Yiliao).With("TASK_TYPE_TEXT", "公共服务").With("AREA_CODE", "441881").With("AREA_CODE_TEXT", "英德市"),
            AnApproval.Named("教师申诉").OfNobody());
        var screen = page.Show<ApprovalsPage>("/approvals");
        PageTest.Until(screen, () => Names(screen).ShouldBe(["社保卡补换", "异地就医备案", "教师申诉"], ignoreOrder: true));
        screen.Find("[role=search]").TextContent.ShouldContain("共 3 项");

        foreach (var (query, expected) in new (string, string[])[]
        {
            ("q=社保", ["社保卡补换"]), ($"q={cards.TaskCode}", ["社保卡补换"]), ($"q={cards.Code}", ["社保卡补换"]), ("unit=441800-002", ["异地就医备案"]), ("area=441881", ["异地就医备案"]), ("type=公共服务", ["异地就医备案"]),
            ("theme=证件办理", ["社保卡补换"]), ("online=yes", ["社保卡补换"]), ("online=no&mapped=no", ["教师申诉"]), ("keywords=no&q=申诉", ["教师申诉"]),
        })
        {
            page.Navigation.NavigateTo($"/approvals?{query}");
            PageTest.Until(screen, () => Names(screen).ShouldBe(expected, false, query));
        }

        page.Navigation.NavigateTo("/approvals?q=鲟鱼");
        PageTest.Until(screen, () => screen.Find(".state-box a").GetAttribute("href").ShouldBe("/approvals"));
        screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的事项");
    }

    [Fact]
    public async Task List_OfAnUnmappedDepartment_NamesItAndMarksIt()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await AnApproval.Named("教师申诉").OfNobody("广东省教育厅").In(page.Host);

        var screen = page.Show<ApprovalsPage>("/approvals");

        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("广东省教育厅"));
        screen.Find("tbody tr .part .tag").TextContent.ShouldBe("未对应");
        screen.Find("tbody tr").TextContent.ShouldContain("无关键字");
    }

    [Fact]
    public async Task List_ChangedAndWithdrawn_AreFoundByTheirFilters()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await page.Host.TakeInAsync(AnApproval.Named("首次导入的").Of(Town.Rsj));
        var changed = await AnApproval.Named("后来新增的").In(page.Host);
        var gone = await AnApproval.Named("取消的").In(page.Host);
        await gone.Cancelled().In(page.Host);

        var screen = page.Show<ApprovalsPage>("/approvals?days=7");
        PageTest.Until(screen, () => Names(screen).ShouldBe(["后来新增的"]));
        page.Navigation.NavigateTo("/approvals?state=withdrawn");
        PageTest.Until(screen, () => Names(screen).ShouldBe(["取消的"]));
        screen.Find("tbody tr .tag").TextContent.ShouldBe("已取消");
        page.Navigation.NavigateTo("/approvals?state=all");
        PageTest.Until(screen, () => Names(screen).Count.ShouldBe(3));

        page.Host.Clock.Advance(TimeSpan.FromDays(8));
        page.Navigation.NavigateTo("/approvals?days=7&q=后来");
        PageTest.Until(screen, () => screen.FindAll(".state-box").ShouldNotBeEmpty());
        changed.ShouldNotBeNull();
    }

    [Fact]
    public async Task List_MoreThanAPage_IsPaged()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await page.Host.TakeInAsync([.. Enumerable.Range(1, 120).Select(n => AnApproval.Named($"第 {n} 个事项"))]);

        var screen = page.Show<ApprovalsPage>("/approvals?page=3");

        PageTest.Until(screen, () => Names(screen).Count.ShouldBe(20));
        screen.Find("nav").TextContent.ShouldContain("第 3 / 3 页");
    }

    [Fact]
    public async Task List_OfAnotherUnitOrOfNobody_IsHiddenFromAUnit()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        await page.Host.TakeInAsync(AnApproval.Named("社保卡补换"), AnApproval.Named("异地就医备案").Of(Town.Yiliao), AnApproval.Named("教师申诉").OfNobody());

        var screen = page.Show<ApprovalsPage>("/approvals");

        PageTest.Until(screen, () => Names(screen).ShouldBe(["异地就医备案"]));
        screen.Find("[role=search]").TextContent.ShouldContain("共 1 项");
        screen.FindAll("[role=search] input[type=checkbox]").Count.ShouldBe(2, "who does not see everything has nothing to do with the unmapped");
    }

    [Theory]
    [InlineData("city.editor", true)]
    [InlineData("officer.rsj", false)]
    public async Task List_WithoutAnyItem_SaysWhatToDo(string name, bool maySync)
    {
        await using var page = await PageTest.StartAsync(name);

        var screen = page.Show<ApprovalsPage>("/approvals");

        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有事项"));
        screen.FindAll("a[href='/approvals/sync']").Count.ShouldBe(maySync ? 1 : 0);
    }

    [Fact]
    public async Task List_WhileOpen_ShowsWhatTheSyncBrings()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var screen = page.Show<ApprovalsPage>("/approvals");
        PageTest.Until(screen, () => screen.FindAll(".state-box").ShouldNotBeEmpty());

        await AnApproval.Named("社保卡补换").In(page.Host);
        await page.HearAsync();

        PageTest.Until(screen, () => Names(screen).ShouldBe(["社保卡补换"]));
    }

    [Fact]
    public async Task List_ByWhoMayNotRead_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("admin");

        page.Show<ApprovalsPage>("/approvals").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Theory]
    [InlineData("operator01", 1)]
    [InlineData("officer.yiliao", 0)]
    public async Task UnitPage_ForWhoSeesItsItems_LinksThem(string name, int links)
    {
        await using var page = await PageTest.StartAsync(name);
        await page.Host.TakeInAsync(AnApproval.Named("社保卡补换"), AnApproval.Named("失业登记"));

        var screen = page.Show<UnitPage>("/units/441800-001", ("Code", "441800-001"));

        PageTest.Until(screen, () => screen.Find("h1").TextContent.ShouldContain("人力资源"));
        screen.FindAll("a[href='/approvals?unit=441800-001']").Count.ShouldBe(links);
        if (links > 0)
            screen.Find("a[href='/approvals?unit=441800-001']").TextContent.ShouldBe("2 个审批事项");
    }

    private static List<string> Names(IRenderedComponent<Screen> screen) => [.. screen.FindAll("a.row-link").Select(link => link.TextContent.Trim())];
}
