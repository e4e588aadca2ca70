using Bunit;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shell;

/// <summary>R4.9: whose screen it is, on every screen.</summary>
public sealed class ScreenMarkTests
{
    [Fact]
    public async Task Mark_OnAScreen_HasNameAccountAndTheCitysDay_ForNobodysEarsAndFingers()
    {
        await using var page = await PageTest.StartAsync("operator01");
        page.Host.Clock.Advance(TimeSpan.FromHours(7.5));

        var screen = page.Show<ScreenMark>("/");

        PageTest.Until(screen, () => screen.Find("svg.screen-mark[aria-hidden=true] text").TextContent.ShouldBe("operator01 operator01 2026-11-23"));
        screen.FindAll("[style], img, image, [href]").ShouldBeEmpty("nothing is asked for, and nothing that the policy of the pages could forbid");
        page.Host.Clock.Advance(TimeSpan.FromMinutes(31));
        PageTest.Until(screen, () => screen.Find(".screen-mark text").TextContent.ShouldEndWith("2026-11-24"));
        page.Host.Clock.Advance(TimeSpan.FromDays(1));
        PageTest.Until(screen, () => screen.Find(".screen-mark text").TextContent.ShouldEndWith("2026-11-25"));
    }

    [Fact]
    public async Task Mark_TurnedOff_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("operator01", await TestHost.StartAsync(configure: services => services.Configure<ScreenOptions>(options => options.Watermark = false)));
        page.Show<ScreenMark>("/").FindAll(".screen-mark").ShouldBeEmpty();
    }
}
