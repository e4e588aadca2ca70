using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R5.4: one click asks the unit; an office may say that it is none; who sees what; what an entry may refer to.</summary>
public sealed class DriftActionsTests
{
    [Fact]
    public async Task Request_OfADifference_IsOneActThatSaysItFieldByField()
    {
        await using var host = await TestHost.StartAsync();
        var (entry, item, drift) = await host.DifferingAsync();
        var asked = await AskAsync(host, "city.editor", drift);
        await using var db = host.Db();
        var request = await db.EditingRequests().Include(row => row.Clock).SingleAsync();
        (request.Id, request.UnitId, request.Source, request.SourceRef, request.Clock!.DueAt).ShouldBe((asked.Id, Town.Rsj, RequestSource.HallDifference, drift.Subject, host.Now.AddHours(22)));
        request.Title.ShouldBe("更新条目：社保卡怎么补办（与办事大厅不一致）");
        request.Text.ShouldContain(entry.Code!);
        request.Text.ShouldContain(item.Code);
        request.Text.ShouldContain($"咨询电话：办事大厅为“{DriftTown.Phone}”，条目为“0763-3369999”");
        var row = (await host.DriftsAsync()).Single();
        (row.Stage, row.RequestId).ShouldBe((DriftStage.Requested, request.Id));
        var ledger = await db.LedgerRows().OrderByDescending(line => line.Number).Take(2).Select(line => line.Kind).ToListAsync();
        ledger.ShouldBe(["drift.requested", "editingRequest.made"]);
        (await host.Get<EditingRequestViews>().GetAsync(Town.Actor("officer.rsj"), request.Id)).Entry.ShouldBe(entry.Code);
        await AskAsync(host, "city.editor", row).ShouldBeRefusedAsync(DriftRule.WrongStage, "at most once while it is open");
        await AskAsync(host, "city.editor", drift).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
    }

    [Fact]
    public async Task Decisions_AgainstTheRules_AreRefusedAndChangeNothing()
    {
        await using var host = await TestHost.StartAsync();
        var (_, _, drift) = await host.DifferingAsync(Town.YingdeMz);
        await AskAsync(host, "operator01", drift).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await AskAsync(host, "officer.yingde.mz", drift).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await AskAsync(host, "qingcheng.office", drift).ShouldBeRefusedAsync(BasicRule.NotFound, "another county's");
        await DismissAsync(host, "operator01", drift).ShouldBeRefusedAsync(BasicRule.NotFound);
        await DismissAsync(host, "officer.yingde.mz", drift).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await DismissAsync(host, "city.reviewer", drift).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await DismissAsync(host, "yingde.office", drift, " ").ShouldBeRefusedAsync(DriftRule.ReasonRequired)).Fields.ShouldContainKey("reason");
        await DismissAsync(host, "yingde.office", drift, new string('长', Drift.MaxReason + 1)).ShouldBeRefusedAsync(DriftRule.ReasonTooLong);
        await DismissAsync(host, "yingde.office", drift, "来电人 13800138000 说的").ShouldBeRefusedAsync(DriftRule.PersonalData);
        await host.Get<DriftActions>().DismissAsync(Town.Actor("yingde.office"), drift.Id, drift.Version + 1, "理由").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        (await host.DriftsAsync()).Single().Version.ShouldBe(drift.Version);
        (await DismissAsync(host, "yingde.office", drift)).Stage.ShouldBe(DriftStage.Dismissed);
        var row = (await host.DriftsAsync()).Single();
        (row.Reason, row.DismissedBy, row.DismissedAt).ShouldBe(("另一窗口的电话", "yingde.office", host.Now));
        await DismissAsync(host, "yingde.office", row).ShouldBeRefusedAsync(DriftRule.WrongStage);
    }

    [Fact]
    public void Flow_OfEveryStageAndAct_IsTheTable()
    {
        foreach (var stage in Enum.GetValues<DriftStage>())
            foreach (var act in Enum.GetValues<DriftAct>())
                (DriftFlow.Table.Find(stage, act) is not null).ShouldBe((stage, act) switch
                {
                    (DriftStage.Open, DriftAct.Request or DriftAct.Dismiss or DriftAct.Settle) => true,
                    (DriftStage.Requested or DriftStage.Dismissed, DriftAct.Reopen or DriftAct.Settle) => true,
                    _ => false,
                }, $"{stage} {act}");
    }

    [Fact]
    public async Task List_ShowsToEachWhatIsTheirs()
    {
        await using var host = await TestHost.StartAsync();
        await host.DifferingAsync();
        await host.DifferingAsync(Town.YingdeMz);
        var views = host.Get<DriftViews>();
        foreach (var (who, count, owed) in new[] { ("city.editor", 2, 1), ("city.supervisor", 2, 1), ("yingde.office", 1, 1), ("qingcheng.office", 0, 0), ("officer.rsj", 1, 1), ("officer.yingde.mz", 1, 1), ("operator01", 0, 0), ("admin", 0, 0) })
        {
            (await views.ListAsync(Town.Actor(who), new DriftFilter(), 0, 10)).Total.ShouldBe(count, who);
            (await views.CountAsync(Town.Actor(who), new DriftFilter(Owed: true))).ShouldBe(owed, who);
        }

        var (items, _) = await views.ListAsync(Town.Actor("city.editor"), new DriftFilter(UnitId: Town.YingdeMz, Field: "phone", OpenOnly: true), 0, 10);
        var row = items.ShouldHaveSingleItem();
        (row.Row.Title, row.Row.ItemName, row.Row.Unit, row.MayRevise).ShouldBe(("社保卡怎么补办", "残疾人证办理", "英德市民政局", false));
        row.Acts.Select(move => move.Act).ShouldBe([DriftAct.Request, DriftAct.Dismiss]);
        (await views.ListAsync(Town.Actor("city.editor"), new DriftFilter(Field: "fee"), 0, 10)).Total.ShouldBe(0);
        (await views.ListAsync(Town.Actor("officer.rsj"), new DriftFilter(), 0, 10)).Items[0].MayRevise.ShouldBeTrue();
        await views.GetAsync(Town.Actor("officer.rsj"), row.Row.Drift.Id).ShouldBeRefusedAsync(BasicRule.NotFound);
    }

    [Fact]
    public async Task Reference_ToWhatIsNotThereOrNotTheWriters_IsRefusedWhenItIsNew()
    {
        await using var host = await TestHost.StartAsync();
        var mine = await DriftTown.AnItem().In(host);
        var theirs = await DriftTown.AnItem("医保").Of(Town.Yiliao).In(host);
        foreach (var wrong in new[] { "nothing", theirs.Code, new string('9', 60) })
            (await Draft("officer.rsj", wrong).ShouldBeRefusedAsync(RevisionRule.UnknownApprovalItem)).Fields.ShouldContainKey("approvals");
        var drafted = await Draft("officer.rsj", mine.Code, $" {mine.Code} ");
        (await Edit(drafted, theirs.Code, mine.Code).ShouldBeRefusedAsync(RevisionRule.UnknownApprovalItem)).Message.ShouldContain(theirs.Code);
        await using var db = host.Db();
        (await db.Revisions().SingleAsync()).Text.ApprovalItems.ShouldBe([mine.Code]);

        // What is there stays, whatever has become of it.
        var entry = await DriftTown.PublishedAsync(host, DriftTown.Saying("打电话", mine.Code));
        await using (var act = host.Db())
            await act.Database.ExecuteSqlAsync($"UPDATE ApprovalItem SET UnitId = {Town.Yiliao} WHERE Code = {mine.Code}");
        var update = await host.Get<EntryActions>().DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.Update, null, entry.Code, DriftTown.Saying("打这个电话"), KeepReferences: true));
        (await db.Revisions().AsNoTracking().SingleAsync(row => row.Id == update.Id)).Text.ApprovalItems.ShouldBe([mine.Code]);
        await Edit(update, mine.Code);

        Task<RevisionState> Draft(string by, params string[] codes) =>
            host.Get<EntryActions>().DraftAsync(Town.Actor(by), new DraftRequest(Origin.Supplementary, ChangeKind.New, null, null, DriftTown.Saying("打电话", codes)));

        Task<RevisionState> Edit(RevisionState state, params string[] codes) =>
            host.Get<EntryActions>().EditAsync(Town.Actor("officer.rsj"), state.Id, state.Version, text => text with { Answer = text.Answer + "。", ApprovalItems = [.. codes] });
    }

    [Fact]
    public async Task References_AreFoundFromBothSides()
    {
        await using var host = await TestHost.StartAsync();
        var (entry, item, _) = await host.DifferingAsync();
        var theirs = await DriftTown.AnItem("残疾人证补办").Of(Town.Yiliao).In(host);
        var like = await DriftTown.AnItem("残疾人证补办").In(host);
        var views = host.Get<ReferenceViews>();
        (await views.EntriesAsync(Town.Actor("operator01"), item.Code, 0, 10)).Items.ShouldBe([new ReferringEntry(entry.Code!, "社保卡怎么补办", "清远市人力资源和社会保障局")]);
        (await views.EntriesAsync(Town.Actor("officer.yiliao"), item.Code, 0, 10)).Total.ShouldBe(0);
        (await views.ItemsAsync(Town.Actor("officer.rsj"), [theirs.Code, item.Code])).ShouldBe([new ReferredItem(theirs.Code, theirs.Code, null), new ReferredItem(item.Code, "残疾人证办理", ApprovalState.InForce)]);
        (await views.SuggestAsync(Town.Actor("city.editor"), Town.Rsj, "残疾人证怎么补办", [item.Code], 3)).Select(found => found.Code).ShouldBe([like.Code]);
        (await views.SuggestAsync(Town.Actor("city.editor"), Town.Rsj, "", [], 3)).ShouldBeEmpty();
        (await views.FindAsync(Town.Actor("city.editor"), Town.Rsj, "补办", 5)).Select(found => found.Code).ShouldBe([like.Code, theirs.Code]);
        (await views.FindAsync(Town.Actor("officer.rsj"), Town.Rsj, "补办\0", 5)).Select(found => found.Code).ShouldBe([like.Code]);
    }

    private static Task<EditingRequestState> AskAsync(TestHost host, string who, Drift drift) =>
        host.Get<EditingRequestActions>().MakeAsync(Town.Actor(who), new NewEditingRequest(null, null, null, Drift: drift.Id, DriftVersion: drift.Version));

    private static Task<DriftState> DismissAsync(TestHost host, string who, Drift drift, string reason = "另一窗口的电话") =>
        host.Get<DriftActions>().DismissAsync(Town.Actor(who), drift.Id, drift.Version, reason);
}
