using Bunit;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Keywords;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

/// <summary>Keywords as they are suggested, decided and set on screen.</summary>
public sealed class SuggestionPageTests
{
    private static readonly Actor Editor = Town.Actor("city.editor");

    [Fact]
    public async Task Suggestion_IsAcceptedInItsRow_AndTheListIsLive()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await page.Host.CatchUpAsync();
        var screen = page.Show<KeywordsPage>("/keywords?tab=suggestions");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有待处理的关键字建议"));
        await page.Host.Get<KeywordSuggestions>().SuggestAsync(Town.Actor("operator01"), code, "下岗证", "来电常这样问");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        var row = screen.Find("tbody tr").TextContent;
        foreach (var part in new[] { "人员建议", "operator01", "下岗证", "失业登记怎么办", "来电常这样问" })
            row.ShouldContain(part);
        screen.FindAll("tbody a").ShouldContain(link => link.GetAttribute("href") == $"/entries/{code}");

        await PageTest.PressAsync(screen, "采纳");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有待处理的关键字建议"));
        (await page.LedgerAsync("keyword.suggestionAccepted")).ShouldHaveSingleItem().Actor.ShouldBe("city.editor");
        (await page.Host.Get<EntryViews>().GetAsync(Editor, code)).Shown.Text.Keywords.ShouldBe(["失业", "下岗证"]);
    }

    [Fact]
    public async Task Suggestion_OfAPerson_IsDeclinedWithAReasonOnly()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.CatchUpAsync();
        await page.Host.Get<KeywordSuggestions>().SuggestAsync(Town.Actor("operator01"), code, "下岗证", null);
        var screen = page.Show<KeywordsPage>("/keywords?tab=suggestions");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "不采纳");
        PageTest.Until(screen, () => screen.FindAll("td form").Count.ShouldBe(1));
        await PageTest.SubmitAsync(screen, "td form");
        PageTest.Until(screen, () => screen.Find("td .field-wrong").TextContent.ShouldContain("请填写不采纳的理由"));
        (await page.LedgerAsync("keyword.suggestionDeclined")).ShouldBeEmpty();
        await PageTest.TypeAsync(screen, "td form input", "没有人这样说");
        await PageTest.SubmitAsync(screen, "td form");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有待处理的关键字建议"));
        (await page.LedgerAsync("keyword.suggestionDeclined")).ShouldHaveSingleItem().Data.ShouldContain("没有人这样说");
    }

    [Fact]
    public async Task Suggestion_ThatBreaksAPinnedQuery_ShowsTheRanks_AndIsAcceptedAllTheSame()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var wanted = await page.Host.PublishAsync("离职后的手续", "房基金可以提取。");
        var other = "";
        for (var i = 1; i <= 3; i++)
            other = await page.Host.PublishAsync($"公积金业务之{i}", "说明。", keywords: i < 3 ? ["房基金"] : null);
        await page.Host.CatchUpAsync();
        await page.Host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, wanted);
        await page.Host.Get<KeywordSuggestions>().SuggestAsync(Town.Actor("operator01"), other, "房基金", null);
        var screen = page.Show<KeywordsPage>("/keywords?tab=suggestions");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "采纳");
        PageTest.Until(screen, () => screen.Find("td .field-wrong").TextContent.ShouldContain("现为第 3 位，改后第 4 位"));
        await PageTest.PressAsync(screen, "仍然采纳");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有待处理的关键字建议"));
    }

    [Fact]
    public async Task Operator_SuggestsOnTheEntry_AndSeesOnlyTheirOwn()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办", "带身份证。");
        await page.Host.CatchUpAsync();
        await page.Host.Get<KeywordSuggestions>().SuggestAsync(Town.Actor("officer.rsj"), code, "失业证", null);
        var screen = page.Show<EntryPage>($"/entries/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.FindAll("[data-suggest]").Count.ShouldBe(1));
        screen.FindAll("#keywords").ShouldBeEmpty("operators set none");
        await PageTest.PressAsync(screen, "建议关键字");
        PageTest.Until(screen, () => screen.FindAll(".suggest-panel").Count.ShouldBe(1));
        await PageTest.TypeAsync(screen, ".suggest-panel input", "证");
        await PageTest.SubmitAsync(screen, ".suggest-panel");
        PageTest.Until(screen, () => screen.Find(".suggest-panel .field-wrong").TextContent.ShouldContain("须为 2 至 20 个字"));
        await PageTest.TypeAsync(screen, ".suggest-panel input", "下岗证");
        await PageTest.SubmitAsync(screen, ".suggest-panel");
        PageTest.Until(screen, () => screen.FindAll(".suggest-panel").ShouldBeEmpty());
        (await page.LedgerAsync("keyword.suggested")).Count.ShouldBe(2);

        await page.LeaveAsync();
        var own = page.Show<KeywordsPage>("/keywords");
        PageTest.Until(own, () => own.FindAll("tbody tr").Count.ShouldBe(1));
        own.Find("tbody tr").TextContent.ShouldContain("下岗证");
        own.Markup.ShouldNotContain("无结果检索");
        await page.LeaveAsync();
        var closed = page.Show<KeywordsPage>("/keywords?tab=synonyms");
        PageTest.Until(closed, () => closed.Markup.ShouldNotContain("同义的词"));
    }

    [Fact]
    public async Task Item_TakesSuggestionsOnItsPage()
    {
        await using var page = await PageTest.StartAsync("officer.rsj", await SearchHost.StartAsync());
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        var screen = page.Show<ApprovalPage>($"/approvals/{item.Code}", ("Code", item.Code));
        PageTest.Until(screen, () => screen.FindAll("[data-suggest]").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "建议关键字");
        PageTest.Until(screen, () => screen.FindAll(".suggest-panel").Count.ShouldBe(1));
        await PageTest.TypeAsync(screen, ".suggest-panel input", "丢卡");
        await PageTest.SubmitAsync(screen, ".suggest-panel");
        await Patience.UntilAsync(async () => (await page.LedgerAsync("keyword.suggested")).Count, count => count == 1);
    }

    [Fact]
    public async Task EntryKeywords_AreSetInline_FromWordsOfTheText_WithWhatTheyBreakShownBefore()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("离职后的手续", "说明。", string.Join('。', Enumerable.Repeat("灵活就业人员", 4)), keywords: ["房基金"]);
        await page.Host.CatchUpAsync();
        await page.Host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, code);
        var screen = page.Show<EntryPage>($"/entries/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.FindAll(".terms .preset").Select(chip => chip.TextContent).ShouldBe(["灵活就业人员"]));
        screen.FindAll("[data-suggest]").ShouldBeEmpty("who sets them does not suggest");

        await PageTest.PressAsync(screen, "灵活就业人员", ".terms");
        PageTest.Until(screen, () => screen.FindAll(".keyword").Count.ShouldBe(2));
        await PageTest.TellAsync(screen, ".keyword button", remove => remove.ClickAsync());
        PageTest.Until(screen, () => screen.Markup.ShouldContain("第 1 位 → 找不到"));
        await PageTest.PressAsync(screen, "保存关键字");
        PageTest.Until(screen, () => screen.FindAll("button").ShouldContain(button => button.TextContent.Trim() == "仍然保存"));
        (await page.LedgerAsync("entry.keywordsChanged")).ShouldBeEmpty();
        await PageTest.PressAsync(screen, "仍然保存");
        await Patience.UntilAsync(async () => (await page.LedgerAsync("entry.keywordsChanged")).Count, count => count == 1);
        (await page.Host.Get<EntryViews>().GetAsync(Editor, code)).Shown.Text.Keywords.ShouldBe(["灵活就业人员"]);
    }

    [Fact]
    public async Task Keywords_AreCheckedAsTheyAreTyped()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.CatchUpAsync();
        var screen = page.Show<EntryPage>($"/entries/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.FindAll("#keywords").Count.ShouldBe(1));
        await PageTest.TypeAsync(screen, "#keywords", "失业登记怎么办，");
        PageTest.Until(screen, () => screen.Find("#keywords-wrong").TextContent.ShouldContain("不能与标题相同"));
        await PageTest.TellAsync(screen, ".keyword button", remove => remove.ClickAsync());
        await PageTest.TypeAsync(screen, "#keywords", new string('长', 21));
        PageTest.Until(screen, () => screen.Find("#keywords-wrong").TextContent.ShouldContain("须为 2 至 20 个字"));
    }

    [Fact]
    public async Task Revision_AtFinalReview_ShowsWhatPublishingMoves_AndIsPublishedAllTheSame()
    {
        await using var page = await PageTest.StartAsync("city.reviewer", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办", "带身份证。", "正文");
        await page.Host.CatchUpAsync();
        await page.Host.Get<GoldenQueries>().PinAsync(Editor, "失业登记", SearchKind.Entry, code);
        var actions = page.Host.Get<EntryActions>();
        var state = await actions.DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.Withdraw, null, code, new EntryText(), Note: "不再办理"));
        state = await actions.ActAsync(Town.Actor("officer.rsj"), state.Id, RevisionAct.Submit, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), state.Id, RevisionAct.Pass, state.Version);
        page.OpenEditor(state.Version);

        var screen = page.Show<RevisionPage>($"/revisions/{state.Id}", ("Id", state.Id));

        PageTest.Until(screen, () => screen.Find(".revision-foot").TextContent.ShouldContain("第 1 位 → 找不到"));
        await PageTest.PressAsync(screen, RevisionFlow.NameOf(RevisionAct.Publish), ".act-bar");
        PageTest.Until(screen, () => screen.FindAll(".act-bar button").ShouldContain(button => button.TextContent.Trim() == "仍然入库"));
        (await page.LedgerAsync("entry.withdrawn")).ShouldBeEmpty();
        await PageTest.PressAsync(screen, "仍然入库", ".act-bar");
        await Patience.UntilAsync(async () => (await page.LedgerAsync("entry.withdrawn")).Count, count => count == 1);
    }

    [Fact]
    public async Task Queue_OfAll_IsFilteredByTextAndUnit_AndShowsWhatIsThere()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        await page.Host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await page.Host.PublishAsync("养老金领取", keywords: ["退休金"]);
        await page.Host.PublishAsync("医保报销", unit: Town.Yiliao);
        await page.Host.CatchUpAsync();
        var none = page.Show<KeywordsPage>("/keywords?tab=queue");
        PageTest.Until(none, () => none.FindAll("table tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("医保报销"));
        await page.LeaveAsync();
        var all = page.Show<KeywordsPage>("/keywords?tab=queue&all=yes");
        PageTest.Until(all, () => all.FindAll("table tbody tr").Count.ShouldBe(3));
        await page.LeaveAsync();
        var some = page.Show<KeywordsPage>($"/keywords?tab=queue&all=yes&unit=441800-001&q={Uri.EscapeDataString("养老")}");
        PageTest.Until(some, () => some.FindAll("table tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("养老金领取"));
        some.Find("tbody tr").TextContent.ShouldContain("退休金");
        some.FindAll("select.category option").Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task FailedSearch_SaysWhoAsked_AndASynonymThatHoldsItSettlesIt()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        await page.Host.PublishAsync("住房公积金提取");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "房基金", 0);
        log.Note(Town.Actor("operator01"), "房基金", 0);
        log.Note(Town.Actor("officer.yiliao"), "房基金", 0);
        await log.WriteAsync();
        page.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        var screen = page.Show<KeywordsPage>("/keywords");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "2", "td.num");
        PageTest.Until(screen, () => screen.Find(".who").TextContent.ShouldContain("operator01"));
        var who = screen.FindAll(".who li").Select(line => line.TextContent).ToList();
        who[0].ShouldContain("清远市热线办");
        who[0].ShouldContain("2 次");
        who[1].ShouldContain("清远市医疗保障局");

        var address = screen.FindAll("tbody a").Select(link => link.GetAttribute("href")!).Single(href => href.Contains("tab=synonyms", StringComparison.Ordinal));
        await page.LeaveAsync();
        var synonyms = page.Show<KeywordsPage>(address);
        PageTest.Until(synonyms, () => synonyms.FindAll(".keyword").Count.ShouldBe(1));
        await PageTest.TypeAsync(synonyms, "#keywords", "公积金，");
        await PageTest.SubmitAsync(synonyms, "form");

        PageTest.Until(synonyms, () => synonyms.Find("tbody").TextContent.ShouldContain("房基金 = 公积金"));
        (await page.LedgerAsync("query.settled")).ShouldHaveSingleItem().Data.ShouldContain("房基金");
        (await page.Host.Get<SearchedQueries>().FailedAsync(Editor, 30, 0, 10)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task FailedSearch_AskedOfAUnit_IsSettledOnceTheRequirementIsMade()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var log = page.Host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "养狗证", 0);
        await log.WriteAsync();
        page.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        var screen = page.Show<HotlineKb.Web.Supervision.NewEditingRequestPage>($"/editing-requests/new?unit=441800-001&about={Uri.EscapeDataString("养狗证")}&failed={Uri.EscapeDataString("养狗证")}");
        PageTest.Until(screen, () => screen.Find("#title").GetAttribute("value")!.ShouldContain("养狗证"));
        (await page.Host.Get<SearchedQueries>().FailedAsync(Editor, 30, 0, 10)).Total.ShouldBe(1);
        await PageTest.SubmitAsync(screen, "form.new-request");
        await Patience.UntilAsync(async () => (await page.LedgerAsync("query.settled")).Count, count => count == 1);
        await using var db = page.Host.Db();
        (await db.EditingRequests().SingleAsync()).Title.ShouldContain("养狗证");
        (await page.Host.Get<SearchedQueries>().FailedAsync(Editor, 30, 0, 10)).Total.ShouldBe(0);
    }
}
