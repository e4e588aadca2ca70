using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Search;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R6.1, R4.7, X1: items are found beside entries, by whoever may see them.</summary>
public sealed class ItemSearchTests
{
    [Fact]
    public async Task Item_ByAnyOfItsWords_IsFound()
    {
        await using var host = await SearchHost.StartAsync();
        var item = await AnApproval.Named("社会保障卡补换", "fe3bc7e1c2c1e9b5edf2").With("SHORT_NAME", "补社保卡").Needing("居民身份证复印件").With("LINK_TEL", "0763-3363210").In(host);
        await host.Get<ApprovalActions>().SetKeywordsAsync(Town.Actor("city.editor"), item.Code, (await item.RowAsync(host)).Version, ["丢卡"]);
        await AnApproval.Named("完全无关的事项").In(host);
        await host.CatchUpAsync();

        foreach (var asked in new[] { "社会保障卡", item.TaskCode, item.Code, "补社保卡", "身份证复印件", "丢卡", "0763-3363210", "3363210", "市人社局 保障卡" })
        {
            var found = await host.SearchAsync(asked);
            found.Items.ShouldNotBeEmpty(asked);
            (found.Items[0].Kind, found.Items[0].Code).ShouldBe((SearchKind.Approval, item.Code), asked);
        }
    }

    [Fact]
    public async Task Item_ChangedWithdrawnAndRestored_IsFoundAsItIs()
    {
        await using var host = await SearchHost.StartAsync();
        var item = await AnApproval.Named("鲟鱼养殖许可").In(host);
        await host.CatchUpAsync();
        (await host.SearchAsync("鲟鱼")).Total.ShouldBe(1);

        await item.Cancelled().In(host);
        await host.CatchUpAsync();
        (await host.SearchAsync("鲟鱼")).Total.ShouldBe(0);

        await item.With("TASK_STATE", "1").With("XHTSDZ", "江边五号").In(host);
        await host.CatchUpAsync();
        (await host.SearchAsync("江边五号")).Items.ShouldHaveSingleItem().Code.ShouldBe(item.Code);
    }

    [Theory]
    [InlineData("operator01", "社保,医保,无主,英德")]
    [InlineData("city.editor", "社保,医保,无主,英德")]
    [InlineData("yingde.office", "英德")]
    [InlineData("officer.rsj", "社保,英德")]
    [InlineData("officer.yiliao", "医保")]
    [InlineData("officer.yingde.mz", "")]
    [InlineData("admin", "")]
    public async Task See_EveryWay_TheSameItems(string name, string expected)
    {
        await using var host = await SearchHost.StartAsync();
        var items = new[]
        {
            AnApproval.Named("共同的词 社保"), AnApproval.Named("共同的词 医保").Of(Town.Yiliao), AnApproval.Named("共同的词 无主").OfNobody(), AnApproval.Named("共同的词 英德").Of(Town.YingdeRsj),
        };
        await host.TakeInAsync(items);
        await host.CatchUpAsync();
        var viewer = Town.Actor(name);
        List<string> names = [.. expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => $"共同的词 {word}")];
        var views = host.Get<ApprovalViews>();

        var (listed, total) = await views.ListAsync(viewer, new ApprovalFilter(), 0, 100);
        listed.Select(item => item.Name).ShouldBe(names, ignoreOrder: true);
        total.ShouldBe(names.Count);
        (await views.CountAsync(viewer, new ApprovalFilter("共同"))).ShouldBe(names.Count);
        var found = await host.Get<SearchViews>().SearchAsync(viewer, new SearchQuery("共同的词", SearchKind.Approval, Top: 100));
        found.Items.Select(hit => SearchHost.Plain(hit.Title)).ShouldBe(names, ignoreOrder: true);
        found.Total.ShouldBe(names.Count);
        found.Counts.Kinds.GetValueOrDefault(SearchKind.Approval).ShouldBe(names.Count);
        (await new RecentHits(host.Get<Core.Entries.EntryViews>(), views, host.Clock).ReadAsync(viewer, new SearchQuery(null, Top: 20), default)).Select(hit => hit.Title).ShouldBe(names, ignoreOrder: true);
        (await views.ChoicesAsync(viewer)).Types.Count.ShouldBe(names.Count > 0 ? 1 : 0);
        foreach (var item in items)
        {
            var seen = names.Contains((await item.RowAsync(host)).Name);
            (await host.SearchAsync(item.Code, name)).Total.ShouldBe(seen ? 1 : 0);
            if (seen)
                (await views.GetAsync(viewer, item.TaskCode)).Item.Code.ShouldBe(item.Code);
            else
                await views.GetAsync(viewer, item.TaskCode).ShouldBeRefusedAsync(BasicRule.NotFound);
        }
    }

    [Fact]
    public async Task SearchPage_WithAnItem_ShowsItsGuideAndOpensIt()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        var item = await AnApproval.Named("鲟鱼养殖许可").OfNobody("广东省农业农村厅").With("LINK_TEL", "020-37288891").With("XHTSDZ", "江边五号").In(page.Host);
        await page.Host.PublishAsync("鲟鱼怎么养");
        await page.Host.CatchUpAsync();

        var screen = page.Show<SearchPage>("/?q=鲟鱼&kind=approval");

        PageTest.Until(screen, () => screen.Find(".hit").TextContent.ShouldContain("[审批]"));
        screen.Find(".hit").GetAttribute("href").ShouldBe($"/approvals/{item.Code}");
        screen.Find(".hit-unit").TextContent.ShouldBe("广东省农业农村厅");
        PageTest.Until(screen, () => screen.Find(".search-detail .say").TextContent.ShouldContain("江边五号"));
        screen.Find(".search-detail button.phone").TextContent.Trim().ShouldBe("020-37288891");
        screen.FindAll("[data-feedback=Wrong]").ShouldBeEmpty();
        screen.FindAll(".kinds button").Select(button => string.Concat(button.TextContent.Where(c => !char.IsWhiteSpace(c)))).ShouldBe(["全部2", "常用1", "审批1"]);
        var search = screen.FindComponent<SearchPage>().Instance;
        await screen.InvokeAsync(search.Open);
        page.Navigation.Uri.ShouldEndWith($"/approvals/{item.Code}");
    }

    [Fact]
    public async Task SearchPage_BothKinds_TellsThemApart()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        await AnApproval.Named("鲟鱼养殖许可").In(page.Host);
        await page.Host.PublishAsync("鲟鱼怎么养", "到农业窗口咨询。");
        await page.Host.CatchUpAsync();
        var screen = page.Show<SearchPage>("/?q=鲟鱼");
        PageTest.Until(screen, () => screen.FindAll(".hit").Count.ShouldBe(2));

        await screen.InvokeAsync(() => screen.FindAll(".kinds button").First(button => button.TextContent.Contains("常用")).ClickAsync());

        PageTest.Until(screen, () => screen.FindAll(".hit").ShouldHaveSingleItem().TextContent.ShouldContain("鲟鱼怎么养"));
        PageTest.Until(screen, () => screen.Find(".search-detail .say").TextContent.ShouldContain("到农业窗口咨询"));
        screen.FindAll("[data-feedback=Wrong]").ShouldHaveSingleItem();
        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("kind=entry"));
    }
}
