using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

/// <summary>What I owe, what I sent: the lists behind /work.</summary>
public sealed class WorkListTests
{
    [Theory]
    [InlineData(Stage.Drafting, new[] { "city.editor", "city.all" }, new string[0])]
    [InlineData(Stage.UnitRevision, new[] { "officer.rsj", "officer2.rsj", "lead.rsj" }, new[] { "city.editor" })]
    [InlineData(Stage.OfficeCheck, new[] { "city.checker", "city.all" }, new[] { "city.editor", "officer.rsj" })]
    [InlineData(Stage.FinalReview, new[] { "city.reviewer", "city.all" }, new[] { "city.editor", "officer.rsj", "city.checker" })]
    [InlineData(Stage.Published, new string[0], new string[0])]
    [InlineData(Stage.Abandoned, new string[0], new string[0])]
    public async Task Revision_InAStage_IsOwedByOnePartyAndSentByWhoHadAHandInIt(Stage stage, string[] owing, string[] sent)
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).UpTo(stage);
        (await WhoseAsync(host, WorkTab.Owed)).ShouldBe(owing, ignoreOrder: true);
        (await WhoseAsync(host, WorkTab.Sent)).ShouldBe(sent, ignoreOrder: true);
    }

    [Fact]
    public async Task Revision_ClaimedByAColleague_SaysSoInTheList()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Claimed("officer.rsj");
        (await ListAsync(host, "officer2.rsj", WorkTab.Owed)).Items.Single().ClaimedBy.ShouldBe("officer.rsj");
    }

    [Fact]
    public async Task Owed_IsSortedByTimeLeft()
    {
        await using var host = await TestHost.StartAsync();
        var draft = await AnEntry.Drafted(host, by: "city.all");
        var check = await AnEntry.WrittenByUnit(host).SubmittedToOffice();
        var review = await AnEntry.WrittenByUnit(host).After(TimeSpan.FromHours(2)).SubmittedToOffice().Passed();
        var late = await AnEntry.WrittenByUnit(host).After(TimeSpan.FromHours(2)).SubmittedToOffice();
        (await ListAsync(host, "city.all", WorkTab.Owed)).Items.Select(item => item.Id).ShouldBe([check.Id, review.Id, late.Id, draft.Id]);
    }

    [Fact]
    public async Task List_OfManyPages_IsCountedWholeAndPagedWithoutGaps()
    {
        await using var host = await TestHost.StartAsync();
        for (var number = 1; number <= 7; number++)
            await AnEntry.Drafted(host).After(TimeSpan.FromMinutes(number % 3)).SubmittedToUnit();
        var seen = new List<Guid>();
        for (var page = 0; page < 4; page++)
        {
            var (items, total) = await host.Get<RevisionViews>().ListAsync(Town.Actor("officer.rsj"), new RevisionFilter(WorkTab.Owed), page * 2, 2);
            total.ShouldBe(7);
            seen.AddRange(items.Select(item => item.Id));
        }

        seen.Count.ShouldBe(7);
        seen.ShouldBeUnique();
    }

    [Fact]
    public async Task Draft_OfAnOffice_IsNotTheUnitsToSeeBeforeItIsHandedOver()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host);
        (await ListAsync(host, "officer.rsj", WorkTab.All)).Total.ShouldBe(0);
        await host.Get<RevisionViews>().GetAsync(Town.Actor("officer.rsj"), entry.Id).ShouldBeRefusedAsync(BasicRule.NotFound);
        await host.Get<RevisionViews>().BodyAsync(Town.Actor("officer.rsj"), entry.Id).ShouldBeRefusedAsync(BasicRule.NotFound);
        await entry.SubmittedToUnit().Returned("officer.rsj");
        (await ListAsync(host, "officer.rsj", WorkTab.All)).Total.ShouldBe(1, "what it sent back it may follow");
        (await host.Get<RevisionViews>().BodyAsync(Town.Actor("city.editor"), entry.Id)).ShouldBe((entry.Version, AnEntry.AText.Body));
    }

    [Fact]
    public async Task Count_ByStage_AgreesWithTheList()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host);
        await AnEntry.Drafted(host);
        await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit();
        (await CountAsync("city.checker")).ShouldBe(new Dictionary<Stage, int> { [Stage.Drafting] = 2, [Stage.UnitRevision] = 1 }, ignoreOrder: true);
        (await CountAsync("yingde.office")).ShouldBe(new Dictionary<Stage, int> { [Stage.UnitRevision] = 1 }, ignoreOrder: true);
        (await CountAsync("operator01")).ShouldBeEmpty();

        Task<IReadOnlyDictionary<Stage, int>> CountAsync(string name) => host.Get<RevisionViews>().CountByStageAsync(Town.Actor(name), new RevisionFilter());
    }

    [Fact]
    public async Task Filters_OfTheList_Narrow()
    {
        await using var host = await TestHost.StartAsync();
        var mine = await AnEntry.FromWorkOrder(host, number: "GD-1");
        var gone = await AnEntry.Drafted(host, by: "city.all", unit: Town.Yiliao).Abandoned();
        (await FoundAsync(new RevisionFilter(WorkOrder: "GD-1"))).ShouldBe([mine.Id]);
        (await FoundAsync(new RevisionFilter(UnitId: Town.Yiliao))).ShouldBe([gone.Id]);
        (await FoundAsync(new RevisionFilter(OpenOnly: true))).ShouldBe([mine.Id]);
        (await FoundAsync(new RevisionFilter(Mine: true))).ShouldBe([mine.Id]);
        (await FoundAsync(new RevisionFilter(Stage: Stage.Abandoned))).ShouldBe([gone.Id]);

        async Task<IEnumerable<Guid>> FoundAsync(RevisionFilter filter) => (await host.Get<RevisionViews>().ListAsync(Town.Actor("city.editor"), filter, 0, 10)).Items.Select(item => item.Id);
    }

    private static Task<(IReadOnlyList<RevisionItem> Items, int Total)> ListAsync(TestHost host, string name, WorkTab tab) =>
        host.Get<RevisionViews>().ListAsync(Town.Actor(name), new RevisionFilter(tab), 0, 50);

    private static async Task<List<string>> WhoseAsync(TestHost host, WorkTab tab)
    {
        var names = new List<string>();
        foreach (var name in Town.Names)
            if ((await ListAsync(host, name, tab)).Total > 0)
                names.Add(name);
        return names;
    }
}
