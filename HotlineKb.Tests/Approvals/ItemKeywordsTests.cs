using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R6.2: the city office keeps the keywords of items.</summary>
public sealed class ItemKeywordsTests
{
    [Fact]
    public async Task Keywords_OfTheCityOffice_AreSavedAndRecorded()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        var screen = Open(page, item.Code);

        await WriteAsync(screen, "补卡，换卡，");
        await PageTest.PressAsync(screen, "保存关键字");

        await Patience.UntilAsync(() => item.RowAsync(page.Host), row => row.Keywords.SequenceEqual(["补卡", "换卡"]));
        (await page.LedgerAsync("approval.keywordsChanged")).ShouldHaveSingleItem().Subject.ShouldBe($"approval:{item.Code}");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find(".facts-list").TextContent.ShouldContain("换卡"));
    }

    [Theory]
    [InlineData("卡，", "须为 2 至 20 个字")]
    [InlineData("社保卡补换，", "不能与标题相同")]
    public async Task Keywords_AgainstTheRules_AreRefusedAtTheField(string typed, string sentence)
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        var screen = Open(page, item.Code);

        await WriteAsync(screen, typed);
        await PageTest.PressAsync(screen, "保存关键字");

        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldContain(sentence));
        screen.Find(".keyword").TextContent.ShouldContain(typed.TrimEnd('，'));
        (await item.RowAsync(page.Host)).Keywords.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keywords_ChangedByAnotherMeanwhile_AreShownAndNothingIsLost()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        var screen = Open(page, item.Code);
        await WriteAsync(screen, "我的词，");
        var version = (await item.RowAsync(page.Host)).Version;
        await page.Host.Get<ApprovalActions>().SetKeywordsAsync(Town.Actor("city.checker"), item.Code, version, ["对方的词"]);

        await PageTest.PressAsync(screen, "保存关键字");

        PageTest.Until(screen, () => screen.Find("[role=alert].notice").TextContent.ShouldContain("对方的词"));
        screen.Find(".keyword").TextContent.ShouldContain("我的词");
        (await item.RowAsync(page.Host)).Keywords.ShouldBe(["对方的词"]);
        await PageTest.PressAsync(screen, "以我的为准");
        await Patience.UntilAsync(() => item.RowAsync(page.Host), row => row.Keywords.SequenceEqual(["我的词"]));
    }

    [Fact]
    public async Task Keywords_WhenOnlyTheSyncChangedTheItem_AreSaved()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        var screen = Open(page, item.Code);
        await WriteAsync(screen, "补卡，");
        await item.With("XHTSDZ", "新址二号").In(page.Host);

        await PageTest.PressAsync(screen, "保存关键字");

        await Patience.UntilAsync(() => item.RowAsync(page.Host), row => row.Keywords.SequenceEqual(["补卡"]));
        screen.FindAll("[role=alert].notice").ShouldBeEmpty();
    }

    private static IRenderedComponent<Screen> Open(PageTest page, string code)
    {
        var screen = page.Show<ApprovalPage>($"/approvals/{code}", ("Code", code));
        PageTest.Until(screen, () => screen.FindAll("#keywords").ShouldHaveSingleItem());
        return screen;
    }

    private static async Task WriteAsync(IRenderedComponent<Screen> screen, string text)
    {
        await PageTest.TypeAsync(screen, "#keywords", text);
        PageTest.Until(screen, () => screen.FindAll(".keyword").ShouldNotBeEmpty());
    }
}
