using Bunit;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Units;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Units;

public sealed class UnitPagesTests
{
    [Fact]
    public async Task Directory_Filtered_ShowsWhatFits()
    {
        await using var page = await PageTest.StartAsync("operator01");

        var screen = page.Show<UnitsPage>("/units?q=人社&level=county");

        PageTest.Until(screen, () => screen.FindAll("a.row-link").Select(link => link.TextContent).ShouldBe(["清城区人力资源和社会保障局", "英德市人力资源和社会保障局"]));
    }

    [Fact]
    public async Task Card_OfAVisibleUnit_ShowsTreeAndNewestEntries()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await EntriesPageTests.LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办");

        var screen = page.Show<UnitPage>("/units/441800-001", ("Code", "441800-001"));

        PageTest.Until(screen, () => screen.Find("a.row-link").TextContent.ShouldBe("社保卡怎么补办"));
        screen.Find("article").TextContent.ShouldContain("英德市人力资源和社会保障局");
        screen.Find("ul.tree").TextContent.ShouldContain("常见问题");
    }

    [Fact]
    public async Task Card_OfAnotherUnit_ShowsTheDirectoryOnly()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        await EntriesPageTests.LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办");

        var screen = page.Show<UnitPage>("/units/441800-001", ("Code", "441800-001"));

        PageTest.Until(screen, () => screen.Find("article h1").TextContent.ShouldBe("清远市人力资源和社会保障局"));
        screen.Markup.ShouldNotContain("社保卡怎么补办");
    }

    [Fact]
    public async Task Card_OfNoUnit_SaysSo()
    {
        await using var page = await PageTest.StartAsync("operator01");

        var screen = page.Show<UnitPage>("/units/441800-999", ("Code", "441800-999"));

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("没有找到单位"));
    }

    [Theory]
    [InlineData("人社", Town.Rsj)]
    [InlineData("英德市民政", Town.YingdeMz)]
    [InlineData("441800-002", Town.Yiliao)]
    [InlineData("市医保局", Town.Yiliao)]
    public async Task Picker_ByNameShortNameOrCode_FindsTheUnitFirst(string text, int unit)
    {
        await using var host = await TestHost.StartAsync();

        UnitDirectory.Matching(await host.Get<UnitViews>().AllAsync(), text).First().Id.ShouldBe(unit);
    }
}
