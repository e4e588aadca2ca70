using Bunit;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Ledger;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

public sealed class ReadersPageTests
{
    [Fact]
    public async Task Readers_ForTheSystemAdministrator_ShowIndexAndRebuildIt()
    {
        await using var page = await PageTest.StartAsync("admin", await TestHost.StartAsync(configure: services => services.AddSearch()));
        await AnEntry.Drafted(page.Host).UpTo(Core.Entries.Stage.Published);
        var screen = page.Show<ReadersPage>("/admin/readers");
        PageTest.Until(screen, () => screen.Markup.ShouldContain("Sqlite"));

        await PageTest.PressAsync(screen, "重建索引");

        await page.Host.Get<SearchIndex>().WhenSettledAsync();
        PageTest.Until(screen, () => page.Host.Get<SearchIndex>().State.Phase.ShouldBe(SearchPhase.Ready));
        // The entry and the five units of the town.
        page.Host.Get<SearchIndex>().State.Sentence.ShouldContain("6 条");
    }

    [Fact]
    public async Task Readers_ForOthers_AreNotThere()
    {
        await using var page = await PageTest.StartAsync("security");

        page.Show<ReadersPage>("/admin/readers").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }
}
