using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>R4.5: renaming, moving, ordering, merging and retiring, each rule at its bounds; codes never change.</summary>
public sealed class ShapingTests
{
    private static readonly Actor Reviewer = Town.Actor("city.reviewer");

    [Fact]
    public async Task Rename_ChangesThePathsBelowAndIsRecorded()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "社保/养老/领取", "社保/医疗");
        (await host.Get<CategoryActions>().RenameAsync(Reviewer, ids["社保"], 1, "  社会保险 ")).ShouldBe(2);

        (await PathsAsync(host)).ShouldBe(["社会保险", "社会保险/养老", "社会保险/养老/领取", "社会保险/医疗"]);
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("category.renamed")).Single();
        (row.Actor, row.Subject).ShouldBe(("city.reviewer", "categories:441800-001"));
        row.Data.ShouldContain("\"from\":\"社保\",\"to\":\"社会保险\"");
        (await host.Get<CategoryActions>().RenameAsync(Reviewer, ids["社保"], 2, "社会保险")).ShouldBe(2, "what changes nothing is no act");
        (await db.LedgerRowsOf("category.renamed")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Name_AtItsBounds_IsTakenOrRefusedAtTheField()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "社保", "医保");
        var actions = host.Get<CategoryActions>();
        foreach (var wrong in new[] { null, "", "  ", "\0", "甲/乙", "甲／乙", new string('长', 41), new string('长', 10_000) })
            (await actions.RenameAsync(Reviewer, ids["社保"], 1, wrong).ShouldBeRefusedAsync(CategoryRule.BadName)).Fields.Keys.ShouldBe(["name"]);
        (await actions.RenameAsync(Reviewer, ids["社保"], 1, "医保").ShouldBeRefusedAsync(CategoryRule.NameTaken)).Fields.Keys.ShouldBe(["name"]);
        (await actions.RenameAsync(Reviewer, ids["社保"], 1, new string('长', 40))).ShouldBe(2);
        // The longest path there can be fits.
        var deep = string.Join('/', Enumerable.Range(1, 5).Select(level => $"{level}{new string('深', 39)}"));
        (await AddAsync(host, deep)).ShouldContainKey(deep);
    }

    [Fact]
    public async Task Move_PutsTheWholeBranchElsewhereAndOrdersSiblings()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "甲", "乙", "丙/丙一", "丁");
        var actions = host.Get<CategoryActions>();
        (await actions.MoveAsync(Reviewer, ids["丁"], 1, null, 0)).ShouldBe(2);
        (await PathsAsync(host)).ShouldBe(["丁", "甲", "乙", "丙", "丙/丙一"]);
        (await actions.MoveAsync(Reviewer, ids["丁"], 2, null, 0)).ShouldBe(2, "it stands there already");
        (await actions.MoveAsync(Reviewer, ids["丙"], 1, ids["甲"], int.MaxValue)).ShouldBe(2);
        (await PathsAsync(host)).ShouldBe(["丁", "甲", "甲/丙", "甲/丙/丙一", "乙"]);
        (await actions.MoveAsync(Reviewer, ids["丙"], 2, null, 1)).ShouldBe(3);
        (await PathsAsync(host)).ShouldBe(["丁", "丙", "丙/丙一", "甲", "乙"]);
        // What comes new comes last, whatever gaps moving has left.
        await AddAsync(host, "戊");
        (await PathsAsync(host))[^1].ShouldBe("戊");
        await using var db = host.Db();
        (await db.LedgerRowsOf("category.moved")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Move_AgainstTheRules_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "1/2/3/4", "甲/乙/丙", "别/2");
        var foreign = await host.CategoryAsync(Town.Yiliao);
        var full = await AnEntry.Drafted(host).UpTo(Stage.FinalReview);
        await full.ActAsync(RevisionAct.Publish, "city.reviewer", category: ids["1/2/3/4"]);
        var actions = host.Get<CategoryActions>();
        await actions.MoveAsync(Reviewer, ids["甲"], 1, ids["甲"], 0).ShouldBeRefusedAsync(CategoryRule.IntoItself);
        await actions.MoveAsync(Reviewer, ids["甲"], 1, ids["甲/乙/丙"], 0).ShouldBeRefusedAsync(CategoryRule.IntoItself);
        await actions.MoveAsync(Reviewer, ids["甲"], 1, ids["1/2/3"], 0).ShouldBeRefusedAsync(CategoryRule.TooDeep);
        await actions.MoveAsync(Reviewer, ids["甲/乙"], 1, ids["1/2/3"], 0);
        await actions.MoveAsync(Reviewer, ids["甲"], 1, ids["1/2/3/4"], 0).ShouldBeRefusedAsync(CategoryRule.HoldsEntries);
        await actions.MoveAsync(Reviewer, ids["别/2"], 1, ids["1"], 0).ShouldBeRefusedAsync(CategoryRule.NameTaken);
        await actions.MoveAsync(Reviewer, ids["甲"], 1, foreign, 0).ShouldBeRefusedAsync(CategoryRule.Unknown);
        await actions.MoveAsync(Reviewer, Guid.NewGuid(), 1, null, 0).ShouldBeRefusedAsync(BasicRule.NotFound);
        await actions.MoveAsync(Reviewer, ids["甲"], 9, null, 0).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
    }

    [Theory]
    [InlineData("city.editor")]
    [InlineData("city.supervisor")]
    [InlineData("yingde.office")]
    [InlineData("officer.rsj")]
    [InlineData("operator01")]
    [InlineData("admin")]
    public async Task Shape_OfATree_IsTheCityOffices(string name)
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "甲", "乙");
        var actions = host.Get<CategoryActions>();
        await actions.RenameAsync(Town.Actor(name), ids["甲"], 1, "丙").ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.MoveAsync(Town.Actor(name), ids["甲"], 1, null, 1).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.ImportAsync(Town.Actor(name), Town.Rsj, ["丙"]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await host.Get<RefilingActions>().RetireAsync(Town.Actor(name), ids["甲"], 1, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await PathsAsync(host)).ShouldBe(["甲", "乙"]);
    }

    [Fact]
    public async Task TwoPeople_OnOneCategory_DoNotOverwriteEachOther()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "甲", "乙");
        var actions = host.Get<CategoryActions>();
        await actions.RenameAsync(Reviewer, ids["甲"], 1, "甲一");
        (await actions.RenameAsync(Town.Actor("city.all"), ids["甲"], 1, "甲二").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(2);
        // Beside it there is no conflict.
        await actions.RenameAsync(Town.Actor("city.all"), ids["乙"], 1, "乙一");
        // Added under where it stands now, not under what it was called when the box was opened.
        await actions.AddAsync(Town.Actor("city.all"), Town.Rsj, ["新"], ids["甲"]);
        (await PathsAsync(host)).ShouldBe(["甲一", "甲一/新", "乙一"]);
        (await host.Get<RefilingActions>().RetireAsync(Reviewer, ids["甲"], 2, null, below: 0).ShouldBeRefusedAsync(CategoryRule.GrownMeanwhile)).Kind.ShouldBe(RefusalKind.ChangedMeanwhile);
        await host.Get<RefilingActions>().RetireAsync(Reviewer, ids["甲"], 2, null, below: 1);
        (await PathsAsync(host)).ShouldBe(["乙一"]);
    }

    [Fact]
    public async Task Merge_TakesEntriesAlongWithTheirCodesAndTexts()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        var second = await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/医疗");
        var gone = await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        await AnEntry.WrittenByUnit(host, change: ChangeKind.Withdraw, entry: gone.Code).SubmittedToOffice().Passed().Published(category: "社保/养老");
        var ids = await AddAsync(host, "社保/养老", "社保/医疗");

        (await host.Get<RefilingActions>().RetireAsync(Reviewer, ids["社保/养老"], 1, ids["社保/医疗"])).ShouldBe(2, "the withdrawn one goes along");

        await using var db = host.Db();
        var entries = await db.Entries().ToListAsync();
        entries.Select(entry => entry.CategoryId).Distinct().ShouldBe([ids["社保/医疗"]]);
        entries.Select(entry => entry.Code).ShouldBe([first.Code!, second.Code!, gone.Code!], ignoreOrder: true);
        entries.ShouldAllBe(entry => entry.CurrentVersion == 1);
        await CountsAreRightAsync(host);
        var shown = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!);
        (shown.Category, shown.Shown.Number).ShouldBe(("社保/医疗", 1));
        (await db.LedgerRowsOf("entry.refiled")).Select(row => row.Subject).ShouldBe([Entry.SubjectOf(first.Code!), Entry.SubjectOf(gone.Code!)], ignoreOrder: true);
        (await db.LedgerRowsOf("category.retired")).Single().Data.ShouldContain("\"entries\":2");
        // An address that was kept still finds them.
        (await host.Get<EntryViews>().ListAsync(Town.Actor("operator01"), new EntryFilter(CategoryId: ids["社保/养老"]), 0, 10)).Total.ShouldBe(2);
        // The path may be used again, by another category.
        (await AddAsync(host, "社保/养老"))["社保/养老"].ShouldNotBe(ids["社保/养老"]);
        (await host.Get<CategoryViews>().PathsAsync(Town.Rsj))[ids["社保/养老"]].ShouldBe("社保/养老（已停用）");
    }

    [Fact]
    public async Task Retire_WithEntries_NeedsAHomeThatCanTakeThem()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        var ids = await AddAsync(host, "社保", "社保/养老", "医保/门诊", "医保", "空");
        var foreign = await host.CategoryAsync(Town.Yiliao);
        var actions = host.Get<RefilingActions>();
        await RefusedAsync(null, CategoryRule.HomeRequired);
        await RefusedAsync(ids["社保"], CategoryRule.IntoItself);
        await RefusedAsync(ids["社保/养老"], CategoryRule.IntoItself);
        await RefusedAsync(ids["医保"], CategoryRule.NotLeaf);
        await RefusedAsync(foreign, CategoryRule.Unknown);
        await RefusedAsync(Guid.NewGuid(), CategoryRule.Unknown);
        await actions.RetireAsync(Reviewer, ids["空"], 1, null);
        await RefusedAsync(ids["空"], CategoryRule.Unknown);
        await actions.RetireAsync(Reviewer, ids["空"], 2, null).ShouldBeRefusedAsync(BasicRule.NotFound);
        await actions.RetireAsync(Reviewer, ids["社保"], 7, ids["医保/门诊"]).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);

        // Its parent becomes a leaf by it, and so can be its home.
        await actions.RetireAsync(Reviewer, ids["社保/养老"], 1, ids["社保"]);
        await CountsAreRightAsync(host);
        (await PathsAsync(host)).ShouldBe(["社保", "医保", "医保/门诊"]);

        async Task RefusedAsync(Guid? home, CategoryRule rule) =>
            (await actions.RetireAsync(Reviewer, ids["社保"], 1, home).ShouldBeRefusedAsync(rule)).Fields.Keys.ShouldBe(["home"]);
    }

    [Fact]
    public async Task Home_ThatWasMergedInto_MakesNoRing()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "甲", "乙", "丙");
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { CategoryId = ids["乙"] }).UpTo(Stage.FinalReview);
        var actions = host.Get<RefilingActions>();
        await actions.RetireAsync(Reviewer, ids["乙"], 1, ids["甲"]);
        await actions.RetireAsync(Reviewer, ids["甲"], 1, ids["乙"]).ShouldBeRefusedAsync(CategoryRule.Unknown);
        await actions.RetireAsync(Reviewer, ids["甲"], 1, ids["丙"]);

        // A draft that names the first goes to the last.
        (await host.Get<CategoryViews>().StandingAsync(ids["乙"])).ShouldBe(ids["丙"]);
        (await entry.ActAsync(RevisionAct.Publish, "city.reviewer")).Stage.ShouldBe(Stage.Published);
        await using var db = host.Db();
        (await db.Entries().SingleAsync()).CategoryId.ShouldBe(ids["丙"]);
        await CountsAreRightAsync(host);
    }

    [Fact]
    public async Task Draft_OfACategoryRetiredWithoutHome_AsksForAnother()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await AddAsync(host, "甲", "乙");
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { CategoryId = ids["甲"] }).UpTo(Stage.FinalReview);
        await host.Get<RefilingActions>().RetireAsync(Reviewer, ids["甲"], 1, null);
        (await host.Get<CategoryViews>().StandingAsync(ids["甲"])).ShouldBeNull();
        (await entry.ActAsync(RevisionAct.Publish, "city.reviewer").ShouldBeRefusedAsync(CategoryRule.Retired)).Fields.Keys.ShouldBe(["category"]);
        (await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: ids["乙"])).Stage.ShouldBe(Stage.Published);
    }

    [Fact]
    public async Task Search_AfterRenamingAndMerging_KnowsThePathsOfNow()
    {
        await using var host = await SearchHost.StartAsync();
        var ids = await AddAsync(host, "养老事务", "门诊事务");
        await host.LoadAsync([(Town.Rsj, AnEntry.AText with { CategoryId = ids["养老事务"] })]);
        await host.CatchUpAsync();
        (await host.SearchAsync("社保卡")).Counts.Categories.Single().Name.ShouldBe("养老事务");

        await host.Get<CategoryActions>().RenameAsync(Reviewer, ids["养老事务"], 1, "退休待遇");
        (await host.SearchAsync("社保卡")).Counts.Categories.Single().Name.ShouldBe("退休待遇", "names are not kept");
        await host.CatchUpAsync();
        var both = await host.SearchAsync("社保卡 退休待遇");
        (both.Total, both.LooseFrom).ShouldBe((1, 1), "words of the path help literally");
        (await host.SearchAsync("社保卡 养老事务")).LooseFrom.ShouldBe(0, "what it was called is forgotten");

        await host.Get<RefilingActions>().RetireAsync(Reviewer, ids["养老事务"], 2, ids["门诊事务"]);
        await host.CatchUpAsync();
        var found = await host.SearchAsync("社保卡");
        (found.Counts.Categories.Single().Id, found.Items.Single().Category).ShouldBe((ids["门诊事务"], "门诊事务"));
        (await host.Get<SearchViews>().SearchAsync(Town.Actor("operator01"), new SearchQuery("社保卡", CategoryId: ids["门诊事务"]))).Total.ShouldBe(1);
        (await host.Get<SearchViews>().SearchAsync(Town.Actor("operator01"), new SearchQuery("社保卡", CategoryId: ids["养老事务"]))).Total.ShouldBe(1, "an address that was kept");
    }

    /// <summary>Every count is what is filed there; everything in use is filed under a leaf in use.</summary>
    internal static async Task CountsAreRightAsync(TestHost host)
    {
        await using var db = host.Db();
        var categories = await db.Categories().AsNoTracking().ToListAsync();
        var entries = await db.Entries().AsNoTracking().ToListAsync();
        foreach (var category in categories)
            category.EntryCount.ShouldBe(entries.Count(entry => entry.CategoryId == category.Id && entry.State is EntryState.Published), category.Path);
        var leaves = categories.Where(row => !row.IsRetired && !categories.Exists(child => child.ParentId == row.Id && !child.IsRetired)).Select(row => row.Id).ToHashSet();
        entries.Where(entry => entry.State is EntryState.Published).ShouldAllBe(entry => leaves.Contains(entry.CategoryId));
        foreach (var row in categories.Where(row => !row.IsRetired && row.ParentId is not null))
            row.Path.ShouldBe($"{categories.Single(parent => parent.Id == row.ParentId && !parent.IsRetired).Path}/{row.Name}");
    }

    internal static async Task<Dictionary<string, Guid>> AddAsync(TestHost host, params string[] paths)
    {
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, paths);
        await using var db = host.Db();
        return await db.CategoriesInUse().Where(row => row.UnitId == Town.Rsj).ToDictionaryAsync(row => row.Path, row => row.Id);
    }

    private static async Task<List<string>> PathsAsync(TestHost host) => [.. (await host.Get<CategoryViews>().TreeAsync(Reviewer, Town.Rsj)).Select(row => row.Path)];
}
