using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.1: what a run does to items, versions, changes and the ledger, in exact figures.</summary>
public sealed class SyncRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sync_OfTheSameItemsAgain_WritesNothing(bool full)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(450, Added: 450), full);
        await host.ShouldBeInStepAsync(hall);
        var before = await host.TracesAsync();
        before.Changes.ShouldBe(0, "nothing of the first load is a change that somebody should have filed");

        await host.SyncsAsync(new HallFigures(2, Unchanged: 2));
        await host.SyncsAsync(new HallFigures(450, Unchanged: 450), full: true);
        await host.SyncsAsync(new HallFigures(450, Unchanged: 450), full: true);

        (await host.TracesAsync()).ShouldBe(before);
        await host.ShouldBeInStepAsync(hall);
    }

    [Fact]
    public async Task Sync_OfEachKindOfChange_KeepsVersionsAndSaysWhatItSaw()
    {
        await using var hall = await FakeHall.StartAsync(200);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(200, Added: 200));
        hall.Change(FakeHall.CodeOf(5), "LINK_TEL", "0763-9999999");
        hall.Cancel(FakeHall.CodeOf(6));
        hall.Remove(FakeHall.CodeOf(7));
        hall.Put(FakeHall.Item("brand-new"));

        await host.SyncsAsync(new HallFigures(7, Added: 1, Changed: 1, Unchanged: 4, Withdrawn: 1));
        await host.SyncsAsync(new HallFigures(200, Unchanged: 200, Withdrawn: 1), full: true);

        await using var db = host.Db();
        var changes = await (from change in db.ApprovalChanges() join item in db.ApprovalItems() on change.ItemId equals item.Id orderby item.Code select new { item.Code, change.Kind, change.ItemVersion, change.Fields }).ToListAsync();
        changes.Select(change => $"{change.Code} {change.Kind} {change.ItemVersion} {string.Join(',', change.Fields)}").ShouldBe(
            ["brand-new Added 1 ", $"{FakeHall.CodeOf(5)} Changed 2 phone", $"{FakeHall.CodeOf(6)} Withdrawn 1 ", $"{FakeHall.CodeOf(7)} Withdrawn 1 "]);
        var past = await host.Get<ApprovalViews>().PastAsync(Town.Actor("city.editor"), FakeHall.CodeOf(5));
        past.Select(version => version.Version.Number).ShouldBe([2, 1]);
        past[0].Differences.Select(difference => (difference.Field, difference.Name)).ShouldBe([("phone", "咨询电话")]);
        (await host.ItemAsync(FakeHall.CodeOf(7))).State.ShouldBe(ApprovalState.Withdrawn);
        (await host.InForceAsync()).ShouldBe(199);
        var withdrawn = await db.LedgerRowsOf("approval.withdrawn");
        withdrawn.Select(row => row.Data.Contains("\"vanished\":true", StringComparison.Ordinal)).ShouldBe([false, true]);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Sync_OfWhatIsListedAgain_RestoresIt()
    {
        await using var hall = await FakeHall.StartAsync(100);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(100, Added: 100));
        hall.Cancel(FakeHall.CodeOf(1));
        hall.Cancel(FakeHall.CodeOf(2));
        await host.SyncsAsync(new HallFigures(4, Unchanged: 2, Withdrawn: 2));
        hall.Change(FakeHall.CodeOf(1), "TASK_STATE", "1");
        hall.Change(FakeHall.CodeOf(2), "TASK_STATE", "1");
        hall.Change(FakeHall.CodeOf(2), "LINK_TEL", "0763-2");
        // As it was before but for the address of the cancelled one, which is asked for again no more.
        await host.SyncsAsync(new HallFigures(2, Changed: 2));
        ((await host.ItemAsync(FakeHall.CodeOf(1))).CurrentVersion, (await host.ItemAsync(FakeHall.CodeOf(2))).CurrentVersion).ShouldBe((1, 2));
        await host.ShouldBeInStepAsync(hall);
        await using var db = host.Db();
        (await db.LedgerRowsOf("approval.restored")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sync_OfACancellationThatHoldsNothingElse_Withdraws()
    {
        await using var hall = await FakeHall.StartAsync(20);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(20, Added: 20));
        hall.Put(System.Text.Json.Nodes.JsonNode.Parse($$$"""{"AUDIT_ITEM":{"ITEM_ID":"{{{FakeHall.CodeOf(3)}}}","TASK_STATE":"0"}}""")!);
        hall.Put(System.Text.Json.Nodes.JsonNode.Parse("""{"AUDIT_ITEM":{"ITEM_ID":"never-seen","TASK_STATE":"0"}}""")!);
        var before = await host.TracesAsync();
        (await host.SyncAsync()).Withdrawn.ShouldBe(1);
        var after = await host.TracesAsync();
        (after.LedgerRows - before.LedgerRows, after.Departments, after.Quarantine).ShouldBe((2, before.Departments, before.Quarantine));
        await host.SyncsAsync(new HallFigures(21, Unchanged: 21), full: true);
        (await host.TracesAsync()).ShouldBe(after);
    }

    [Theory]
    [InlineData(20, 0, HallRunState.Succeeded)]
    [InlineData(21, 0, HallRunState.Stopped)]
    [InlineData(10, 10, HallRunState.Succeeded)]
    [InlineData(10, 11, HallRunState.Stopped)]
    [InlineData(200, 0, HallRunState.Stopped)]
    public async Task FullSync_ThatWouldWithdrawTooMuch_StopsAndChangesNothing(int missing, int cancelled, HallRunState state)
    {
        await using var hall = await FakeHall.StartAsync(200);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(200, Added: 200));
        hall.Remove(Enumerable.Range(0, missing).Select(FakeHall.CodeOf));
        if (missing < 200)
        {
            for (var i = 0; i < cancelled; i++)
                hall.Cancel(FakeHall.CodeOf(missing + i));
            hall.Change(FakeHall.CodeOf(150), "LINK_TEL", "1");
            hall.Put(FakeHall.Item("unreadable", department: ""));
            hall.Put(FakeHall.Item("more"));
        }

        var before = await host.TracesAsync();
        var run = await host.SyncAsync(full: true);

        run.State.ShouldBe(state);
        if (state is HallRunState.Succeeded)
        {
            run.ShouldHave(new HallFigures(202 - missing, Added: 1, Changed: 1, Unchanged: 199 - missing - cancelled, Withdrawn: missing + cancelled, Quarantined: 1));
            return;
        }

        (await host.TracesAsync()).ShouldBe(before with { LedgerRows = before.LedgerRows + 1 });
        run.Error.ShouldBe($"办事大厅少了 {missing} 件、取消了 {cancelled} 件，合计超过现有 200 件的 10%，已停止，未作任何改动。请与办事大厅核实。");
        await using (var db = host.Db())
            (await db.LedgerRowsOf("hall.stopped")).Single().Data.ShouldContain($"\"missing\":{missing + cancelled},\"inForce\":200");
        (await host.Get<HallViews>().StatusAsync()).Last!.State.ShouldBe(HallRunState.Stopped);
        if (missing == 200)
            return;
        (await host.SyncAsync(full: true, accept: true)).ShouldHave(new HallFigures(202 - missing, Added: 1, Changed: 1, Unchanged: 199 - missing - cancelled, Withdrawn: missing + cancelled, Quarantined: 1));
        await using var then = host.Db();
        (await then.LedgerRowsOf("hall.withdrawalsAccepted")).Single().Actor.ShouldBe("city.supervisor");
        (await then.ApprovalItems().CountAsync()).ShouldBe(201, "withdrawn, not deleted");
    }

    [Fact]
    public async Task FullSync_OfHalfAHallInTheMiddle_StopsAndConvergesOnceItIsWhole()
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(450, Added: 450));
        var before = await host.TracesAsync();
        hall.Make(HallTrouble.Half, times: 1000);
        (await host.SyncAsync(full: true)).State.ShouldBe(HallRunState.Stopped);
        (await host.TracesAsync()).ShouldBe(before with { LedgerRows = before.LedgerRows + 1 });
        hall.Make(HallTrouble.None);
        await host.SyncsAsync(new HallFigures(450, Unchanged: 450), full: true);
    }

    /// <summary>What arrives changed while pages are read is read again at the end, and the last reading counts.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sync_OfItemsThatChangeBetweenPages_EndsWithWhatTheHallHas(bool full)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        if (full)
            await host.SyncsAsync(new HallFigures(450, Added: 450));
        var (early, late, back, gone) = (FakeHall.CodeOf(2), FakeHall.CodeOf(440), FakeHall.CodeOf(4), FakeHall.CodeOf(10));
        // Read as changed, and back to what is stored before the run ends.
        if (full)
            hall.Change(back, "LINK_TEL", "first");
        var asked = hall.Requests;
        hall.BeforePage = number =>
        {
            switch (number - asked)
            {
                case 2:
                    hall.Change(early, "LINK_TEL", "second");
                    hall.Change(late, "LINK_TEL", "second");
                    hall.Cancel(gone);
                    break;
                case 5:
                    hall.Change(early, "LINK_TEL", "third");
                    hall.Change(back, "LINK_TEL", "0763-3375123");
                    break;
            }

            return Task.CompletedTask;
        };
        (await host.SyncAsync(full)).State.ShouldBe(HallRunState.Succeeded);

        await PhoneAsync(early, "third");
        await PhoneAsync(late, "second");
        await PhoneAsync(back, "0763-3375123");
        (await host.ItemAsync(gone)).State.ShouldBe(ApprovalState.Withdrawn);
        (await host.InForceAsync()).ShouldBe(449);
        hall.BeforePage = _ => Task.CompletedTask;
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(450, Unchanged: 450), full: true);
        (await host.TracesAsync()).ShouldBe(before, "nothing was left to be told");

        async Task PhoneAsync(string code, string phone) =>
            (await host.Get<ApprovalViews>().GetAsync(Town.Actor("city.editor"), code)).Shown.Guide.Phone.ShouldBe(phone);
    }

    [Fact]
    public async Task FullSync_OfAChangeThatIsTakenBackMeanwhile_LeavesNoVersion()
    {
        await using var hall = await FakeHall.StartAsync(300);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(300, Added: 300));
        var before = await host.TracesAsync();
        hall.Put(With("LINK_TEL", "other"), 1_759_000_000_000);
        var asked = hall.Requests;
        hall.BeforePage = number =>
        {
            if (number - asked == 3)
                hall.Put(With("LINK_TEL", "0763-3375123"));
            return Task.CompletedTask;
        };
        await host.SyncsAsync(new HallFigures(301, Unchanged: 301), full: true);
        (await host.TracesAsync()).ShouldBe(before);

        static System.Text.Json.Nodes.JsonObject With(string field, string value)
        {
            var item = FakeHall.Item(FakeHall.CodeOf(3));
            item["AUDIT_ITEM"]![field] = value;
            return item;
        }
    }

    /// <summary>One bad item never stops the rest; it is kept whole, tried again, and let out.</summary>
    [Fact]
    public async Task Sync_OfWhatCannotBeRead_KeepsItWholeUntilItCan()
    {
        await using var hall = await FakeHall.StartAsync(120);
        await using var host = await HallRuns.StartAsync(hall);
        var (nameless, lost) = (FakeHall.Item("nameless"), FakeHall.Item("lost"));
        nameless["AUDIT_ITEM"]!["CATANAME"] = nameless["AUDIT_ITEM"]!["TASK_NAME"] = null;
        lost["AUDIT_ITEM"]!["ITEM_ID"] = null;
        hall.Put(nameless);
        hall.Put(lost, key: "lost");
        hall.Put(System.Text.Json.Nodes.JsonNode.Parse("[1,2]")!, key: "array");
        hall.Put(System.Text.Json.Nodes.JsonNode.Parse("""{"AUDIT_ITEM":null}""")!, key: "null");

        await host.SyncsAsync(new HallFigures(124, Added: 120, Quarantined: 4));
        var quarantine = await host.QuarantineAsync();
        quarantine.Select(row => row.Reason).Order().ShouldBe(new[] { "不是事项：没有 AUDIT_ITEM。", "不是事项：没有 AUDIT_ITEM。", "没有事项名称（CATANAME、TASK_NAME）。", "没有事项标识（ITEM_ID）。" }.Order());
        System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(quarantine.Single(row => row.Key == "nameless").Raw), nameless).ShouldBeTrue();
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(124, Unchanged: 120, Quarantined: 4), full: true);
        (await host.TracesAsync()).ShouldBe(before);

        hall.Put(FakeHall.Item("nameless"));
        hall.Put(FakeHall.Item("found"), key: "lost");
        hall.Remove("array");
        await host.SyncsAsync(new HallFigures(3, Added: 2, Quarantined: 1));
        (await host.QuarantineAsync()).Count.ShouldBe(3, "what vanished shows only in a full run");
        await host.SyncsAsync(new HallFigures(123, Unchanged: 122, Quarantined: 1), full: true);
        (await host.QuarantineAsync()).Single().Raw.ShouldBe("""{"AUDIT_ITEM":null}""");
        await using var db = host.Db();
        (await db.LedgerRowsOf("approval.released")).Count.ShouldBe(3);
    }

    /// <summary>What can no longer be read is not what vanished: it stays as it was.</summary>
    [Fact]
    public async Task FullSync_OfAnItemThatIsUnreadableNow_LeavesItInForce()
    {
        await using var hall = await FakeHall.StartAsync(20);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(20, Added: 20));
        hall.Change(FakeHall.CodeOf(1), "DEPT_NAME", null);
        hall.Change(FakeHall.CodeOf(1), "DEPT_CODE", null);
        hall.Change(FakeHall.CodeOf(2), "ITEM_ID", null);
        await host.SyncsAsync(new HallFigures(20, Unchanged: 18, Quarantined: 2), full: true);
        (await host.InForceAsync()).ShouldBe(20);
    }

    [Fact]
    public async Task Sync_OfOneIdentityTwiceOnAPage_TakesTheLastAndComesToRest()
    {
        await using var hall = await FakeHall.StartAsync(10);
        var (one, two) = (FakeHall.Item("twin"), FakeHall.Item("twin", "清远市医疗保障局"));
        hall.Put(one, 1_770_000_000_000, key: "twin-1");
        hall.Put(two, 1_770_000_000_000, key: "twin-2");
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(12, Added: 11, Unchanged: 1));
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(2, Unchanged: 2));
        await host.SyncsAsync(new HallFigures(12, Unchanged: 12), full: true);
        (await host.TracesAsync()).ShouldBe(before);
        (await host.Get<ApprovalViews>().GetAsync(Town.Actor("city.editor"), "twin")).Department.ShouldBe("清远市医疗保障局");
    }

    [Fact]
    public async Task Sync_OfAnEmptyHall_IsNotTheFirstLoad()
    {
        await using var hall = await FakeHall.StartAsync();
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(0));
        await host.SyncsAsync(new HallFigures(0), full: true);
        hall.Make(30);
        await host.SyncsAsync(new HallFigures(30, Added: 30));
        (await host.TracesAsync()).Changes.ShouldBe(0);
        (await host.ItemAsync(FakeHall.CodeOf(0))).ChangedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Sync_WithoutAHallOrTheRight_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<HallSync>().BeginAsync(HallRuns.Clock, full: false).ShouldBeRefusedAsync(HallRule.NotConnected);
        await using var hall = await FakeHall.StartAsync(1);
        await using var connected = await HallRuns.StartAsync(hall);
        (await Should.ThrowAsync<Refusal>(connected.Get<HallSync>().BeginAsync(Town.Actor("officer.rsj"), full: false))).Kind.ShouldBe(RefusalKind.NotPermitted);
        hall.Requests.ShouldBe(0);
    }
}
