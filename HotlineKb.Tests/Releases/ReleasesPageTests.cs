using AngleSharp.Dom;
using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Releases;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

public sealed class ReleasesPageTests
{
    [Fact]
    public async Task Editor_ChoosesFromTheList_AndProposesManyAtOnce()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.EntryAsync();
        await page.Host.EntryAsync(ARelease.Text with { Title = "公积金怎么提取", Basis = "当事人441801199001011234" });
        var screen = page.Show<ReleasesPage>("/releases?tab=none");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(2));
        await PageTest.TellAsync(screen, "thead input[type=checkbox]", box => box.ChangeAsync(true));
        await PageTest.TypeAsync(screen, "#basis", ARelease.Basis);
        await PageTest.SubmitAsync(screen, "form.candidates");
        PageTest.Until(screen, () => screen.Find(".refused").TextContent.ShouldContain("不能公开"));
        var row = (await page.Host.ReleasesAsync()).Single();
        (row.ProposedBy, row.Stage, row.Channels).ShouldBe(("city.editor", ReleaseStage.Proposed, Channels.All));
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        screen.Find(".tabs a[aria-current] ").TextContent.ShouldContain("未公开");
        screen.FindAll(".tabs .count")[0].TextContent.ShouldBe("1");
    }

    [Fact]
    public async Task Reviewer_IssuesAKeyShownOnce_AndRevokesIt()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var screen = page.Show<ReleasesPage>("/releases?tab=keys");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有签发过密钥"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明持有者。"));
        await PageTest.TypeAsync(screen, "#key-holder", "清远日报");
        await PageTest.TypeAsync(screen, "#key-purpose", "便民栏目");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        var key = screen.Find("code.secret").TextContent;
        (await page.Host.Get<ReleaseKeyActions>().ResolveAsync(key)).ShouldNotBeNull();
        await PageTest.PressAsync(screen, "我已保存");
        PageTest.Until(screen, () => screen.Markup.ShouldNotContain(key));
        screen.Find("tbody").TextContent.ShouldContain(key[..ReleaseKey.ShownLetters]);

        await PageTest.TellAsync(screen, "button[aria-label='吊销 清远日报']", button => button.ClickAsync());
        await PageTest.PressAsync(screen, "吊销密钥", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".reason-panel .field-wrong").TextContent.ShouldContain("请写明原因"));
        await PageTest.TypeAsync(screen, "#reason", "不再使用");
        await PageTest.PressAsync(screen, "吊销密钥", ".reason-panel");
        PageTest.Until(screen, () => screen.Find("tbody .tag").TextContent.ShouldBe("已吊销"));
        (await page.Host.Get<ReleaseKeyActions>().ResolveAsync(key)).ShouldBeNull();
        (await page.LedgerAsync("releaseKey.revoked")).ShouldHaveSingleItem().Data.ShouldNotContain(key[ReleaseKey.ShownLetters..]);
    }

    [Fact]
    public async Task Editor_SeesKeysAndRevokes_ButIssuesNone()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.Get<ReleaseKeyActions>().IssueAsync(Town.Actor("city.reviewer"), "清远日报", "便民栏目");
        var screen = page.Show<ReleasesPage>("/releases?tab=keys");
        PageTest.Until(screen, () => screen.FindAll("button[aria-label='吊销 清远日报']").Count.ShouldBe(1));
        screen.FindAll("form").ShouldBeEmpty();
    }

    [Fact]
    public async Task Editor_RecordsWhyOneIsNotPublic()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.EntryAsync();
        var screen = page.Show<ReleasesPage>("/releases?tab=none");
        PageTest.Until(screen, () => screen.Find("#disclosure"));
        await PageTest.TellAsync(screen, "#disclosure", select => select.ChangeAsync("Withheld"));
        await PageTest.TellAsync(screen, "tbody input[type=checkbox]", box => box.ChangeAsync(true));
        await PageTest.TypeAsync(screen, "#basis", "第十六条");
        await PageTest.SubmitAsync(screen, "form.candidates");
        PageTest.Until(screen, () => screen.Find("tbody .tag").TextContent.ShouldBe("不予公开"));
        await using var db = page.Host.Db();
        db.Disclosures().Single().Basis.ShouldBe("第十六条");
        (await db.LedgerRowsOf("disclosure.recorded")).Single().Actor.ShouldBe("city.editor");
    }

    [Fact]
    public async Task Reviewer_SeesTheDifferenceAndWhatWasFound_GivesAReasonAndApproves()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var code = await page.Host.PublicEntryAsync("社保卡怎么补办");
        await page.Host.ReviseAsync(code, ChangeKind.Update, text => text with { Answer = "请拨打值班手机13800138000。" });
        await page.Host.FollowedAsync();
        await page.CatchUpAsync();
        var screen = page.Show<ReleasesPage>("/releases");
        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("1 → 2"));
        await PageTest.PressAsync(screen, "办理", "tbody");
        PageTest.Until(screen, () => screen.Find(".review .difference ins").TextContent.ShouldContain("值班手机"));
        screen.Find(".findings").TextContent.ShouldContain("疑似个人信息");
        await PageTest.PressAsync(screen, "批准发布", ".review");
        PageTest.Until(screen, () => screen.Find(".review .field-wrong").TextContent.ShouldContain("请写明理由"));
        await PageTest.TypeAsync(screen, "#acknowledgement", "对外值班手机");
        await PageTest.PressAsync(screen, "批准发布", ".review");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有待批准的发布"));
        (await page.Host.ReleasesAsync()).Where(row => row.Stage is ReleaseStage.Public).Select(row => (row.EntryVersion, row.Acknowledgement)).ShouldBe([(2, "对外值班手机")]);
    }

    [Fact]
    public async Task Reviewer_HearsOfAProposal_ReturnsIt_AndRecallsWhatIsPublic()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var screen = page.Show<ReleasesPage>("/releases");
        PageTest.Until(screen, () => screen.Find(".state-box"));
        await page.Host.ProposedAsync(await page.Host.EntryAsync());
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "办理", "tbody");
        PageTest.Until(screen, () => screen.Find(".review .reason-buttons"));
        await PageTest.PressAsync(screen, "退回", ".review");
        await PageTest.PressAsync(screen, "退回", ".reason-buttons");
        PageTest.Until(screen, () => screen.Find(".reason-panel .field-wrong").TextContent.ShouldBe("请写明原因。"));
        await PageTest.TypeAsync(screen, "#reason", "依据不充分");
        await PageTest.PressAsync(screen, "退回", ".reason-buttons");
        PageTest.Until(screen, () => screen.Find("tbody .tag").TextContent.ShouldBe("已退回"));

        await page.Host.PublicEntryAsync("公积金怎么提取");
        await page.LeaveAsync();
        screen = page.Show<ReleasesPage>("/releases?tab=public");
        PageTest.Until(screen, () => screen.Find("tbody"));
        await PageTest.PressAsync(screen, "查看", "tbody");
        PageTest.Until(screen, () => screen.Find(".review .reason-buttons"));
        await PageTest.PressAsync(screen, "撤回公开", ".review");
        await PageTest.TypeAsync(screen, "#reason", "内容有误");
        await PageTest.PressAsync(screen, "撤回公开", ".reason-buttons");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有向社会公开的条目"));
        (await page.Host.PublicTitlesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Proposer_IsToldThatAnotherApproves()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await page.Host.ProposedAsync(await page.Host.EntryAsync(), "city.reviewer");
        var screen = page.Show<ReleasesPage>("/releases");
        PageTest.Until(screen, () => screen.Find("tbody"));
        await PageTest.PressAsync(screen, "办理", "tbody");
        PageTest.Until(screen, () => screen.Find(".review").TextContent.ShouldContain("由您提出，请另一位审核员批准。"));
        screen.FindAll(".review button").ShouldNotContain(button => button.TextContent.Trim() == "批准发布");
    }

    [Theory]
    [InlineData("operator01")]
    [InlineData("officer.rsj")]
    [InlineData("yingde.office")]
    [InlineData("admin")]
    public async Task Page_IsTheCityOffices(string person)
    {
        await using var page = await PageTest.StartAsync(person);
        var screen = page.Show<ReleasesPage>("/releases");
        PageTest.Until(screen, () => screen.FindAll(".tabs").ShouldBeEmpty());
        await page.Host.Get<ReleaseViews>().ListAsync(Town.Actor(person), new ReleaseFilter(), 0, 10).ShouldBeRefusedAsync(Core.Basics.BasicRule.NotPermitted);
    }

    [Fact]
    public async Task EntryPage_SaysHowItStands()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var code = await page.Host.EntryAsync();
        var screen = page.Show<EntryPage>($"/entries/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.FindAll("a.release-mark").Single().GetAttribute("href").ShouldBe($"/releases?tab=none&q={code}"));
        await page.Host.PublicAsync(code);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find(".release-mark").TextContent.ShouldContain("第 1 版，2026-11-23 起"));
    }

    [Fact]
    public async Task Book_AsAFile_HoldsEveryPeriod_AndItsTakingIsRecorded()
    {
        await using var host = await TestHost.StartAsync();
        var code = await host.EntryAsync(ARelease.Text with { Title = "=HYPERLINK(1),\"引号\"" });
        var state = await host.PublicAsync(code);
        await host.Get<ReleaseActions>().ActAsync(Town.Actor("city.checker"), state.Id, ReleaseAct.Recall, state.Version, "内容有误");
        await host.PublicAsync(code);
        var rows = await host.Get<ReleaseViews>().ExportAsync(Town.Actor("city.supervisor"), new ReleaseFilter(), "xlsx");
        using var file = new MemoryStream();
        await ReleaseSheet.ExcelAsync(file, rows, default);
        file.Position = 0;
        var sheet = file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        sheet.Select(line => (string)line["状态"]).ShouldBe(["公开中", "已撤回"], ignoreOrder: true);
        var ended = sheet.Single(line => (string)line["状态"] == "已撤回");
        ((string)ended["标题"], (string)ended["终止人"], (string)ended["原因"], (string)ended["渠道"]).ShouldBe(("'=HYPERLINK(1),\"引号\"", "city.checker", "内容有误", "网站、订阅、接口、密钥"));
        ((DateTime)ended["公开时间"]).ShouldBe(new DateTime(2026, 11, 23, 16, 0, 0));
        var csv = System.Text.Encoding.UTF8.GetString(ReleaseSheet.Csv(rows));
        csv.ShouldStartWith("\uFEFF编码,标题");
        csv.ShouldContain("\"'=HYPERLINK(1),\"\"引号\"\"\"");
        csv.TrimEnd().Split("\r\n").Length.ShouldBe(3);
        (await host.RowsAsync()).Single(row => row.Kind == "release.exported").Actor.ShouldBe("city.supervisor");
    }
}
