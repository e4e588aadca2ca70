using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Storage;

/// <summary>The same acts on every database product; what has no live server here is skipped with the reason.</summary>
public sealed class EveryDatabaseTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Journey_FromAWorkOrderToTheOperator_IsTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);

        var entry = await AnEntry.FromWorkOrder(host, text: AnEntry.AText with { Body = $"<p>{new string('字', 100_000)}</p>", ReviewBy = new DateOnly(2027, 6, 30) })
            .SubmittedToUnit().Claimed("officer.rsj").Edited("officer.rsj", text => text with { Answer = "当场领卡。" }).Approved("officer.rsj")
            .After(TimeSpan.FromMilliseconds(1234)).Returned("city.checker", "请补充😀").Approved().Passed().Published(keywords: ["社保卡", "补卡"]);

        var detail = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), entry.Code!);
        (detail.Shown.Text.Answer, detail.Shown.Text.ReviewBy, detail.Shown.PublishedAt).ShouldBe(("当场领卡。", new DateOnly(2027, 6, 30), host.Now.AddTicks(-(host.Now.Ticks % TimeSpan.TicksPerMillisecond))));
        detail.Shown.Text.Keywords.ShouldBe(["社保卡", "补卡"]);
        detail.Shown.Text.Body.Length.ShouldBe(100_007);
        detail.UpdatedAt.Kind.ShouldBe(DateTimeKind.Utc);
        (await entry.KindsAsync()).ShouldBe(["revision.drafted", "revision.submitted", "revision.claimed", "revision.edited", "revision.approved", "revision.returned", "revision.approved", "revision.passed", "revision.published"]);
        (await entry.ClocksAsync()).Count.ShouldBe(5);
        var update = await AnEntry.WrittenByUnit(host, change: ChangeKind.Update, entry: entry.Code).UpTo(Stage.Published);
        update.Code.ShouldBe(entry.Code);
        (await AnEntry.Drafted(host, change: ChangeKind.Withdraw, entry: entry.Code).UpTo(Stage.Published)).Stage.ShouldBe(Stage.Published);
        var verdict = await host.VerifyAsync();
        verdict.Ok.ShouldBeTrue(verdict.Reason);
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task OpenRevision_SecondOfAnEntry_IsRefusedByTheDatabaseToo(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var published = await AnEntry.Drafted(host).UpTo(Stage.Published);
        await AnEntry.Drafted(host);
        await AnEntry.Drafted(host);
        var open = await AnEntry.Drafted(host, change: ChangeKind.Update, entry: published.Code);

        await using var db = host.Db();
        await Should.ThrowAsync<System.Data.Common.DbException>(db.Database.ExecuteSqlAsync(
            $"UPDATE \"Revision\" SET \"OpenEntryId\" = (SELECT r.\"OpenEntryId\" FROM (SELECT \"OpenEntryId\" FROM \"Revision\" WHERE \"OpenEntryId\" IS NOT NULL) r) WHERE \"OpenEntryId\" IS NULL"));
        await Should.ThrowAsync<Refusal>(async () => await AnEntry.WrittenByUnit(host, change: ChangeKind.Update, entry: published.Code));
        (await open.RowAsync()).OpenEntryId.ShouldNotBeNull();
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Lists_FilteredSortedAndPaged_AreTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var category = await host.CategoryAsync(Town.Rsj, "业务/常见问题");
        var titles = (string[])["ETC怎么办", "etc退费", "100%办结的事项", "下划线_在这里", "[方括号]", "社保卡怎么补办", "'引号'", "Ａ全角"];
        await host.Get<EntryActions>().LoadAsync(Actor.System("test"), [.. titles.Select((title, minute) => (Town.Rsj, AnEntry.AText with { Title = title, CategoryId = category }, host.Now.AddMinutes(-minute)))]);

        (await FoundAsync(null)).ShouldBe(titles);
        (await FoundAsync("etc")).ShouldBe(["ETC怎么办", "etc退费"]);
        (await FoundAsync("ETC")).ShouldBe(["ETC怎么办", "etc退费"]);
        (await FoundAsync("100%办")).ShouldBe(["100%办结的事项"]);
        (await FoundAsync("0_办")).ShouldBeEmpty("a pattern sign is a sign like any other");
        (await FoundAsync("_在")).ShouldBe(["下划线_在这里"]);
        (await FoundAsync("[方")).ShouldBe(["[方括号]"]);
        (await FoundAsync("'引")).ShouldBe(["'引号'"]);
        (await FoundAsync("社保")).ShouldBe(["社保卡怎么补办"]);
        (await FoundAsync("441800 001 00003 " + new EntryCode(Town.Rsj, 3).ToString()[^1])).ShouldBe(["100%办结的事项"]);
        (await host.Get<EntryViews>().ListAsync(Town.Actor("officer.yingde.mz"), new EntryFilter(), 0, 10)).Total.ShouldBe(0);
        (await host.Get<EntryViews>().ListAsync(Town.Actor("officer.rsj"), new EntryFilter(RegionCode: Town.City, CategoryId: category, ChangedWithinDays: 7), 6, 5)).Items.Select(item => item.Title).ShouldBe(titles[6..]);

        async Task<IEnumerable<string>> FoundAsync(string? text) => (await host.Get<EntryViews>().ListAsync(Town.Actor("operator01"), new EntryFilter(text), 0, 50)).Items.Select(item => item.Title);
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task WorkAndOrders_ListedAndCounted_AreTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var row = AWorkOrder.Numbered("gd-1");
        var results = await host.Get<WorkOrderActions>().ImportAsync(Town.Actor("city.editor"), [row, row with { Number = "GD-1", Title = "ETC退费" }, row with { Number = "ｇｄ-1", Unit = null }, row with { Number = "GD-2", Unit = "英德市民政局", Content = "前\0后" }]);
        results.ShouldAllBe(result => result.Status == ImportStatus.Added);
        var late = await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit();
        var soon = await AnEntry.FromWorkOrder(host, number: "GD-1").SubmittedToUnit().After(TimeSpan.FromHours(1)).Approved().Returned("city.checker");
        var draft = await AnEntry.Drafted(host);

        var orders = host.Get<WorkOrderViews>();
        (await orders.ListAsync(Town.Actor("city.editor"), new WorkOrderFilter("etc"), 0, 10)).Items.Single().RevisionId.ShouldBe(soon.Id);
        (await orders.ListAsync(Town.Actor("city.editor"), new WorkOrderFilter(Used: false, Replied: true), 0, 10)).Total.ShouldBe(3);
        (await orders.ListAsync(Town.Actor("yingde.office"), new WorkOrderFilter(), 0, 10)).Items.Select(item => item.Number).ShouldBe(["GD-2"]);
        (await orders.GetAsync(Town.Actor("officer.rsj"), "GD-1")).Content.ShouldNotContain("13800138000");
        var revisions = host.Get<RevisionViews>();
        (await revisions.ListAsync(Town.Actor("city.supervisor"), new RevisionFilter(), 0, 10)).Items.Select(item => item.Id).ShouldBe([late.Id, soon.Id, draft.Id]);
        (await revisions.ListAsync(Town.Actor("officer.rsj"), new RevisionFilter(WorkTab.Owed), 0, 10)).Items.Select(item => item.Id).ShouldBe([soon.Id]);
        (await revisions.ListAsync(Town.Actor("city.editor"), new RevisionFilter(WorkTab.Sent), 0, 10)).Total.ShouldBe(2);
        (await revisions.CountByStageAsync(Town.Actor("city.checker"), new RevisionFilter()))[Stage.UnitRevision].ShouldBe(2);
        (await host.Get<UnitViews>().FindAsync("市人社局"))!.Id.ShouldBe(Town.Rsj);
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task AccountsAndReaders_KeptAndChanged_AreTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var people = await host.WithAccountsAsync("admin", "security", "city.editor");
        var token = await host.Get<TokenActions>().CreateAsync(people["city.editor"].ToActor(), "CITY.editor", "x", 1);
        (await host.Get<TokenActions>().ResolveAsync(token))!.UserName.ShouldBe("city.editor");
        await host.Get<AccountActions>().AssignAsync(people["security"].ToActor(), people["city.editor"].Id, [Role.CityChecker], Town.City, null);
        (await host.Get<AccountViews>().ListAsync(people["admin"].ToActor(), new AccountFilter("EDIT"), 0, 10)).Items.Single().Roles.ShouldBe([Role.CityChecker]);
        await host.Get<LedgerPositions>().SetAsync("reader", 3);
        await host.Get<LedgerPositions>().SetAsync("reader", 2);
        (await host.Get<LedgerPositions>().GetAsync("reader")).ShouldBe(3);
        (await host.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Migration_StartedTwice_RunsOnceAndLeavesNothingPending(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(withTown: false, provider: provider);
        (await host.Get<Migrator>().MigrateAsync()).ShouldBe(0);
        await using var db = host.Db();
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }
}
