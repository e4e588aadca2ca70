using AngleSharp.Dom;
using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class EntryPageTests
{
    [Fact]
    public async Task Entry_Opened_ShowsTheAnswerFirstAndItsPast()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);

        var screen = Open(page, entry.Code!);

        PageTest.Until(screen, () => screen.Find(".say").TextContent.ShouldBe(AnEntry.AText.Answer));
        screen.Find("article").TextContent.ShouldContain($"{entry.Code}@1");
        await screen.InvokeAsync(() => screen.Find("#tab-history").ClickAsync());
        PageTest.Until(screen, () => screen.Find("#past-panel").TextContent.ShouldContain("条目入库"));
        screen.Find("#past-panel").TextContent.ShouldNotContain("entry.published");
        screen.FindAll("article button").ShouldNotContain(button => button.TextContent.Contains("撤下"));
    }

    [Fact]
    public async Task Entry_ChangedWhileOpen_SaysSoAtOnceWithTheDifference()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var screen = Open(page, entry.Code!);
        PageTest.Until(screen, () => screen.Find(".say").TextContent.ShouldBe(AnEntry.AText.Answer));

        await AnEntry.Drafted(page.Host, change: ChangeKind.Update, entry: entry.Code, text: AnEntry.AText with { Answer = "现在可以在手机上补办。" }).UpTo(Stage.Published);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("刚刚更新为第 2 版"));
        screen.Find("[role=alert] ins").TextContent.ShouldNotBeEmpty();
        screen.Find("article .say").TextContent.ShouldBe(AnEntry.AText.Answer, "what is being read aloud stays until the reader wants the new one");
        await PageTest.PressAsync(screen, "显示新版本", "[role=alert]");
        PageTest.Until(screen, () => screen.Find("article .say").TextContent.ShouldBe("现在可以在手机上补办。"));
        screen.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Entry_WithdrawnWhileOpen_SaysSoAtOnce()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var screen = Open(page, entry.Code!);
        PageTest.Until(screen, () => screen.Find(".say").TextContent.ShouldNotBeEmpty());

        await AnEntry.Drafted(page.Host, change: ChangeKind.Withdraw, entry: entry.Code).UpTo(Stage.Published);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("刚刚被撤下"));
    }

    [Fact]
    public async Task Entry_OldVersion_IsMarked()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await AnEntry.Drafted(page.Host, change: ChangeKind.Update, entry: entry.Code, text: AnEntry.AText with { Answer = "现在可以在手机上补办。" }).UpTo(Stage.Published);

        var screen = page.Show<EntryPage>($"/entries/{entry.Code}?version=1", ("Code", entry.Code));

        PageTest.Until(screen, () => screen.Find("article").TextContent.ShouldContain("非现行版本"));
        screen.Find(".say").TextContent.ShouldBe(AnEntry.AText.Answer);
        screen.FindAll(".past ins").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Entry_OfAnotherUnit_ReadsLikeOneThatIsNotThere()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);

        var screen = Open(page, entry.Code!);

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain($"没有找到条目 {entry.Code}"));
        screen.FindAll(".say").ShouldBeEmpty();
    }

    [Fact]
    public async Task Entry_WrongCheckDigit_SaysSo()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var wrong = entry.Code![..^1] + (char)('0' + ((entry.Code[^1] - '0' + 1) % 10));

        var screen = Open(page, wrong);

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("校验位不符"));
    }

    [Fact]
    public async Task Withdraw_WithReason_DraftsIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var screen = Open(page, entry.Code!);
        PageTest.Until(screen, () => Button(screen, "撤下").ShouldNotBeNull());

        await PageTest.PressAsync(screen, "撤下");
        await PageTest.SubmitAsync(screen, "form");
        screen.Find("form [role=alert]").TextContent.ShouldContain("请写明撤下原因");
        await PageTest.TypeAsync(screen, "#withdraw-note", "政策已废止");
        await PageTest.SubmitAsync(screen, "form");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/revisions/"));
        await using var db = page.Host.Db();
        var revision = await db.Revisions().SingleAsync(row => row.Change == ChangeKind.Withdraw);
        revision.Note.ShouldBe("政策已废止");
        revision.Origin.ShouldBe(Origin.Supplementary);
        (await page.LedgerAsync("revision.drafted")).ShouldContain(row => row.Subject == revision.Subject);
    }

    [Fact]
    public async Task Entry_BeingRevised_LinksTheRevisionWithItsStage()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var screen = Open(page, entry.Code!);
        PageTest.Until(screen, () => screen.Find(".say").TextContent.ShouldNotBeEmpty());

        var revision = await AnEntry.Drafted(page.Host, change: ChangeKind.Update, entry: entry.Code).SubmittedToUnit();
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find($"a[href='/revisions/{revision.Id}']").TextContent.ShouldContain("修改审定"));
    }

    private static IRenderedComponent<Screen> Open(PageTest page, string code) => page.Show<EntryPage>($"/entries/{code}", ("Code", code));

    private static IElement? Button(IRenderedComponent<Screen> screen, string text) => screen.FindAll("button").FirstOrDefault(button => button.TextContent.Trim() == text);
}
