using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class RevisionPageTests
{
    public static TheoryData<string, Stage> PeopleAtStages()
    {
        var data = new TheoryData<string, Stage>();
        foreach (var person in new[] { "city.editor", "officer.rsj", "lead.rsj", "city.checker", "city.reviewer", "city.all", "city.supervisor" })
            foreach (var stage in new[] { Stage.Drafting, Stage.UnitRevision, Stage.OfficeCheck, Stage.FinalReview, Stage.Published })
                data.Add(person, stage);
        return data;
    }

    [Theory]
    [MemberData(nameof(PeopleAtStages))]
    public async Task Acts_AtEveryStage_AreThoseOfTheFlow(string person, Stage stage)
    {
        await using var page = await PageTest.StartAsync(person);
        var entry = AnEntry.Drafted(page.Host).UpTo(stage);
        await entry;
        page.OpenEditor(entry.Version);
        if (person is "officer.rsj" or "lead.rsj" && stage is Stage.Drafting)
        {
            var refused = Show(page, entry);
            PageTest.Until(refused, () => refused.Find("[role=alert]").TextContent.ShouldContain("没有找到这份修订"));
            return;
        }

        var acts = (await page.Host.Get<RevisionViews>().GetAsync(page.Actor, entry.Id)).Acts;
        var screen = Show(page, entry);

        PageTest.Until(screen, () => Acts(screen).ShouldBe(acts.Select(move => RevisionFlow.NameOf(move.Act)), ignoreOrder: true));
    }

    [Fact]
    public async Task Return_WithoutAReason_AsksForIt_AndKeepsWhatWasWritten()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.OfficeCheck);
        await entry;
        var screen = Show(page, entry);
        await ClickAsync(screen, "退回");

        await ClickAsync(screen, "退回");
        PageTest.Until(screen, () => screen.Find(".reason-panel [role=alert]").TextContent.ShouldBe("请写明原因。"));
        await PageTest.TypeAsync(screen, "#reason", new string('长', Revision.MaxReason + 1));
        await ClickAsync(screen, "退回");
        screen.Find(".reason-panel [role=alert]").TextContent.ShouldContain("最多 1000 个字");
        screen.Find("#reason").GetAttribute("value")!.Length.ShouldBe(Revision.MaxReason + 1);
        (await entry.RowAsync()).Stage.ShouldBe(Stage.OfficeCheck);

        await PageTest.TypeAsync(screen, "#reason", "请补充办理地点");
        await ClickAsync(screen, "退回");

        PageTest.Until(screen, () => screen.FindAll(".reason-panel").ShouldBeEmpty());
        (await entry.RowAsync()).Stage.ShouldBe(Stage.UnitRevision);
        (await entry.LedgerAsync())[^1].Data.ShouldContain("请补充办理地点");
    }

    [Fact]
    public async Task Typing_AfterAPause_IsSavedWithItsLedgerRow()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await SubmittedAsync(page);
        var screen = await OpenFormAsync(page, entry);

        await PageTest.TypeAsync(screen, "#answer", "带身份证到任一网点补办。");
        (await entry.RowAsync()).Text.Answer.ShouldBe(AnEntry.AText.Answer);
        page.Host.Clock.Advance(TimeSpan.FromSeconds(2));

        PageTest.Until(screen, () => screen.Find(".saved-state").TextContent.ShouldStartWith("已保存 "));
        (await entry.RowAsync()).Text.Answer.ShouldBe("带身份证到任一网点补办。");
        (await entry.KindsAsync())[^1].ShouldBe("revision.edited");
    }

    [Fact]
    public async Task Typing_TooLong_SaysSoAtTheField_KeepsIt_AndSavesTheRest()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await SubmittedAsync(page);
        var screen = await OpenFormAsync(page, entry);
        var title = new string('长', EntryTextRules.MaxTitle + 1);

        await PageTest.TypeAsync(screen, "#title", title);
        await PageTest.TypeAsync(screen, "#basis", "新的依据");
        await PageTest.TellAsync(screen, "#basis", field => field.BlurAsync(new()));

        PageTest.Until(screen, () => screen.Find(".form-field [role=alert]").TextContent.ShouldContain($"标题最多 {EntryTextRules.MaxTitle} 个字符"));
        screen.Find("#title").GetAttribute("value").ShouldBe(title);
        var row = await entry.RowAsync();
        row.Text.Basis.ShouldBe("新的依据");
        row.Text.Title.ShouldBe(AnEntry.AText.Title);
        await ClickAsync(screen, "审定通过");
        (await entry.RowAsync()).Stage.ShouldBe(Stage.UnitRevision);
        await PageTest.TypeAsync(screen, "#title", AnEntry.AText.Title);
        PageTest.Until(screen, () => screen.FindAll(".form-field [role=alert]").ShouldBeEmpty());
    }

    [Fact]
    public async Task Typing_PersonalData_IsPointedOut()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = await OpenFormAsync(page, await SubmittedAsync(page));

        await PageTest.TypeAsync(screen, "#answer", "请联系 13812345678。");

        PageTest.Until(screen, () => screen.Find(".personal").TextContent.ShouldContain("138******78"));
    }

    [Fact]
    public async Task Typing_TheSameFieldAsAnother_ShowsBoth_AndThePersonDecides()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await SubmittedAsync(page);
        var screen = await OpenFormAsync(page, entry);
        await PageTest.TypeAsync(screen, "#title", "我的标题");
        await page.Host.Get<EntryActions>().EditAsync(Town.Actor("lead.rsj"), entry.Id, entry.Version, text => text with { Title = "对方标题", Basis = "对方依据" });

        await PageTest.TellAsync(screen, "#title", field => field.BlurAsync(new()));

        PageTest.Until(screen, () => screen.Find(".conflict").TextContent.ShouldContain("他人同时修改"));
        (await entry.RowAsync()).Text.Title.ShouldBe("对方标题");
        screen.Find("#title").GetAttribute("value").ShouldBe("我的标题");
        screen.Find("#basis").GetAttribute("value").ShouldBe("对方依据");
        await ClickAsync(screen, "以我的为准");
        PageTest.Until(screen, () => screen.FindAll(".conflict").ShouldBeEmpty());
        var row = await entry.RowAsync();
        (row.Text.Title, row.Text.Basis).ShouldBe(("我的标题", "对方依据"));
    }

    [Fact]
    public async Task Act_OfAnother_IsSaidAtOnce_AndLeavesTypingAlone()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await SubmittedAsync(page);
        var screen = await OpenFormAsync(page, entry);
        await PageTest.TypeAsync(screen, "#basis", "还没有存的依据");

        await page.Host.Get<EntryActions>().ActAsync(Town.Actor("lead.rsj"), entry.Id, RevisionAct.Approve, entry.Version);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find(".desk-notice").TextContent.ShouldContain("lead.rsj 于 16:00 审定通过"));
        Acts(screen).ShouldBeEmpty();
        screen.Find("[aria-current=step]").TextContent.ShouldContain("把关");
        screen.Markup.ShouldContain("还没有存的依据");
    }

    [Fact]
    public async Task Publish_WithoutACategory_SaysSo_ThenPublishesUnderTheChosenOne()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var category = await page.Host.CategoryAsync(Town.Rsj);
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.FinalReview);
        await entry;
        var screen = Show(page, entry);
        await ClickAsync(screen, "审核入库");
        PageTest.Until(screen, () => screen.Find(".filing [role=alert]").TextContent.ShouldBe("请选择类别。"));

        await PageTest.TellAsync(screen, "#category", field => field.ChangeAsync(category.ToString()));
        await PageTest.TypeAsync(screen, "#keywords", "社保卡，补卡，");
        await ClickAsync(screen, "审核入库");

        PageTest.Until(screen, () => screen.Find(".revision-head").TextContent.ShouldContain("441800-001-00001"));
        var row = await entry.RowAsync();
        row.Text.CategoryId.ShouldBe(category);
        row.Text.Keywords.ShouldBe(["社保卡", "补卡"]);
        (await entry.KindsAsync())[^1].ShouldBe("revision.published");
    }

    [Fact]
    public async Task Act_BodyNotOnTheServer_IsNotDone()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.UnitRevision);
        await entry;
        page.OpenEditor(entry.Version, "offline");
        var screen = Show(page, entry);
        PageTest.Until(screen, () => screen.Find("#title"));

        await ClickAsync(screen, "审定通过");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("正文还没有保存：连接中断"));
        (await entry.RowAsync()).Stage.ShouldBe(Stage.UnitRevision);
    }

    [Fact]
    public async Task Update_AtTheCheck_OpensOnTheDifference()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        var published = AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await published;
        var update = AnEntry.Drafted(page.Host, text: AnEntry.AText with { Answer = "带身份证到合作银行网点，当场补办。" }, change: ChangeKind.Update, entry: published.Code).UpTo(Stage.OfficeCheck);
        await update;

        var screen = Show(page, update);

        PageTest.Until(screen, () => screen.Find(".difference ins").TextContent.ShouldContain("当场"));
        screen.FindAll(".reading").ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaving_WithUnsavedText_SavesIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await SubmittedAsync(page);
        var screen = await OpenFormAsync(page, entry);
        await PageTest.TypeAsync(screen, "#basis", "最后一句");

        await page.LeaveAsync();

        (await entry.RowAsync()).Text.Basis.ShouldBe("最后一句");
    }

    private static async Task<AnEntry> SubmittedAsync(PageTest page)
    {
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.UnitRevision);
        await entry;
        page.OpenEditor(entry.Version);
        return entry;
    }

    private static async Task<IRenderedComponent<Screen>> OpenFormAsync(PageTest page, AnEntry entry)
    {
        var screen = Show(page, entry);
        PageTest.Until(screen, () => screen.Find("#title"));
        await page.CatchUpAsync();
        return screen;
    }

    private static IRenderedComponent<Screen> Show(PageTest page, AnEntry entry) => page.Show<RevisionPage>($"/revisions/{entry.Id}", (nameof(RevisionPage.Id), entry.Id));

    private static IEnumerable<string> Acts(IRenderedComponent<Screen> screen)
    {
        var names = Enum.GetValues<RevisionAct>().Select(RevisionFlow.NameOf).ToHashSet();
        return screen.Find(".act-bar").QuerySelectorAll("button").Select(button => button.TextContent.Trim()).Where(names.Contains);
    }

    private static Task ClickAsync(IRenderedComponent<Screen> screen, string name)
    {
        PageTest.Until(screen, () => screen.FindAll("button").ShouldContain(button => button.TextContent.Trim() == name));
        return PageTest.PressAsync(screen, name);
    }
}
