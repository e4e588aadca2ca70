using Bunit;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Parts;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Parts;

/// <summary>Colour and words wherever a clock runs, exact at the boundaries.</summary>
public sealed class CountdownTests
{
    [Theory]
    [InlineData(22 * 3600, "剩 22 小时 0 分", "")]
    [InlineData(4 * 86400, "剩 4 天 0 小时", "")]
    [InlineData(7200, "剩 2 小时 0 分", "")]
    [InlineData(7199, "即将到期 1 小时 59 分 59 秒", "soon")]
    [InlineData(3600, "即将到期 1 小时 00 分 00 秒", "soon")]
    [InlineData(3599, "即将到期 59 分 59 秒", "soon")]
    [InlineData(1, "即将到期 0 分 01 秒", "soon")]
    [InlineData(0, "即将到期 0 分 00 秒", "soon")]
    [InlineData(-1, "已超时 0 分 01 秒", "late")]
    [InlineData(-59, "已超时 0 分 59 秒", "late")]
    [InlineData(-60, "已超时 1 分", "late")]
    [InlineData(-3600, "已超时 1 小时 0 分", "late")]
    public async Task Time_Left_IsSaidInWordsAndColour(int seconds, string words, string tone)
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<Countdown>("/", (nameof(Countdown.DueAt), page.Host.Now.AddSeconds(seconds)));
        var shown = screen.Find(".countdown");
        shown.TextContent.ShouldBe(words);
        (shown.ClassList.Contains("soon"), shown.ClassList.Contains("late")).ShouldBe((tone == "soon", tone == "late"));
        shown.GetAttribute("aria-live").ShouldBe("off");
    }

    [Fact]
    public async Task Second_ByTheServersClock_MovesIt_AcrossTheDueTime()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<Countdown>("/", (nameof(Countdown.DueAt), page.Host.Now.AddSeconds(1)));
        screen.Find(".countdown").TextContent.ShouldBe("即将到期 0 分 01 秒");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        PageTest.Until(screen, () => screen.Find(".countdown").TextContent.ShouldBe("即将到期 0 分 00 秒"));
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        PageTest.Until(screen, () => screen.Find(".countdown.late").TextContent.ShouldBe("已超时 0 分 01 秒"));
    }

    [Fact]
    public async Task NoClock_IsADash()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        page.Show<Countdown>("/", (nameof(Countdown.DueAt), null)).Find(".muted").TextContent.ShouldBe("—");
    }
}
