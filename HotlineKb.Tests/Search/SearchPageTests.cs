using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Search;

public sealed class SearchPageTests
{
    [Fact]
    public async Task Hits_WhileTheIndexLags_AreShownOnceItHasCaughtUp()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("鲟鱼养殖补贴 旧的说法", "到窗口办理。", "正文");
        await page.Host.CatchUpAsync();
        await page.CatchUpAsync();
        var screen = page.Show<SearchPage>("/?q=鲟鱼");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("旧的说法"));

        await page.Host.ReviseAsync(code, ChangeKind.Update, text => text with { Title = "鲟鱼养殖补贴 新的说法" });
        await page.Host.PublishAsync("鲟鱼运输许可");
        await page.HearAsync();

        // The screen heard of it and asked the index in vain; what the database knows of the old hit is shown meanwhile.
        await WithTimeAsync(() => screen.Markup.Contains("新的说法"));
        screen.Markup.ShouldNotContain("运输许可");

        await page.Host.CatchUpAsync();
        await WithTimeAsync(() => screen.Markup.Contains("运输许可"));

        Task WithTimeAsync(Func<bool> shown) => Patience.UntilAsync(() =>
        {
            page.Host.Clock.Advance(TimeSpan.FromMilliseconds(200));
            return shown();
        });
    }

    [Fact]
    public async Task TypedQuery_CountsOnce_WhenTheTypistHasStopped()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        var screen = page.Show<SearchPage>("/");
        await TypeAsync("养狗");
        await TypeAsync("养狗证");
        (await log.WriteAsync()).ShouldBe(0, "still typing");

        page.Host.Clock.Advance(TimeSpan.FromSeconds(1.6));
        await Patience.UntilAsync(() => log.WriteAsync(), written => written == 1);
        await TypeAsync("养狗证 ");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(5));
        (await log.WriteAsync()).ShouldBe(0, "asked and counted");

        var (failed, _) = await page.Host.Get<SearchedQueries>().FailedAsync(Town.Actor("city.editor"), 30, 0, 10);
        failed.ShouldHaveSingleItem().Text.ShouldBe("养狗证");

        Task TypeAsync(string text) => TypedAsync(screen, text);
    }

    [Fact]
    public async Task TypedQuery_WhoseHitIsOpenedAtOnce_Counts_AndAnAddressDoesNot()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        await page.Host.PublishAsync("失业登记怎么办");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        var screen = page.Show<SearchPage>("/?q=登记");
        PageTest.Until(screen, () => screen.FindAll(".hit").Count.ShouldBe(1));
        page.Host.Clock.Advance(TimeSpan.FromSeconds(5));
        (await log.WriteAsync()).ShouldBe(0, "nobody typed it");

        await TypedAsync(screen, "失业");
        await screen.InvokeAsync(() => screen.FindComponent<SearchPage>().Instance.Open());
        (await log.WriteAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("enter")]
    [InlineData("double")]
    [InlineData("link")]
    [InlineData("copy")]
    public async Task SearchedInVain_ThenOpenedOrCopied_IsNotedForTheEntry(string way)
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("失业登记怎么办", "带身份证。");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        var screen = page.Show<SearchPage>("/");
        await TypedAsync(screen, "下岗");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1.6));
        await Patience.UntilAsync(() => log.WriteAsync(), written => written == 1);
        await TypedAsync(screen, "失业");
        PageTest.Until(screen, () => screen.FindAll(".search-detail h2 a").Count.ShouldBe(1));

        // A copied answer says so for two seconds: not waited for.
        _ = way switch
        {
            "enter" => screen.InvokeAsync(() => screen.FindComponent<SearchPage>().Instance.Open()),
            "double" => PageTest.TellAsync(screen, ".hit", hit => hit.DoubleClickAsync(new Microsoft.AspNetCore.Components.Web.MouseEventArgs())),
            "link" => PageTest.TellAsync(screen, ".search-detail h2 a", link => link.ClickAsync()),
            _ => PageTest.TellAsync(screen, "[data-copy] button", copy => copy.ClickAsync()),
        };

        var written = 0;
        await Patience.UntilAsync(async () => written += await log.WriteAsync(), sum => sum == 2);
        await using var db = page.Host.Db();
        var noted = await db.Set<FoundAfter>().SingleAsync();
        (noted.Code, noted.Text, noted.AccountId).ShouldBe((code, "下岗", Town.IdOf("operator01")));
    }

    [Fact]
    public async Task TypedQuery_WhosePageIsTurned_IsNotCountedAgain()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        for (var i = 0; i < 25; i++)
            await page.Host.PublishAsync($"失业登记之{i}");
        await page.Host.CatchUpAsync();
        var log = page.Host.Get<QueryLog>();
        var screen = page.Show<SearchPage>("/");
        await TypedAsync(screen, "失业");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1.6));
        await Patience.UntilAsync(() => log.WriteAsync(), written => written == 1);
        _ = PageTest.PressAsync(screen, "下一页");
        PageTest.Until(screen, () => screen.Find(".pages").TextContent.ShouldContain("21–25"));
        page.Host.Clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(200);
        (await log.WriteAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Hits_BySynonym_AndExpiredOnes_SaySo()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        var code = await page.Host.PublishAsync("住房公积金提取");
        var today = CityDays.Of(page.Host.Now);
        await page.Host.LoadAsync([(Town.Rsj, new EntryText { Title = "公积金旧办法", Answer = "说明。", Body = "<p>说明。</p>", ExpiresOn = today.AddDays(-1), CategoryId = await page.Host.CategoryAsync(Town.Rsj) })]);
        await page.Host.Get<SynonymActions>().SaveAsync(Town.Actor("city.editor"), null, 0, ["公积金", "房基金"], null);
        await page.Host.CatchUpAsync();

        var screen = page.Show<SearchPage>("/?q=房基金");
        PageTest.Until(screen, () => screen.FindAll(".hit").Count.ShouldBe(2));
        screen.FindAll(".hit").ShouldAllBe(hit => hit.TextContent.Contains("同义词"));
        screen.FindAll(".hit").Where(hit => hit.TextContent.Contains("已失效")).ShouldHaveSingleItem().TextContent.ShouldContain("旧办法");
        code.ShouldNotBeNull();
    }

    /// <summary>Types, and waits until the answer is there.</summary>
    private static async Task TypedAsync(IRenderedComponent<Screen> screen, string text)
    {
        // The handler waits for the typing to rest, which here only the clock of the test brings about.
        _ = PageTest.TypeAsync(screen, "#search-box", text);
        await Patience.UntilAsync(() => screen.FindComponent<SearchHits>().Instance is { Recent: false } && screen.Find(".took").TextContent.Trim().Length > 0);
        await Task.Delay(200);
    }
}
