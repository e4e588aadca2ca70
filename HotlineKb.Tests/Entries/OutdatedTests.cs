using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Units;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

/// <summary>R5.2: lists of what has grown old, for the unit and for its office.</summary>
public sealed class OutdatedTests
{
    private static readonly EntryDue[] Kinds = [EntryDue.Expired, EntryDue.Review, EntryDue.Soon];

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(31, null, null)]
    [InlineData(30, null, EntryDue.Soon)]
    [InlineData(1, null, EntryDue.Soon)]
    [InlineData(0, null, EntryDue.Review)]
    [InlineData(-1, null, EntryDue.Review)]
    [InlineData(null, 31, null)]
    [InlineData(null, 30, EntryDue.Soon)]
    [InlineData(null, 0, EntryDue.Soon)]
    [InlineData(null, -1, EntryDue.Expired)]
    [InlineData(-5, -1, EntryDue.Expired)]
    [InlineData(-5, 40, EntryDue.Review)]
    [InlineData(20, 40, EntryDue.Soon)]
    public async Task Entry_SoManyDaysBefore_IsInOneListOrNone(int? review, int? expires, EntryDue? list)
    {
        await using var host = await TestHost.StartAsync();
        await LoadAsync(host, Town.Rsj, ("样例", review, expires));
        var officer = Town.Actor("officer.rsj");
        foreach (var kind in Kinds)
            (await host.Get<EntryViews>().ListAsync(officer, new EntryFilter(Due: kind), 0, 10)).Total.ShouldBe(kind == list ? 1 : 0, kind.ToString());
        (await host.Get<EntryViews>().ListAsync(officer, new EntryFilter(Due: EntryDue.Any), 0, 10)).Total.ShouldBe(list is null ? 0 : 1);
        var counts = (await host.Get<EntryViews>().OutdatedAsync(officer)).SingleOrDefault();
        (counts?.Expired ?? 0, counts?.Review ?? 0, counts?.Soon ?? 0).ShouldBe((list is EntryDue.Expired ? 1 : 0, list is EntryDue.Review ? 1 : 0, list is EntryDue.Soon ? 1 : 0));
    }

    [Fact]
    public async Task List_OfWhatIsOld_BeginsWithTheOldestAndIsPaged_AndLeavesOutWhatIsWithdrawn()
    {
        await using var host = await TestHost.StartAsync();
        await LoadAsync(host, Town.Rsj, ("三", -1, null), ("一", null, -9), ("四", 20, 25), ("二", -5, 3), ("不", 90, null));
        var views = host.Get<EntryViews>();
        var officer = Town.Actor("officer.rsj");
        (await views.ListAsync(officer, new EntryFilter(Due: EntryDue.Any), 0, 10)).Items.Select(item => item.Title).ShouldBe(["一", "二", "三", "四"]);
        var (page, total) = await views.ListAsync(officer, new EntryFilter(Due: EntryDue.Any, State: null), 1, 2);
        (string.Concat(page.Select(item => item.Title)), total).ShouldBe(("二三", 4));
        (await views.ListAsync(officer, new EntryFilter("四", Due: EntryDue.Any), 0, 10)).Total.ShouldBe(1, "with the other filters");

        await AnEntry.Drafted(host, change: ChangeKind.Withdraw, entry: page[0].Code).UpTo(Stage.Published);
        (await views.ListAsync(officer, new EntryFilter(Due: EntryDue.Any, State: null), 0, 10)).Items.Select(item => item.Title).ShouldBe(["一", "三", "四"]);
        (await views.OutdatedAsync(officer)).Single().Review.ShouldBe(1);
    }

    [Fact]
    public async Task Counts_OfUnits_AreEachOnesBusiness()
    {
        await using var host = await TestHost.StartAsync();
        await LoadAsync(host, Town.Rsj, ("市一", -1, null), ("市二", 5, null));
        await LoadAsync(host, Town.Yiliao, ("医一", null, -1), ("医二", -1, null), ("医三", -1, null));
        await LoadAsync(host, Town.YingdeMz, ("英一", 5, null));
        var all = new[] { Town.Yiliao, Town.Rsj, Town.YingdeMz };
        await SeesAsync("city.editor", all);
        await SeesAsync("city.supervisor", all);
        await SeesAsync("yingde.office", Town.YingdeMz);
        await SeesAsync("qingcheng.office");
        await SeesAsync("officer.rsj", Town.Rsj);
        await SeesAsync("lead.rsj", Town.Rsj);
        await SeesAsync("officer.yingde.rsj");
        foreach (var nobody in new[] { "operator01", "admin", "security", "audit" })
            await SeesAsync(nobody);
        (await host.Get<EntryViews>().OutdatedAsync(Town.Actor("city.editor"), Town.Rsj)).Single().ShouldSatisfyAllConditions(row => (row.Expired, row.Review, row.Soon).ShouldBe((0, 1, 1)));

        async Task SeesAsync(string name, params int[] units)
        {
            var views = host.Get<EntryViews>();
            (await views.OutdatedAsync(Town.Actor(name))).Select(row => row.Unit.Id).ShouldBe(units, name);
            (await views.ListAsync(Town.Actor(name), new EntryFilter(Due: EntryDue.Any), 0, 50)).Items.Select(item => item.UnitId).Distinct().ShouldBe(units, ignoreOrder: true, name);
        }
    }

    [Fact]
    public async Task Office_OnTheScreens_GoesFromTheUnitsToTheEntries()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var codes = await LoadAsync(page.Host, Town.Rsj, ("到期的", -2, null), ("失效的", null, -3), ("快到的", 10, null), ("早着呢", 90, null));
        var screen = page.Show<OutdatedPage>("/entries/outdated");
        PageTest.Until(screen, () => screen.FindAll("tbody td.num").Select(cell => cell.TextContent.Trim()).ShouldBe(["1", "1", "1"]));
        var link = screen.FindAll("tbody td.num a")[1].GetAttribute("href")!;
        link.ShouldBe("/entries?unit=441800-001&due=review");
        await page.LeaveAsync();

        screen = page.Show<EntriesPage>(link);
        PageTest.Until(screen, () => screen.FindAll("a.row-link").Select(row => row.TextContent.Trim()).ShouldBe(["到期的"]));
        screen.Find("tbody td.late").TextContent.ShouldBe($"复核 {CityDays.Of(page.Host.Now).AddDays(-2):yyyy-MM-dd}");
        screen.Find("select[aria-label=复核与失效]").GetAttribute("value").ShouldBe("review");
        screen.FindAll(".filters a[href='/entries/outdated']").Count.ShouldBe(1);
        page.Navigation.NavigateTo("/entries?unit=441800-001&due=any");
        PageTest.Until(screen, () => screen.FindAll("a.row-link").Select(row => row.TextContent.Trim()).ShouldBe(["失效的", "到期的", "快到的"]));
        await page.LeaveAsync();

        screen = page.Show<UnitPage>("/units/441800-001", ("Code", "441800-001"));
        PageTest.Until(screen, () => screen.FindAll("a.listed[href*=due]").Select(row => row.TextContent.Trim()).ShouldBe(["已失效 1", "待复核 1", "即将到期 1"]));
        await page.LeaveAsync();

        screen = page.Show<EntryPage>($"/entries/{codes[0]}", ("Code", codes[0]));
        PageTest.Until(screen, () => screen.FindAll("a[href*=due]").Single().GetAttribute("href").ShouldBe("/entries?unit=441800-001&due=any"));
    }

    [Fact]
    public async Task Operator_OnTheScreens_IsNotBotheredWithIt()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var codes = await LoadAsync(page.Host, Town.Rsj, ("到期的", -2, null));
        var screen = page.Show<EntriesPage>("/entries");
        PageTest.Until(screen, () => screen.FindAll("a.row-link").Count.ShouldBe(1));
        screen.FindAll("[href*=outdated], select[aria-label=复核与失效]").ShouldBeEmpty();
        await page.LeaveAsync();
        screen = page.Show<EntryPage>($"/entries/{codes[0]}", ("Code", codes[0]));
        PageTest.Until(screen, () => screen.Find(".say").TextContent.ShouldBe("口径"));
        screen.FindAll("a[href*=due]").ShouldBeEmpty();
        await page.LeaveAsync();
        page.Show<OutdatedPage>("/entries/outdated").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task List_WhileOpen_LosesWhatHasBeenLookedAt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var code = (await LoadAsync(page.Host, Town.Rsj, ("到期的", -2, null)))[0];
        var screen = page.Show<OutdatedPage>("/entries/outdated");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));

        await AnEntry.WrittenByUnit(page.Host, change: ChangeKind.Update, entry: code, text: AnEntry.AText with { ReviewBy = CityDays.Of(page.Host.Now).AddDays(365) }).UpTo(Stage.Published);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有已失效、待复核或即将到期的条目"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Lists_OnEveryDatabase_AreTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        await LoadAsync(host, Town.Rsj, ("三", -1, null), ("一", null, -9), ("四", 20, 25), ("二", -5, 3), ("不", 90, null));
        await LoadAsync(host, Town.YingdeMz, ("五", 25, null));
        var (views, office) = (host.Get<EntryViews>(), Town.Actor("city.editor"));
        (await views.ListAsync(office, new EntryFilter(Due: EntryDue.Any), 0, 10)).Items.Select(item => item.Title).ShouldBe(["一", "二", "三", "四", "五"]);
        foreach (var (kind, titles) in new[] { (EntryDue.Expired, "一"), (EntryDue.Review, "二三"), (EntryDue.Soon, "四五") })
            string.Concat((await views.ListAsync(office, new EntryFilter(Due: kind), 0, 10)).Items.Select(item => item.Title)).ShouldBe(titles);
        (await views.OutdatedAsync(office)).Select(row => (row.Unit.Id, row.Expired, row.Review, row.Soon)).ShouldBe([(Town.Rsj, 1, 2, 1), (Town.YingdeMz, 0, 0, 1)]);
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(1 + 3 + 2, "one has expired, three are asked for, two are told of ahead");
    }

    internal static async Task<IReadOnlyList<string>> LoadAsync(TestHost host, int unit, params (string Title, int? Review, int? Expires)[] entries)
    {
        var (category, today) = (await host.CategoryAsync(unit), CityDays.Of(host.Now));
        return await host.Get<EntryActions>().LoadAsync(Actor.System("test"), [.. entries.Select(entry => (unit, new EntryText
        {
            Title = entry.Title,
            Answer = "口径",
            Body = "<p>正文</p>",
            CategoryId = category,
            ReviewBy = entry.Review is { } review ? today.AddDays(review) : null,
            ExpiresOn = entry.Expires is { } expires ? today.AddDays(expires) : null,
        }, host.Now))]);
    }
}
