using Bunit;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Supervision;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class SupervisionPageTests
{
    [Fact]
    public async Task Board_WithWork_ShowsSixFiguresThatAreLinksToTheirRows()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        await page.Host.OweAsync(Town.Rsj, Hours(21));
        await page.Host.OweAsync(Town.YingdeMz, Hours(30));
        await page.Host.OweAsync(Town.Rsj, Hours(5), Hours(2));

        var screen = page.Show<SupervisionPage>("/supervision");

        PageTest.Until(screen, () => Figures(screen).ShouldBe(["2 在办", "1 2 小时内到期", "1 6 小时内到期", "1 已超时", "1 今日办结", "50% 按时率 30 日"]));
        screen.FindAll("a.figure").Select(figure => figure.GetAttribute("href")).ShouldBe(
        [
            "/supervision?show=rows", "/supervision?show=rows&due=within2Hours", "/supervision?show=rows&due=within6Hours", "/supervision?show=rows&due=overdue", "/supervision?show=rows&due=closedToday", "/supervision?show=rows&due=closed",
        ]);
        screen.Find("[aria-label=单位在办] tbody tr").TextContent.ShouldContain("英德市民政局");
        screen.Find("[aria-label=单位在办] .age-bar a").GetAttribute("title").ShouldBe("22–48 小时：1 项");
        screen.Find("[aria-label=各环节用时]").TextContent.ShouldContain("2 小时 0 分");
        screen.Find(".histogram").TextContent.ShouldContain("12–22 小时");
        screen.Find(".plot svg[role=group]").GetAttribute("aria-label")!.ShouldContain("每日交办");
        screen.FindAll(".plot a:has(.point.line-closed)").Last().GetAttribute("href").ShouldBe($"/supervision?show=rows&due=closed&day={CityDays.Of(page.Host.Now):yyyy-MM-dd}");

        page.Navigation.NavigateTo("/supervision?show=rows&due=overdue&unit=441881-002");
        PageTest.Until(screen, () => screen.FindAll("[aria-label=督办事项] tbody tr").Count.ShouldBe(1));
        screen.Find("a.act-link").GetAttribute("href").ShouldBe("/supervision/export?due=overdue&unit=441881-002");
    }

    [Fact]
    public async Task Board_WithNothing_SaysWhatWillStandThere()
    {
        await using var page = await PageTest.StartAsync("yingde.office");

        var screen = page.Show<SupervisionPage>("/supervision");

        PageTest.Until(screen, () => Figures(screen).ShouldBe(["0 在办", "0 2 小时内到期", "0 6 小时内到期", "0 已超时", "0 今日办结", "— 按时率 30 日"]));
        screen.Markup.ShouldContain("没有在办事项。交办后");
        screen.Find("[aria-label=各环节用时] tbody tr").TextContent.ShouldContain("—");
    }

    [Fact]
    public async Task Board_OfWhatIsHandedOver_MovesByItself_Tinted()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var screen = page.Show<SupervisionPage>("/supervision");
        PageTest.Until(screen, () => Figures(screen)[0].ShouldBe("0 在办"));

        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        await page.HearAsync();

        PageTest.Until(screen, () => Figures(screen)[0].ShouldBe("1 在办"));
        screen.Find("a.figure").ClassList.ShouldContain("changed");
        screen.Find(".stream").TextContent.ShouldContain("提交审定");
        screen.Find(".stream a").GetAttribute("href")!.ShouldStartWith("/revisions/");

        // The same element, so that who stands on it by keyboard stays; tinted anew by the other of two classes.
        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        await page.HearAsync();
        PageTest.Until(screen, () => Figures(screen)[0].ShouldBe("2 在办"));
        screen.Find("a.figure").ClassList.ShouldContain("again");
    }

    [Fact]
    public async Task Figures_WhenADueTimePasses_ChangeWithNobodyTouchingAnything()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        await page.Host.OweAsync(Town.Rsj, Hours(22) - TimeSpan.FromSeconds(3));
        var screen = page.Show<SupervisionPage>("/supervision?wall=1");
        PageTest.Until(screen, () => screen.Find(".wall-figures").TextContent.ShouldContain("0已超时"));

        page.Host.Clock.Advance(TimeSpan.FromSeconds(3));
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));

        PageTest.Until(screen, () => screen.Find(".wall-figures").TextContent.ShouldContain("1已超时"));
        PageTest.Until(screen, () => screen.Find(".wall tbody tr").TextContent.ShouldContain("已超时"));
        screen.FindAll(".wall button, .wall input, .wall select").ShouldBeEmpty();
        screen.Find("a[data-wall-leave]").GetAttribute("href").ShouldBe("/supervision");
    }

    [Fact]
    public async Task Rows_Chosen_AreUrgedTogetherAndMarked()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        await page.Host.OweAsync(Town.Rsj, Hours(30));
        await page.Host.OweAsync(Town.Yiliao, Hours(31));
        await page.Host.OweAsync(Town.YingdeMz, Hours(32));
        var screen = page.Show<SupervisionPage>("/supervision?show=rows&due=overdue");
        PageTest.Until(screen, () => screen.FindAll("[aria-label=督办事项] tbody tr").Count.ShouldBe(3));
        screen.FindAll("tbody td.tick input")[0].HasAttribute("disabled").ShouldBeTrue("a county's unit is urged by its own office");

        await screen.InvokeAsync(() => screen.Find("th.tick input").ChangeAsync(true));
        PageTest.Until(screen, () => screen.Markup.ShouldContain("已选 2 项"));
        await PageTest.PressAsync(screen, "督办", ".filters");
        PageTest.Until(screen, () => screen.Find("#urge-text"));
        await PageTest.TypeAsync(screen, "#urge-text", "请今天办结");
        await PageTest.PressAsync(screen, "督办", ".reason-panel");
        await page.HearAsync();

        (await page.LedgerAsync("urging.sent")).Count.ShouldBe(2);
        PageTest.Until(screen, () => screen.FindAll("tbody .tag").Select(tag => tag.TextContent).ShouldBe(["待回复", "待回复"]));
    }

    [Fact]
    public async Task Filters_InTheAddress_AreWhatStandsInTheFields()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        await page.Host.OweAsync(Town.YingdeMz, Hours(3), kind: AssignmentKind.OfficeCheck);
        var screen = page.Show<SupervisionPage>("/supervision?show=rows&kind=officeCheck&owes=office&region=441881&age=upTo6&days=7");

        PageTest.Until(screen, () => screen.FindAll("[aria-label=督办事项] tbody tr").Count.ShouldBe(1));
        screen.Find("select[aria-label=环节]").GetAttribute("value").ShouldBe("officeCheck");
        screen.Find("select[aria-label=由谁办理]").GetAttribute("value").ShouldBe("office");
        PageTest.Until(screen, () => screen.Find("select[aria-label='县(市、区)']").GetAttribute("value").ShouldBe("441881"));
        screen.Find("select[aria-label=交办至今]").GetAttribute("value").ShouldBe("upTo6");
        await screen.InvokeAsync(() => screen.Find("select[aria-label=环节]").ChangeAsync("finalReview"));
        page.Navigation.Uri.ShouldEndWith("/supervision?show=rows&age=upTo6&region=441881&kind=finalReview&owes=office&days=7");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的事项"));
    }

    [Fact]
    public async Task Supervision_OfSomeoneWhoDoesNot_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");

        page.Show<SupervisionPage>("/supervision").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task Address_OfAnyFilter_ReadsBackTheSame()
    {
        var filter = new SupervisionFilter(Town.Rsj, Town.City, AssignmentKind.EditingRequest, OwedBy.Unit, Town.City, WorkState.BecameLate, null, 90, new DateOnly(2026, 11, 23), "社保&100%");
        foreach (var state in Enum.GetValues<WorkState>())
            Read(SupervisionAddress.Rows(filter with { Due = state })).ShouldBe(filter with { Due = state });
        Read("/supervision?due=7&age=-1&days=31&kind=9&unit=x&region=-1&day=2026-13-01&q=%20").ShouldBe(new SupervisionFilter());
        await Task.CompletedTask;

        static SupervisionFilter Read(string address)
        {
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..]);
            return SupervisionAddress.Read(name => query.TryGetValue(name, out var said) ? said.ToString() : null);
        }
    }

    private static IReadOnlyList<string> Figures(IRenderedComponent<Screen> screen) => [.. screen.FindAll("a.figure").Select(figure => string.Join(' ', figure.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
}
