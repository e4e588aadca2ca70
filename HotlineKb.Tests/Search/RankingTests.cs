using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Search;

public sealed class RankingTests
{
    [Fact]
    public async Task Rank_SameWordInEveryField_TitleKeywordsAnswerBody()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("丁", body: string.Concat(Enumerable.Repeat("社保卡 ", 50)));
        await host.PublishAsync("丙", answer: "社保卡社保卡社保卡");
        await host.PublishAsync("乙", keywords: ["社保卡"], body: new string('长', 500));
        await host.PublishAsync("甲：一个很长很长的标题，最后才说到社保卡，前面全是别的话");
        await host.CatchUpAsync();

        (await host.TitlesAsync("社保卡")).Select(title => title[0]).ShouldBe(['甲', '乙', '丙', '丁']);
    }

    [Fact]
    public async Task Rank_WithinTheTitle_TheShorterIsFirst()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("关于居住证办理以及相关事项的若干说明和常见问题汇总（试行）");
        await host.PublishAsync("居住证办理");
        await host.CatchUpAsync();

        (await host.TitlesAsync("居住证")).ShouldBe(["居住证办理", "关于居住证办理以及相关事项的若干说明和常见问题汇总（试行）"]);
    }

    [Fact]
    public async Task Rank_SeveralWords_AllInTheTitleAreFirst()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("补办", "社保卡", keywords: ["社保卡"]);
        await host.PublishAsync("社保卡怎么补办");
        await host.PublishAsync("须知", "社保卡补办");
        await host.CatchUpAsync();

        (await host.TitlesAsync("社保卡 补办")).ShouldBe(["社保卡怎么补办", "补办", "须知"]);
    }

    [Fact]
    public async Task Ask_WholeQuestion_FindsByResemblanceBelowLiteralHits()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("夫妻投靠入户", "配偶户口在本市的，可以申请户口迁入。", "老公或者老婆的户口迁到本市，带结婚证、户口簿到派出所。");
        await host.PublishAsync("公共汽车线路调整");
        await host.PublishAsync("常见问法", body: "有人问：我老公的户口能迁到我这里吗？");
        await host.CatchUpAsync();

        var result = await host.SearchAsync("我老公的户口能迁到我这里吗");

        result.Items.Select(hit => hit.Title.Length > 0 ? SearchHost.Plain(hit.Title) : "").ShouldBe(["常见问法", "夫妻投靠入户"]);
        result.Items.Select(hit => hit.IsLoose).ShouldBe([false, true]);
        result.LooseFrom.ShouldBe(1);
        result.Items[1].Score.ShouldBeLessThan(1);
        result.Items[1].Snippet.ShouldContain("<mark>");
    }

    [Fact]
    public async Task Narrow_ByUnitRegionCategory_CountsAsIfEachWereNotSet()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("低保申请 市", unit: Town.Rsj);
        await host.PublishAsync("低保申请 英德一", unit: Town.YingdeRsj);
        await host.PublishAsync("低保申请 英德二", unit: Town.YingdeMz);
        await host.CatchUpAsync();
        var category = await host.CategoryAsync(Town.YingdeMz);
        var branch = await host.CategoryAsync(Town.YingdeMz, "业务");
        var views = host.Get<SearchViews>();

        var byRegion = await views.SearchAsync(Town.Actor("operator01"), new SearchQuery("低保", RegionCode: Town.Yingde));
        byRegion.Total.ShouldBe(2);
        byRegion.Counts.Regions.ToDictionary(count => count.Name, count => count.Count).ShouldBe(new Dictionary<string, int> { ["清远市"] = 1, ["英德市"] = 2 }, ignoreOrder: true);
        byRegion.Counts.Units.Select(count => count.Id).ShouldBe([Town.YingdeRsj, Town.YingdeMz], ignoreOrder: true);
        byRegion.Counts.Kinds[SearchKind.Entry].ShouldBe(2);
        (await views.SearchAsync(Town.Actor("operator01"), new SearchQuery("低保", UnitId: Town.Rsj))).Total.ShouldBe(1);
        (await views.SearchAsync(Town.Actor("operator01"), new SearchQuery("低保", CategoryId: category))).Total.ShouldBe(1);
        (await views.SearchAsync(Town.Actor("operator01"), new SearchQuery("低保", CategoryId: branch))).Total.ShouldBe(1);
        (await views.SearchAsync(Town.Actor("operator01"), new SearchQuery("低保", SearchKind.Approval))).Total.ShouldBe(0);
        // Counts hide what the list hides (pitfall 24).
        var own = await views.SearchAsync(Town.Actor("officer.yingde.mz"), new SearchQuery("低保"));
        own.Counts.Units.ShouldHaveSingleItem().Id.ShouldBe(Town.YingdeMz);
        own.Counts.Regions.ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    public static TheoryData<string> Hostile() =>
    [
        "", "   ", "，。！？《》（）", "-", "--", "- -", "-社保", "\0\u0001\u0007\u001b", "<script>alert(1)</script>", "\"社保", "社保*", "社~保^2", "title:社保 AND (", "\\", "+-&&||!(){}[]^\"~*?:\\/",
        "\uD842", "\uDFB7\uD842", new string('社', 10_000), new string('-', 10_000), string.Join(' ', Enumerable.Range(0, 5_000)), string.Concat(Enumerable.Repeat("户口怎么迁移", 1_700)), "%_[a-z]'; DROP TABLE Entry;--",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Ask_HostileText_IsHarmlessAndBounded(string text)
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("社保 <script>alert(1)</script>", "社保");
        await host.CatchUpAsync();
        await host.SearchAsync("社保");
        SearchResult result = null!;
        var bound = TimeSpan.FromSeconds(2);

        var fastest = await Patience.FastestAsync(bound, async () => result = await host.SearchAsync(text), tries: 5);

        fastest.ShouldBeLessThan(bound);
        result.Items.ShouldAllBe(hit => !hit.Title.Contains("<script") && !hit.Snippet.Contains("<script"));
    }

    [Fact]
    public async Task Ask_Cancelled_Stops()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("社保");
        await host.CatchUpAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => host.Get<SearchViews>().SearchAsync(Town.Actor("operator01"), new SearchQuery("社保"), new CancellationToken(true)));
        host.Get<SearchIndex>().State.Phase.ShouldBe(SearchPhase.Ready);
    }
}
