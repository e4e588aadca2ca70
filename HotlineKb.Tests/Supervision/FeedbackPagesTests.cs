using Bunit;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Search;
using HotlineKb.Web.Shell;
using HotlineKb.Web.Supervision;
using Microsoft.AspNetCore.Components.Web;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class FeedbackPagesTests
{
    [Fact]
    public async Task Operator_OnAnEntry_ReportsWhatIsWrongWithTheVersionOnScreen()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var code = await PublishedAsync(page);
        var screen = page.Show<EntryPage>($"/entries/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.Find("[data-feedback=Wrong]").TextContent.Trim().ShouldBe("纠错"));

        await PageTest.PressAsync(screen, "纠错");
        PageTest.Until(screen, () => screen.Find(".feedback-panel label").TextContent.ShouldContain($"{code}@1"));
        await PageTest.SubmitAsync(screen, ".feedback-panel");
        PageTest.Until(screen, () => screen.Find(".feedback-panel .field-wrong").TextContent.ShouldBe("请写明哪里不对。"));
        await PageTest.TypeAsync(screen, ".feedback-panel textarea", "来电人 13800138000 说搬了");
        await PageTest.SubmitAsync(screen, ".feedback-panel");
        PageTest.Until(screen, () => screen.Find(".feedback-panel .field-wrong").TextContent.ShouldContain("个人信息"));
        screen.Find(".feedback-panel textarea").GetAttribute("value").ShouldBe("来电人 13800138000 说搬了", "what was typed stays");
        await PageTest.TypeAsync(screen, ".feedback-panel textarea", "地址已经搬了");
        await PageTest.SubmitAsync(screen, ".feedback-panel");

        PageTest.Until(screen, () => screen.FindAll(".feedback-panel").ShouldBeEmpty());
        var row = await SingleAsync(page);
        (row.EntryCode, row.EntryVersion, row.Text).ShouldBe((code, 1, "地址已经搬了"));
        (await page.LedgerAsync("feedback.sent")).Single().Actor.ShouldBe("operator01");
    }

    [Fact]
    public async Task Operator_WhoFindsNothing_SendsTheQueryWithOneKey()
    {
        await using var page = await PageTest.StartAsync("operator01", await Search.SearchHost.StartAsync());
        var screen = page.Show<SearchPage>("/?q=鲟鱼养殖");
        PageTest.Until(screen, () => screen.Find("[data-feedback=NotFound]").TextContent.Trim().ShouldBe("未找到"));
        await PageTest.PressAsync(screen, "未找到");
        PageTest.Until(screen, () => screen.Find(".feedback-panel label").TextContent.ShouldContain("鲟鱼养殖"));
        await PageTest.TellAsync(screen, ".feedback-panel", panel => panel.KeyDownAsync(new KeyboardEventArgs { Key = "Escape" }));
        PageTest.Until(screen, () => screen.FindAll(".feedback-panel").ShouldBeEmpty());
        await PageTest.PressAsync(screen, "未找到");
        await PageTest.TellAsync(screen, ".feedback-panel", panel => panel.KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true }));
        PageTest.Until(screen, () => screen.FindAll(".feedback-panel").ShouldBeEmpty());
        (await SingleAsync(page)).Query.ShouldBe("鲟鱼养殖");
    }

    [Fact]
    public async Task Office_WhileTheListIsOpen_SeesFeedbackComeInAndClosesIt()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var code = await PublishedAsync(page);
        var screen = page.Show<FeedbackPage>("/feedback");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有未办结的反馈"));

        var feedback = await AFeedback.WrongAsync(page.Host, code);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("办理地点已经搬了"));
        screen.Find("tbody td.handled a").GetAttribute("href").ShouldBe($"/editing-requests/new?feedback={feedback.Id}");
        await PageTest.PressAsync(screen, "关闭");
        await PageTest.PressAsync(screen, "关闭反馈");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明原因。"));
        await PageTest.PressAsync(screen, "无需处理");
        await PageTest.PressAsync(screen, "关闭反馈");

        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有未办结的反馈"));
        (await feedback.RowAsync()).Reason.ShouldBe("无需处理");
        page.Navigation.NavigateTo("/feedback?stage=closed&kind=wrong");
        PageTest.Until(screen, () => screen.Find("tbody td.handled").TextContent.ShouldContain("无需处理"));
        page.Navigation.NavigateTo("/feedback?stage=closed&kind=notfound");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的反馈"));
    }

    [Fact]
    public async Task Office_AskingFromFeedback_BeginsWithWhatWasSaid()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var feedback = await AFeedback.WrongAsync(page.Host, await PublishedAsync(page));
        var screen = page.Show<NewEditingRequestPage>($"/editing-requests/new?feedback={feedback.Id}");
        PageTest.Until(screen, () => screen.Find("#title").GetAttribute("value").ShouldBe($"请核对并更新：{AnEntry.AText.Title}"));
        screen.Find("#text").GetAttribute("value").ShouldBe("办理地点已经搬了");
        await PageTest.SubmitAsync(screen, "form");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/editing-requests/0"));
        var row = await feedback.RowAsync();
        row.Stage.ShouldBe(FeedbackStage.Requested);
        page.Navigation.Uri.ShouldEndWith($"/editing-requests/{row.RequestId}");
        await page.LeaveAsync();
        screen = page.Show<EditingRequestPage>($"/editing-requests/{row.RequestId}", ("Id", row.RequestId));
        PageTest.Until(screen, () => screen.FindAll("a").Select(link => link.GetAttribute("href")).ShouldContain($"/feedback?id={feedback.Id}"));
    }

    [Fact]
    public async Task Sender_OfFeedback_SeesHisOwnAndWhatBecameOfIt()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await AFeedback.NotFoundAsync(page.Host, "别人的", by: "officer.rsj");
        var screen = page.Show<FeedbackPage>("/feedback");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("您还没有发过反馈"));
        var feedback = await AFeedback.NotFoundAsync(page.Host);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("鲟鱼养殖补贴"));
        screen.FindAll("tbody button").ShouldBeEmpty("it is the office's to handle");
        await feedback.RequestedAsync(unit: "市人社局");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody td.handled").TextContent.ShouldContain("单位正在办理"));
        await feedback.ClosedAsync(reason: "已有条目");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody td.handled").TextContent.ShouldContain("已有条目"));
    }

    [Fact]
    public async Task Menu_OfWhoHandles_CountsWhatWaits()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await AFeedback.NotFoundAsync(page.Host);
        var screen = page.Show<NavMenu>("/", ("Actor", page.Actor));
        PageTest.Until(screen, () => screen.Find("a[href='/feedback'] .count").TextContent.ShouldBe("1"));
    }

    private static async Task<string> PublishedAsync(PageTest page)
    {
        var code = (await AnEntry.WrittenByUnit(page.Host).SubmittedToOffice().Passed().Published()).Code!;
        await page.CatchUpAsync();
        return code;
    }

    private static async Task<Feedback> SingleAsync(PageTest page) =>
        (await page.Host.Get<FeedbackViews>().ListAsync(page.Actor, new FeedbackFilter(), 0, 10)).Items.Single().Item.Feedback;
}
