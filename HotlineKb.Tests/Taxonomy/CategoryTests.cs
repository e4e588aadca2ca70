using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

public sealed class CategoryTests
{
    [Fact]
    public async Task Path_Added_MakesWhatIsMissingOnce()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<CategoryActions>();
        var first = await actions.AddAsync(Town.Actor("city.reviewer"), Town.Rsj, ["社保/养老", "社保/医疗"]);
        var again = await actions.AddAsync(Town.Actor("city.reviewer"), Town.Rsj, [" 社保 / 养老 "]);

        again["社保/养老"].ShouldBe(first["社保/养老"]);
        var tree = await host.Get<CategoryViews>().TreeAsync(Town.Actor("officer.rsj"), Town.Rsj);
        tree.Select(item => (item.Path, item.Level, item.IsLeaf)).ShouldBe([("社保", 1, false), ("社保/养老", 2, true), ("社保/医疗", 2, true)]);
        await using var db = host.Db();
        (await db.LedgerRowsOf("category.added")).Count.ShouldBe(1, "what changes nothing leaves no row");
    }

    [Theory]
    [InlineData("city.editor")]
    [InlineData("city.checker")]
    [InlineData("yingde.office")]
    [InlineData("officer.rsj")]
    [InlineData("operator01")]
    [InlineData("admin")]
    public async Task Tree_OfAUnit_IsConfiguredByTheCityOfficeOnly(string name)
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<CategoryActions>().AddAsync(Town.Actor(name), Town.Rsj, ["社保"]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public async Task Path_BeyondTheLimits_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<CategoryActions>();
        var system = Actor.System("test");
        await actions.AddAsync(system, Town.Rsj, ["1/2/3/4/5"]);
        await actions.AddAsync(system, Town.Rsj, ["1/2/3/4/5/6"]).ShouldBeRefusedAsync(CategoryRule.TooDeep);
        await actions.AddAsync(system, Town.Rsj, [""]).ShouldBeRefusedAsync(CategoryRule.BadName);
        await actions.AddAsync(system, Town.Rsj, ["/ /"]).ShouldBeRefusedAsync(CategoryRule.BadName);
        await actions.AddAsync(system, Town.Rsj, [new string('长', 41)]).ShouldBeRefusedAsync(CategoryRule.BadName);
        await actions.AddAsync(system, 123, ["社保"]).ShouldBeRefusedAsync(UnitRule.Unknown);
    }

    [Fact]
    public async Task Branch_AsAPlaceForAnEntry_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, ["社保", "社保/养老"]);
        var foreign = await host.CategoryAsync(Town.Yiliao);
        var entry = await AnEntry.Drafted(host).UpTo(Stage.FinalReview);

        await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: ids["社保"]).ShouldBeRefusedAsync(CategoryRule.NotLeaf);
        await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: foreign).ShouldBeRefusedAsync(CategoryRule.NotOfUnit);
        await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: Guid.NewGuid()).ShouldBeRefusedAsync(CategoryRule.Unknown);
        (await entry.ActAsync(RevisionAct.Publish, "city.reviewer").ShouldBeRefusedAsync(RevisionRule.CategoryRequired)).Fields.Keys.ShouldBe(["category"]);
        (await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: ids["社保/养老"])).Stage.ShouldBe(Stage.Published);
    }

    [Fact]
    public async Task Leaf_ThatHoldsEntries_GetsNoChildren()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保");
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, ["社保/养老"]).ShouldBeRefusedAsync(CategoryRule.HoldsEntries);
    }

    [Fact]
    public async Task Leaf_ThatGotChildrenWhileADraftWasUnderWay_IsRefusedAtPublishing()
    {
        await using var host = await TestHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj, "社保");
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { CategoryId = category }).UpTo(Stage.FinalReview);
        await host.CategoryAsync(Town.Rsj, "社保/养老");
        await entry.ActAsync(RevisionAct.Publish, "city.reviewer").ShouldBeRefusedAsync(CategoryRule.NotLeaf);
    }

    [Fact]
    public async Task Count_OfABranch_FollowsPublishingMovingAndWithdrawing()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/医疗");
        await CountsAsync(2, 1, 1);

        await AnEntry.Drafted(host, change: ChangeKind.Update, entry: first.Code).SubmittedToUnit().Approved().Passed().Published(category: "社保/医疗");
        await CountsAsync(2, 0, 2);

        await AnEntry.WrittenByUnit(host, change: ChangeKind.Withdraw, entry: first.Code).SubmittedToOffice().Passed().Published(category: "社保/医疗");
        await CountsAsync(1, 0, 1);

        async Task CountsAsync(params int[] counts) =>
            (await host.Get<CategoryViews>().TreeAsync(Town.Actor("operator01"), Town.Rsj)).Select(item => item.Entries).ShouldBe(counts);
    }

    [Fact]
    public async Task Filter_ByABranch_FindsWhatLiesBelowIt()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保卡");
        await using var db = host.Db();
        var branch = await db.Categories().Where(row => row.Path == "社保").Select(row => row.Id).SingleAsync();
        (await host.Get<EntryViews>().ListAsync(Town.Actor("operator01"), new EntryFilter(CategoryId: branch), 0, 10)).Items.Single().Category.ShouldBe("社保/养老");
        (await host.Get<EntryViews>().ListAsync(Town.Actor("operator01"), new EntryFilter(CategoryId: Guid.NewGuid()), 0, 10)).Total.ShouldBe(0);
    }
}
