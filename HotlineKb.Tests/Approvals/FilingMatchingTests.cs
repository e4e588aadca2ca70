using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.2: what is filed and what the sync observes are brought together, whichever comes first.</summary>
public sealed class FilingMatchingTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Change_ThatWasFiled_IsMatchedInThePagesOwnTransaction(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await FilingTown.StartAsync(provider: provider);
        var filed = await host.FileAsync();
        filed.ShouldBe(new FilingState(filed.Id, FilingStage.Filed, 1, false));

        var change = await host.ChangedAsync("RSJ-1");

        var row = await host.FilingAsync(filed.Id);
        (row.MatchedChangeId, row.MatchedAt, row.Version).ShouldBe((change.Id, host.Now, 2));
        (await host.LedgerOfAsync(row.Subject)).ShouldBe([("filing.filed", "officer.rsj"), ("filing.matched", "system:hall-sync")]);
        await using var db = host.Db();
        var (matched, changed) = ((await db.LedgerRowsOf("filing.matched")).Single(), (await db.LedgerRowsOf("approval.changed")).Single());
        matched.Number.ShouldBe(changed.Number + 1, "one act");
        (await host.UnfiledAsync("city.editor")).ShouldBeEmpty();
        (await host.FilingsAsync("city.editor", new FilingFilter(Match: FilingMatch.Matched))).Single().ChangedItem!.Value.Code.ShouldBe("RSJ-1");
        // Withdrawals and restorations in the hall, as deletions and additions.
        await host.FileAsync("RSJ-2", kind: FilingKind.Delete, what: "已取消");
        host.Hall().Drop("RSJ-2");
        await host.SyncAsync(full: true);
        (await host.FilingsAsync("officer.rsj", new FilingFilter(Match: FilingMatch.Matched))).Count.ShouldBe(2);
        (await host.FilingsAsync("officer.rsj", new FilingFilter(Match: FilingMatch.NotSeen))).ShouldBeEmpty();
        (await host.Get<ChangeFilingViews>().CountsAsync(Town.Actor("city.editor"))).ShouldBe(new FilingCounts(2, 2, 0, 0, 0, 0, 2));
    }

    [Theory]
    [InlineData(-7, true)]
    [InlineData(-8, false)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task Filing_AtTheWindowsBounds_IsMatchedOrNot_InBothOrders(int days, bool matches)
    {
        await using var host = await FilingTown.StartAsync();
        var before = await host.FileAsync("RSJ-1", days);
        var change = await host.ChangedAsync("RSJ-1");
        (await host.FilingAsync(before.Id)).MatchedChangeId.ShouldBe(matches ? change.Id : null);

        change = await host.ChangedAsync("RSJ-2");
        var after = await host.FileAsync("RSJ-2", days);
        after.Matched.ShouldBe(matches);
        (await host.FilingAsync(after.Id)).MatchedChangeId.ShouldBe(matches ? change.Id : null);
        (await host.UnfiledAsync("officer.rsj")).Count.ShouldBe(matches ? 0 : 2);
        (await host.FilingsAsync("officer.rsj", new FilingFilter(Match: FilingMatch.NotSeen))).Count.ShouldBe(matches ? 0 : 2);
    }

    [Fact]
    public async Task Window_CountsDaysOfTheCity_AndMayBeNothing()
    {
        await using var host = await FilingTown.StartAsync(window: 0);
        // 15:59:59 UTC is the last second of the day in the city; a run takes one.
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 15, 59, 58, TimeSpan.Zero));
        await host.ChangedAsync("RSJ-1");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ChangedAsync("RSJ-2");

        (await host.FileAsync("RSJ-1")).Matched.ShouldBeFalse("it was yesterday");
        (await host.FileAsync("RSJ-1", -1)).Matched.ShouldBeTrue();
        (await host.FileAsync("RSJ-2", -1)).Matched.ShouldBeFalse();
        (await host.FileAsync("RSJ-2")).Matched.ShouldBeTrue();
    }

    [Fact]
    public async Task Change_WithTwoFilings_GoesToTheNearest_AndTheOtherWaitsForItsOwn()
    {
        await using var host = await FilingTown.StartAsync();
        var far = await host.FileAsync(days: 5);
        var near = await host.FileAsync(days: 2);
        var change = await host.ChangedAsync("RSJ-1");
        (await host.FilingAsync(near.Id)).MatchedChangeId.ShouldBe(change.Id);
        (await host.FilingAsync(far.Id)).MatchedChangeId.ShouldBeNull("one change, one filing");

        host.Clock.Advance(TimeSpan.FromDays(1));
        var second = await host.ChangedAsync("RSJ-1", phone: "0763-3");
        (await host.FilingAsync(far.Id)).MatchedChangeId.ShouldBe(second.Id);
        (await host.FilingAsync(near.Id)).MatchedChangeId.ShouldBe(change.Id, "what is matched stays");
        // The other order: two changes, one filing.
        await host.ChangedAsync("RSJ-2");
        host.Clock.Advance(TimeSpan.FromDays(2));
        var nearest = await host.ChangedAsync("RSJ-2", phone: "0763-3");
        (await host.FilingAsync((await host.FileAsync("RSJ-2", -1 + 1)).Id)).MatchedChangeId.ShouldBe(nearest.Id);
        (await host.UnfiledAsync("officer.rsj")).Single().ItemCode.ShouldBe("RSJ-2");
    }

    [Fact]
    public async Task Filing_OfAnotherUnitItemOrKind_IsNotMatched()
    {
        await using var host = await FilingTown.StartAsync();
        var ids = new[] { (await host.FileAsync("RSJ-2")).Id, (await host.FileAsync(kind: FilingKind.Delete, what: "已取消")).Id, (await host.FileAsync("YL-1", by: "officer.yiliao")).Id, (await host.FileAdditionAsync(FilingTown.DepartmentOf(Town.Rsj) + "的第1号事项")).Id };
        var withdrawn = await host.FileAsync();
        await host.Get<ChangeFilingActions>().ActAsync(Town.Actor("officer.rsj"), withdrawn.Id, FilingAct.Withdraw, withdrawn.Version);

        await host.ChangedAsync("RSJ-1");

        foreach (var id in ids.Append(withdrawn.Id))
            (await host.FilingAsync(id)).MatchedChangeId.ShouldBeNull();
        (await host.UnfiledAsync("city.editor")).Single().Change.Fields.ShouldBe(["phone"]);
    }

    [Fact]
    public async Task Addition_IsMatchedByCodeElseByName_AndNotByWhatIsCalledDifferently()
    {
        await using var host = await FilingTown.StartAsync();
        var byCode = await host.FileAdditionAsync("随便叫什么", "11441800A1");
        var byName = await host.FileAdditionAsync("失业保险金 申领（线上）");
        var byPart = await host.FileAdditionAsync("灵活就业社保补贴申领");
        var other = await host.FileAdditionAsync("职称评审委员会备案", "11441800ZZ");
        var (first, second) = (await host.AddedAsync("N-1", "就业困难人员认定", "11441800a1"), await host.AddedAsync("N-2", "失业保险金申领(线上)", "11441800B2"));
        var third = await host.AddedAsync("N-3", "灵活就业社保补贴申领（创业就业扶持）");
        await host.AddedAsync("N-4", "工伤认定申请", "11441800C3");

        (await host.FilingAsync(byCode.Id)).MatchedChangeId.ShouldBe(first.Id);
        (await host.FilingAsync(byName.Id)).MatchedChangeId.ShouldBe(second.Id);
        (await host.FilingAsync(byPart.Id)).MatchedChangeId.ShouldBe(third.Id);
        (await host.FilingAsync(other.Id)).MatchedChangeId.ShouldBeNull();
        (await host.UnfiledAsync("city.editor")).Single().ItemCode.ShouldBe("N-4");
        // After the fact, a code finds its own among several of one name.
        await host.AddedAsync("N-5", "人事档案转出", "D1");
        var twin = await host.AddedAsync("N-6", "人事档案转出", "D2");
        (await host.FilingAsync((await host.FileAdditionAsync("人事档案转出", "D2")).Id)).MatchedChangeId.ShouldBe(twin.Id);
        (await host.FileAdditionAsync("工伤认定", "11441800C9")).Matched.ShouldBeFalse("another code is another item unless it is called the same");
        (await host.FileAdditionAsync("工伤认定申请", "11441800C9")).Matched.ShouldBeTrue();
    }

    [Fact]
    public async Task Change_WhileNobodyOwnedTheItem_BelongsToNobody()
    {
        await using var host = await FilingTown.StartAsync();
        host.Hall().Put("X-1", "不知归谁的事项", "清远市某新部门");
        await host.SyncAsync();
        host.Hall().Put("X-1", "不知归谁的事项", "清远市某新部门", "0763-9");
        await host.SyncAsync();
        await host.MapAsync("清远市某新部门", Town.Rsj);

        (await host.UnfiledAsync("city.editor")).ShouldBeEmpty();
        (await host.FileAsync("X-1")).Matched.ShouldBeFalse();
        await host.ChangedAsync("RSJ-1");
        (await host.UnfiledAsync("city.editor")).Single().ItemCode.ShouldBe("RSJ-1");
    }

    [Fact]
    public async Task Refile_MayLeaveItsChangeToAnother_AndFindItsOwn()
    {
        await using var host = await FilingTown.StartAsync();
        var (one, other) = (await host.ChangedAsync("RSJ-1"), await host.ChangedAsync("RSJ-2"));
        var wrong = await host.FileAsync();
        var waiting = await host.FileAsync(days: 1);
        (wrong.Matched, waiting.Matched).ShouldBe((true, false));
        var back = await host.Get<ChangeFilingActions>().ActAsync(Town.Actor("city.editor"), wrong.Id, FilingAct.AskBack, wrong.Version, "事项不对");

        var actions = host.Get<ChangeFilingActions>();
        var again = await actions.RefileAsync(Town.Actor("officer.rsj"), wrong.Id, back.Version, new NewFiling(FilingKind.Change, "RSJ-2", null, null, "改的是这一件", host.Today()));
        (again.Stage, again.Matched).ShouldBe((FilingStage.Filed, true));
        (await host.FilingAsync(wrong.Id)).MatchedChangeId.ShouldBe(other.Id);
        (await host.FilingAsync(waiting.Id)).MatchedChangeId.ShouldBe(one.Id, "what was left free is taken by who waits for it");
        (await host.LedgerOfAsync(ChangeFiling.SubjectOf(wrong.Id))).Select(row => row.Kind).ShouldBe(["filing.filed", "filing.matched", "filing.returned", "filing.refiled", "filing.unmatched", "filing.matched"]);

        // Filed again with other words only, it stays where it is.
        back = await actions.ActAsync(Town.Actor("city.editor"), wrong.Id, FilingAct.AskBack, again.Version, "再写清楚");
        await actions.RefileAsync(Town.Actor("officer.rsj"), wrong.Id, back.Version, new NewFiling(FilingKind.Change, "RSJ-2", null, null, "咨询电话由一改为二", host.Today().AddDays(1)));
        (await host.LedgerOfAsync(ChangeFiling.SubjectOf(wrong.Id)))[^1].Kind.ShouldBe("filing.refiled");
        (await host.FilingAsync(wrong.Id)).MatchedChangeId.ShouldBe(other.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_MadeBecauseTheTwoDiffer_IsSettledByTheMatch(bool seenFirst)
    {
        await using var host = await FilingTown.StartAsync();
        var requests = host.Get<EditingRequestActions>();
        EditingRequestState made;
        if (seenFirst)
        {
            var change = await host.ChangedAsync("RSJ-1");
            made = await requests.MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(null, null, null, Change: change.Id));
            host.Clock.Advance(TimeSpan.FromHours(1));
            await host.FileAsync();
        }
        else
        {
            made = await requests.MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(null, null, null, Filing: (await host.FileAsync()).Id));
            host.Clock.Advance(TimeSpan.FromHours(1));
            await host.ChangedAsync("RSJ-1");
        }

        await using var db = host.Db();
        var row = await db.EditingRequests().Include(request => request.Clock).SingleAsync();
        (row.Stage, row.RevisionId, row.Reason, row.Version).ShouldBe((RequestStage.Accepted, null, null, made.Version + 1));
        (row.Clock!.ClosedAt, row.Clock.OnTime).ShouldBe((host.Now, true));
        var settled = (await db.LedgerRowsOf("editingRequest.fulfilled")).Single();
        settled.Actor.ShouldBe(seenFirst ? "officer.rsj" : "system:hall-sync");
        settled.Number.ShouldBe((await db.LedgerRowsOf("filing.matched")).Single().Number + 1, "one act");
    }

    [Fact]
    public async Task Page_WithNothingNew_AsksNothingOfFilings()
    {
        await using var host = await FilingTown.StartAsync();
        var filed = await host.FileAsync();
        var run = await host.SyncAsync(full: true);
        (run.Changed, run.News).ShouldBe((0, 0));
        (await host.FilingAsync(filed.Id)).Version.ShouldBe(1);
    }
}
