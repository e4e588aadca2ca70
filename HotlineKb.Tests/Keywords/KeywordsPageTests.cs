using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Keywords;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

public sealed class KeywordsPageTests
{
    [Fact]
    public async Task FailedSearch_IsListedWithItsWays_AndSettledByOneClick()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var log = page.Host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "养狗证", 0);
        await log.WriteAsync();
        page.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        var screen = page.Show<KeywordsPage>("/keywords");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        var ways = screen.FindAll("tbody a").Select(way => Uri.UnescapeDataString(way.GetAttribute("href")!)).ToList();
        ways.ShouldContain("/keywords?tab=synonyms&word=养狗证&failed=养狗证");
        ways.ShouldContain("/editing-requests/new?about=养狗证&failed=养狗证");

        await PageTest.PressAsync(screen, "不处理");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("没有未处理的无结果检索"));
        (await page.LedgerAsync("query.settled")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Synonyms_PrefilledWithAWord_AreTriedAndSaved_AndARefusedOneKeepsWhatWasTyped()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        await page.Host.PublishAsync("住房公积金提取");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "房基金", 0);
        await log.WriteAsync();
        var screen = page.Show<KeywordsPage>("/keywords?tab=synonyms&word=房基金");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("还没有同义词"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldContain("至少两个词"));
        screen.Find(".keyword").TextContent.ShouldStartWith("房基金");

        await PageTest.TypeAsync(screen, "#keywords", "公积金，");
        await PageTest.PressAsync(screen, "试一试");
        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("住房公积金提取"));
        (await page.LedgerAsync("synonyms.saved")).ShouldBeEmpty();
        await PageTest.SubmitAsync(screen, "form");

        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("房基金 = 公积金"));
    }

    [Fact]
    public async Task Queue_ChosenEntries_ArePreviewedThenSet()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.PublishAsync("养老金领取", keywords: ["养老"]);
        await page.Host.CatchUpAsync();
        var screen = page.Show<KeywordsPage>("/keywords?tab=queue");
        PageTest.Until(screen, () => screen.FindAll("table tbody tr").Count.ShouldBe(1));
        await PageTest.TellAsync(screen, "tbody input", box => box.ChangeAsync(true));
        await PageTest.TypeAsync(screen, "#keywords", "下岗证，");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("form tbody").TextContent.ShouldContain("下岗证"));
        (await page.LedgerAsync("entry.keywordsChanged")).ShouldBeEmpty();

        await PageTest.PressAsync(screen, "设置");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("都设有关键字"));
        (await page.LedgerAsync("entry.keywordsChanged")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task PinnedQueries_AreListedAndUnpinned_AndOthersSeeNothing()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.CatchUpAsync();
        await page.Host.Get<GoldenQueries>().PinAsync(Town.Actor("city.editor"), "失业", SearchKind.Entry, code);
        var screen = page.Show<KeywordsPage>("/keywords?tab=golden");
        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("失业登记怎么办"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("请选择条目或事项"));

        await PageTest.PressAsync(screen, "取消钉住");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("还没有钉住的检索"));
        await Should.ThrowAsync<Refusal>(() => new KeywordsWaiting(page.Host.Get<IDbContextFactory<HotlineDb>>()).CountAsync(Town.Actor("operator01")));
    }
}
