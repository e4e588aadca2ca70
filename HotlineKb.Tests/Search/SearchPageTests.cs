using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Search;
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
}
