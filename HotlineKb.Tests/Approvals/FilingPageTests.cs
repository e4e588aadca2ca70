using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.2 on the screen: the unit files, its office answers, and each difference takes one press.</summary>
public sealed class FilingPageTests
{
    private const string Address = "/approvals/filings";

    [Fact]
    public async Task Unit_FilesAChangeOfAnOwnItem_FoundByItsName()
    {
        await using var page = await StartAsync("officer.rsj");
        var screen = page.Show<FilingsPage>(Address);
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("请按“报备案”"));
        await PageTest.PressAsync(screen, "报备案");
        await PageTest.TypeAsync(screen, "#filing-new-item", "第2号");
        PageTest.Until(screen, () => screen.FindAll(".found button").Count.ShouldBe(1));
        // Enter in the search takes the first.
        await PageTest.SubmitAsync(screen, "form");
        screen.Find("form .tag").TextContent.ShouldBe("清远市人力资源和社会保障局的第2号事项");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("form .field-wrong").TextContent.ShouldContain("请写明修改了什么"));
        await PageTest.TypeAsync(screen, "#filing-new-what", "联系人 13800138000");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("form .field-wrong").TextContent.ShouldContain("个人信息"));
        screen.Find("#filing-new-what").GetAttribute("value").ShouldBe("联系人 13800138000");
        await PageTest.TypeAsync(screen, "#filing-new-what", "咨询电话已更换");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("td.said .lines").TextContent.ShouldBe("咨询电话已更换"));
        screen.FindAll("form").ShouldBeEmpty();
        screen.Find("td .tag[title]").TextContent.ShouldBe("窗口还有 7 天");
        (await page.LedgerAsync("filing.filed")).Single().Actor.ShouldBe("officer.rsj");
    }

    [Fact]
    public async Task Unit_FilesAnAddition_WithEachErrorAtItsField()
    {
        await using var page = await StartAsync("officer.rsj");
        var screen = page.Show<FilingsPage>(Address);
        await PageTest.PressAsync(screen, "报备案");
        await PageTest.TellAsync(screen, "#filing-new-kind", select => select.ChangeAsync("Add"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.FindAll("form [aria-invalid=true]").Select(field => field.Id).ShouldBe(["filing-new-name", "filing-new-what"]));
        await PageTest.TypeAsync(screen, "#filing-new-name", "新的事项");
        await PageTest.TypeAsync(screen, "#filing-new-what", "新增一项");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("td.said").TextContent.ShouldContain("新的事项"));
    }

    [Fact]
    public async Task Office_AsksBack_UnitFilesAgain_OfficeAcknowledges()
    {
        await using var office = await StartAsync("city.editor");
        var host = office.Host;
        var filed = await host.FileAsync();
        var screen = office.Show<FilingsPage>($"{Address}?id={filed.Id}");
        PageTest.Until(screen, () => screen.FindAll("td.handled button").Select(button => button.TextContent.Trim()).ShouldBe(["确认备案", "退回询问", "要求办理"]));
        await PageTest.PressAsync(screen, "退回询问");
        await PageTest.PressAsync(screen, "退回询问", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明原因。"));
        await PageTest.TypeAsync(screen, ".reason-panel textarea", "改成了哪个号码");
        await PageTest.PressAsync(screen, "退回询问", ".reason-panel");
        PageTest.Until(screen, () => screen.Find("td.nowrap").TextContent.ShouldBe("已退回询问"));
        await host.Get<ChangeFilingActions>().RefileAsync(Town.Actor("officer.rsj"), filed.Id, 2, new NewFiling(FilingKind.Change, "RSJ-1", null, null, "改为 0763-1", host.Today()));
        await office.HearAsync();
        PageTest.Until(screen, () => screen.Find("td.said .lines").TextContent.ShouldBe("改为 0763-1"));
        await PageTest.PressAsync(screen, "确认备案");
        PageTest.Until(screen, () => screen.Find("td.nowrap").TextContent.ShouldBe("已备案"));
    }

    [Fact]
    public async Task Unit_AskedBack_SeesWhyAndFilesAgainInTheRow()
    {
        await using var page = await StartAsync("officer.rsj");
        var filed = await page.Host.FileAsync();
        await page.Host.Get<ChangeFilingActions>().ActAsync(Town.Actor("city.editor"), filed.Id, FilingAct.AskBack, 1, "改成了哪个号码");
        var screen = page.Show<FilingsPage>($"{Address}?stage=askedback");
        PageTest.Until(screen, () => screen.Find("td.handled .lines").TextContent.ShouldContain("改成了哪个号码"));
        await PageTest.PressAsync(screen, "重新备案", "td.handled");
        screen.Find("#filing-again-what").GetAttribute("value").ShouldBe("咨询电话已更换");
        await PageTest.TypeAsync(screen, "#filing-again-what", "改为 0763-1");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的备案"));
        (await page.Host.FilingAsync(filed.Id)).What.ShouldBe("改为 0763-1");
    }

    [Fact]
    public async Task Filed_ButNotSeen_IsAskedForWithOnePress_AndUrged()
    {
        await using var page = await StartAsync("city.supervisor");
        var filed = await page.Host.FileAsync(days: -20);
        await page.Host.FileAsync("MZ-1", by: "officer.yingde.mz");
        var screen = page.Show<FilingsPage>($"{Address}?tab=notseen&unit=441800001");
        PageTest.Until(screen, () => screen.Find("td .tag.late").TextContent.ShouldBe("已过窗口"));
        await PageTest.PressAsync(screen, "要求办理");
        PageTest.Until(screen, () => screen.Find("td.handled .countdown").TextContent.ShouldStartWith("剩"));
        var request = (await page.Host.FilingAsync(filed.Id)).RequestId;
        screen.Find("td.handled a").GetAttribute("href").ShouldBe($"/editing-requests/{request}");
        screen.FindAll("td.handled button").ShouldNotContain(button => button.TextContent.Trim() == "要求办理");
        await PageTest.PressAsync(screen, "督办", "td.handled");
        await PageTest.TypeAsync(screen, "#urge-text", "请今天办理");
        await PageTest.PressAsync(screen, "督办", ".reason-panel");
        PageTest.Until(screen, () => screen.FindAll(".reason-panel").ShouldBeEmpty());
        (await page.LedgerAsync("urging.sent")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Seen_ButNotFiled_IsAskedFor_OrSetAsideAndTakenUpAgain()
    {
        await using var page = await StartAsync("city.editor");
        await page.Host.ChangedAsync("RSJ-1");
        var screen = page.Show<FilingsPage>($"{Address}?tab=unfiled");
        PageTest.Until(screen, () => screen.Find("td.said .muted").TextContent.ShouldContain("咨询电话"));
        await PageTest.PressAsync(screen, "要求备案");
        PageTest.Until(screen, () => screen.Find("td.handled .countdown"));
        await PageTest.PressAsync(screen, "不需备案");
        await PageTest.TypeAsync(screen, ".reason-panel textarea", "大厅统一调整");
        await PageTest.PressAsync(screen, "不需备案", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".state-box"));
        page.Navigation.NavigateTo($"{Address}?tab=unfiled&aside=yes");
        PageTest.Until(screen, () => screen.Find("td.handled .lines").TextContent.ShouldContain("大厅统一调整"));
        await PageTest.PressAsync(screen, "恢复");
        PageTest.Until(screen, () => screen.Find(".state-box"));
        (await page.Host.UnfiledAsync("city.editor")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unit_FilesWhatWasSeen_AndItMatches()
    {
        await using var page = await StartAsync("officer.rsj");
        await page.Host.ChangedAsync("RSJ-1");
        await page.Host.ChangedAsync("YL-1", Town.Yiliao);
        var screen = page.Show<FilingsPage>($"{Address}?tab=unfiled");
        PageTest.Until(screen, () => screen.FindAll("td.said").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "补报备案");
        PageTest.Until(screen, () => screen.Find("form .tag").TextContent.ShouldContain("第1号事项"));
        await PageTest.TypeAsync(screen, "#filing-new-what", "咨询电话已更换");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".state-box"));
        screen.FindAll(".filing-tabs a").Select(tab => tab.TextContent.Trim()).ShouldBe(["全部备案 1", "已吻合 1", "已备案未见 0", "已见未备案 0"]);
    }

    [Fact]
    public async Task Strangers_SeeNoSuchPage()
    {
        await using var page = await StartAsync("operator01");
        await page.Host.FileAsync();
        page.Show<FilingsPage>(Address).FindAll(".filing-tabs").ShouldBeEmpty();
    }

    [Fact]
    public async Task OtherUnits_SeeOnlyTheirOwn()
    {
        await using var page = await StartAsync("officer.yiliao");
        var filed = await page.Host.FileAsync();
        var screen = page.Show<FilingsPage>($"{Address}?id={filed.Id}");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的备案"));
    }

    private static async Task<PageTest> StartAsync(string name) => await PageTest.StartAsync(name, await FilingTown.StartAsync());
}
