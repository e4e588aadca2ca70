using Bunit;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Shell;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shell;

public sealed class NavMenuTests
{
    [Theory]
    [InlineData("/entries", "常用信息")]
    [InlineData("/entries/441800-001-00001-1", "常用信息")]
    [InlineData("/entries/outdated", "待复核清单")]
    [InlineData("/releases?tab=keys", "向社会发布")]
    public async Task Menu_OnAPage_LightsItsLineAlone(string address, string line)
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var menu = page.Show<NavMenu>(address, ("Actor", page.Actor));
        PageTest.Until(menu, () => menu.FindAll("a.active").Select(link => link.TextContent.Trim()).Where(text => text.StartsWith(line, StringComparison.Ordinal)).Count().ShouldBe(1));
        menu.FindAll("a.active").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("officer.rsj", true)]
    [InlineData("yingde.office", true)]
    [InlineData("operator01", false)]
    [InlineData("admin", false)]
    public async Task ReviewList_StandsInTheMenu_OfWhoWorksOnIt(string person, bool stands)
    {
        await using var page = await PageTest.StartAsync(person);
        var menu = page.Show<NavMenu>("/", ("Actor", page.Actor));
        PageTest.Until(menu, () => menu.FindAll("a").Count.ShouldBeGreaterThan(1));
        menu.FindAll("a[href='/entries/outdated']").Count.ShouldBe(stands ? 1 : 0);
    }
}
