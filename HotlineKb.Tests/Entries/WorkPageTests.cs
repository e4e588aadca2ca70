using AngleSharp.Dom;
using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class WorkPageTests
{
    [Fact]
    public async Task Owed_LateFirstThenByTimeLeft()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await Titled(page, "早交的").SubmittedToUnit();
        page.Host.Clock.Advance(TimeSpan.FromHours(3));
        await Titled(page, "晚交的").SubmittedToUnit();
        await Titled(page, "还在起草的");
        page.Host.Clock.Advance(TimeSpan.FromHours(20));

        var screen = page.Show<WorkPage>("/work");

        PageTest.Until(screen, () => Titles(screen).ShouldBe(["早交的", "晚交的"]));
        screen.FindAll("tbody tr")[0].QuerySelector(".late")!.TextContent.ShouldBe("已超时 1 小时 0 分");
        screen.FindAll("tbody tr")[1].QuerySelector(".countdown")!.TextContent.ShouldStartWith("剩 ");
    }

    [Fact]
    public async Task Tabs_ShowCountsAndWhatIsWithOthers()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await Titled(page, "自己手里的");
        await Titled(page, "交给单位的").SubmittedToUnit();
        await AnEntry.WrittenByUnit(page.Host, text: AnEntry.AText with { Title = "单位自己写的" }).SubmittedToOffice();

        var screen = page.Show<WorkPage>("/work?tab=sent");

        PageTest.Until(screen, () => Titles(screen).ShouldBe(["交给单位的"]));
        screen.FindAll(".work-tabs a").Select(tab => tab.TextContent.Trim()).ShouldBe(["待我办理 1", "我已提交 1", "全部在办 3"]);
        page.Navigation.NavigateTo("/work?tab=all&stage=officeCheck");
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["单位自己写的"]));
    }

    [Fact]
    public async Task All_ForAUnit_IsNotATab()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        await Titled(page, "别家的").SubmittedToUnit();

        var screen = page.Show<WorkPage>("/work?tab=all");

        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("可以新建补充信息"));
        screen.FindAll(".work-tabs a").Count.ShouldBe(2);
    }

    [Fact]
    public async Task HandedOver_WhileOpen_ComesByItself_Tinted()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<WorkPage>("/work");
        PageTest.Until(screen, () => screen.Find(".state-box"));

        await Titled(page, "刚交来的").SubmittedToUnit();
        await page.HearAsync();

        PageTest.Until(screen, () => Titles(screen).ShouldBe(["刚交来的"]));
        screen.Find("tbody tr").ClassList.ShouldContain("changed");
    }

    [Fact]
    public async Task HandedOver_WhileThePointerIsOnTheList_MovesNothing()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var first = Titled(page, "先来的").SubmittedToUnit();
        await first;
        page.Host.Clock.Advance(TimeSpan.FromHours(1));
        await Titled(page, "后来的").SubmittedToUnit();
        var screen = page.Show<WorkPage>("/work");
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["先来的", "后来的"]));
        await PageTest.TellAsync(screen, ".work-list", list => list.TriggerEventAsync("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs()));

        await page.Host.Get<EntryActions>().ActAsync(Town.Actor("lead.rsj"), first.Id, RevisionAct.Approve, first.Version);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.FindAll("tbody tr")[0].ClassList.ShouldContain("gone"));
        Titles(screen).ShouldBe(["先来的", "后来的"]);
        await PageTest.TellAsync(screen, ".work-list", list => list.TriggerEventAsync("onmouseleave", new Microsoft.AspNetCore.Components.Web.MouseEventArgs()));
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["后来的"]));
    }

    [Fact]
    public async Task MoreThanAPage_IsPaged()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        for (var n = 1; n <= 53; n++)
            await Titled(page, $"第 {n} 份");

        var screen = page.Show<WorkPage>("/work?page=2");

        PageTest.Until(screen, () => Titles(screen).Count.ShouldBe(3));
    }

    [Fact]
    public async Task Work_OfSomeoneWithoutAny_IsRefused()
    {
        await using var page = await PageTest.StartAsync("operator01");

        var screen = page.Show<WorkPage>("/work");

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("没有进行此项操作的权限"));
    }

    private static AnEntry Titled(PageTest page, string title) => AnEntry.Drafted(page.Host, text: AnEntry.AText with { Title = title });

    private static IReadOnlyList<string> Titles(IRenderedComponent<Screen> screen) => [.. screen.FindAll("a.row-link").Select(link => link.TextContent)];
}
