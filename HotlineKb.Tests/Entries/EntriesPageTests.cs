using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class EntriesPageTests
{
    [Fact]
    public async Task List_WithFilters_ShowsOnlyWhatFits()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办", "社保卡挂失");
        await LoadAsync(page.Host, Town.Yiliao, "异地就医备案");

        var screen = page.Show<EntriesPage>("/entries?q=社保卡&unit=441800-001");

        PageTest.Until(screen, () => Titles(screen).ShouldBe(["社保卡怎么补办", "社保卡挂失"], ignoreOrder: true));
        screen.Find("[role=search]").TextContent.ShouldContain("共 2 条");
        page.Navigation.NavigateTo("/entries?region=441881");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的条目"));
        page.Navigation.NavigateTo("/entries?days=7&q=异地");
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["异地就医备案"]));
    }

    [Fact]
    public async Task List_Typing_PutsTheFilterInTheAddress()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办", "失业金怎么申领");
        var screen = page.Show<EntriesPage>("/entries?page=3");

        await PageTest.TypeAsync(screen, "input[type=search]", "失业");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldEndWith("/entries?q=%E5%A4%B1%E4%B8%9A"));
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["失业金怎么申领"]));
    }

    [Fact]
    public async Task List_MoreThanAPage_IsPaged()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await LoadAsync(page.Host, Town.Rsj, [.. Enumerable.Range(1, 120).Select(n => $"第 {n} 个问题")]);
        var screen = page.Show<EntriesPage>("/entries?page=3");

        PageTest.Until(screen, () => Titles(screen).Count.ShouldBe(20));

        screen.Find("nav").TextContent.ShouldContain("第 3 / 3 页");
    }

    [Fact]
    public async Task List_OfAnotherUnit_HidesWhatTheViewerMayNotSee()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        await LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办");
        await LoadAsync(page.Host, Town.Yiliao, "异地就医备案");

        var screen = page.Show<EntriesPage>("/entries");

        PageTest.Until(screen, () => Titles(screen).ShouldBe(["异地就医备案"]));
        screen.Find("[role=search]").TextContent.ShouldContain("共 1 条");
    }

    [Fact]
    public async Task List_WrongCheckDigit_SaysSo()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var code = (await LoadAsync(page.Host, Town.Rsj, "社保卡怎么补办"))[0];
        var wrong = code[..^1] + (char)('0' + ((code[^1] - '0' + 1) % 10));

        var screen = page.Show<EntriesPage>($"/entries?q={wrong}");

        screen.Find("[role=alert]").TextContent.ShouldContain("校验位不符");
        screen.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public async Task List_WhileOpen_ShowsWhatIsPublished()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var screen = page.Show<EntriesPage>("/entries");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("已入库的常用信息"));

        await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await page.HearAsync();

        PageTest.Until(screen, () => Titles(screen).ShouldBe([AnEntry.AText.Title]));
    }

    [Fact]
    public async Task List_ByWhoMayNotRead_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("admin");

        var screen = page.Show<EntriesPage>("/entries");

        screen.Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    internal static async Task<IReadOnlyList<string>> LoadAsync(TestHost host, int unit, params string[] titles)
    {
        var category = await host.CategoryAsync(unit);
        return await host.Get<EntryActions>().LoadAsync(Core.Basics.Actor.System("test"),
            [.. titles.Select(title => (unit, AnEntry.AText with { Title = title, CategoryId = category }, host.Now))]);
    }

    private static List<string> Titles(IRenderedComponent<Screen> screen) => [.. screen.FindAll("a.row-link").Select(link => link.TextContent.Trim())];
}
