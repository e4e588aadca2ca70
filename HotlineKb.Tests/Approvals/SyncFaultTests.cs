using System.Collections.Concurrent;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.1: whatever the hall does, a page is there whole or not at all, and once the fault is over both agree.</summary>
public sealed class SyncFaultTests
{
    public static TheoryData<HallTrouble, bool> Passing
    {
        get
        {
            var data = new TheoryData<HallTrouble, bool>();
            foreach (var trouble in (HallTrouble[])[HallTrouble.Http500, HallTrouble.Html, HallTrouble.Truncated, HallTrouble.Slow, HallTrouble.SlowBody, HallTrouble.Reset, HallTrouble.Expired,
                HallTrouble.Redirect, HallTrouble.Refused, HallTrouble.NullData, HallTrouble.NullList, HallTrouble.Fewer, HallTrouble.Backwards, HallTrouble.Huge, HallTrouble.NoToken, HallTrouble.WrongAccount])
                foreach (var full in (bool[])[false, true])
                    data.Add(trouble, full);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Sync_WithAFaultThatPasses_GoesOnAsIfNothingHadBeen(HallTrouble trouble, bool full)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall, Hurried(trouble));
        if (full)
        {
            await host.SyncsAsync(new HallFigures(450, Added: 450));
            hall.Change(FakeHall.CodeOf(3), "LINK_TEL", "0763-1");
        }

        hall.Make(trouble, after: trouble is HallTrouble.NoToken or HallTrouble.WrongAccount ? 0 : 2);
        await host.SyncsAsync(full ? new HallFigures(450, Changed: 1, Unchanged: 449) : new HallFigures(450, Added: 450), full);
        await host.ShouldBeInStepAsync(hall);
    }

    [Theory]
    [InlineData(HallTrouble.Http500, "办事大厅答复 HTTP 500。")]
    [InlineData(HallTrouble.Html, "办事大厅答复的是网页，不是数据（可能正在维护）。")]
    [InlineData(HallTrouble.Truncated, "办事大厅的答复中断，不完整。")]
    [InlineData(HallTrouble.Slow, "办事大厅在 1 秒内没有答复。")]
    [InlineData(HallTrouble.SlowBody, "办事大厅在 1 秒内没有答复。")]
    [InlineData(HallTrouble.Reset, "办事大厅的答复中断，不完整。")]
    [InlineData(HallTrouble.Expired, "办事大厅答复 HTTP 403。")]
    [InlineData(HallTrouble.Redirect, "办事大厅要求转到另一个地址，没有跟随；请检查设置 HotlineKb:ServiceHall:BaseUrl。")]
    [InlineData(HallTrouble.Refused, "办事大厅答复错误 44：参数错误")]
    [InlineData(HallTrouble.NullData, "办事大厅的答复中没有数据。")]
    [InlineData(HallTrouble.NullList, "办事大厅的答复中没有事项列表。")]
    [InlineData(HallTrouble.Fewer, "办事大厅答复 100 件，实际只有 50 件。")]
    [InlineData(HallTrouble.Backwards, "办事大厅的时间戳倒退。")]
    [InlineData(HallTrouble.Huge, "办事大厅的答复超过 1 MB。")]
    public async Task Sync_WithAFaultThatStays_FailsInASentenceAndTheNextGoesOnWhereItWas(HallTrouble trouble, string sentence)
    {
        await using var hall = await FakeHall.StartAsync(450);
        var log = new ConcurrentQueue<string>();
        var options = hall.Options(Hurried(trouble));
        await using var host = await TestHost.StartAsync(configure: HallRuns.With(options, log));
        hall.Make(trouble, times: 1000, after: 2);

        var failed = await host.SyncAsync();

        // Two pages: 0 to 99, and 98 to 197, for the last timestamp of the first is asked for again.
        failed.ShouldHave(new HallFigures(198, Added: 198), HallRunState.Failed);
        failed.Error.ShouldBe(sentence);
        (await host.InForceAsync()).ShouldBe(failed.Added);
        log.ShouldAllBe(line => !line.Contains(FakeHall.Secret));
        await using (var db = host.Db())
            (await db.LedgerRowsOf("hall.failed")).Count.ShouldBe(1);

        hall.Make(HallTrouble.None);
        await host.SyncsAsync(new HallFigures(254, Added: 252, Unchanged: 2));
        await host.ShouldBeInStepAsync(hall);
        (await host.Get<HallViews>().StatusAsync()).FailingSince.ShouldBeNull();
    }

    [Theory]
    [InlineData(HallTrouble.Http500)]
    [InlineData(HallTrouble.Truncated)]
    [InlineData(HallTrouble.Stuck)]
    [InlineData(HallTrouble.Backwards)]
    public async Task FullSync_ThatFails_HasChangedNothing(HallTrouble trouble)
    {
        await using var hall = await FakeHall.StartAsync(300);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(300, Added: 300));
        hall.Change(FakeHall.CodeOf(3), "LINK_TEL", "1");
        hall.Remove(FakeHall.CodeOf(4));
        hall.Put(FakeHall.Item("bad", department: ""));
        var before = await host.TracesAsync();
        hall.Make(trouble, times: 1000, after: 1);

        (await host.SyncAsync(full: true)).State.ShouldBe(HallRunState.Failed);

        (await host.TracesAsync()).ShouldBe(before with { LedgerRows = before.LedgerRows + 1 }, "only the failure itself");
        hall.Make(HallTrouble.None);
        await host.SyncsAsync(new HallFigures(300, Changed: 1, Unchanged: 298, Withdrawn: 1, Quarantined: 1), full: true);
    }

    [Fact]
    public async Task Sync_WithATimestampThatStandsStillForAWhile_GetsPastIt()
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        hall.Make(HallTrouble.Stuck, times: 2, after: 2);
        await host.SyncsAsync(new HallFigures(450, Added: 450));
        await host.ShouldBeInStepAsync(hall);
    }

    [Fact]
    public async Task Sync_WithATimestampThatStandsStillForGood_FailsAndSaysWhere()
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        hall.Make(HallTrouble.Stuck, times: 1000, after: 2);
        var failed = await host.SyncAsync();
        failed.State.ShouldBe(HallRunState.Failed);
        failed.Error!.ShouldContain("时间戳停在 176000");
        hall.Requests.ShouldBeLessThan(12);
        hall.Make(HallTrouble.None);
        (await host.SyncAsync()).State.ShouldBe(HallRunState.Succeeded);
        await host.ShouldBeInStepAsync(hall);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    [InlineData(150, false)]
    public async Task Sync_WithManyItemsOnOneTimestamp_TakesNinetyNineAndRefusesToLoseAny(int together, bool taken)
    {
        await using var hall = await FakeHall.StartAsync(50);
        for (var i = 0; i < together; i++)
            hall.Put(FakeHall.Item($"same-{i}"), 1_770_000_000_000);
        hall.Put(FakeHall.Item("after"), 1_780_000_000_000);
        await using var host = await HallRuns.StartAsync(hall);

        var run = await host.SyncAsync();

        if (taken)
        {
            run.ShouldHave(new HallFigures(150, Added: 150));
            await host.ShouldBeInStepAsync(hall);
            return;
        }

        run.State.ShouldBe(HallRunState.Failed);
        run.Error!.ShouldContain("1770000000000");
        run.Error!.ShouldContain("100 件以上事项的更新时间相同");
        (await host.SyncAsync(full: true)).State.ShouldBe(HallRunState.Failed);
        (await host.InForceAsync()).ShouldBe(run.Added, "nothing is withdrawn because of it");
    }

    [Fact]
    public async Task Sync_OfAFeedWithoutEnd_StopsAtItsLimit()
    {
        await using var hall = await FakeHall.StartAsync(10);
        await using var host = await HallRuns.StartAsync(hall, options => options.MostItems = 550);
        hall.Make(HallTrouble.Endless, times: 1000);
        var run = await host.SyncAsync();
        run.State.ShouldBe(HallRunState.Failed);
        run.Error!.ShouldContain("超过 550 件");
        run.Read.ShouldBeInRange(451, 550);
        hall.Requests.ShouldBeLessThan(8);
    }

    [Fact]
    public async Task Sync_OfAListThatIsOneObject_TakesIt()
    {
        await using var hall = await FakeHall.StartAsync(1);
        await using var host = await HallRuns.StartAsync(hall);
        hall.Make(HallTrouble.ObjectList, times: 5);
        await host.SyncsAsync(new HallFigures(1, Added: 1));
    }

    [Fact]
    public async Task Sync_OfAHallThatIsDown_SaysSoOnceInTheLedgerAndLeavesItAlone()
    {
        await using var hall = await FakeHall.StartAsync(10);
        await using var host = await HallRuns.StartAsync(hall);
        hall.Make(HallTrouble.Http500, times: 1000);
        var errors = new List<string?>();
        for (var i = 0; i < 5; i++)
            errors.Add((await host.SyncAsync()).Error);
        errors[0].ShouldBe("办事大厅答复 HTTP 500。");
        errors[^1].ShouldBe("办事大厅连续出错，暂停访问，稍后再试。");
        hall.Requests.ShouldBeInRange(10, 11, "then it is left alone for a while");
        await using var db = host.Db();
        (await db.LedgerRowsOf("hall.failed")).Count.ShouldBe(1);
        (await db.HallRuns().CountAsync(run => run.State == HallRunState.Failed)).ShouldBe(5);
        (await host.Get<HallViews>().StatusAsync()).FailingSince.ShouldNotBeNull();
    }

    private static Action<HallOptions> Hurried(HallTrouble trouble) => options =>
    {
        if (trouble is HallTrouble.Slow or HallTrouble.SlowBody)
            (options.Patience, options.Retries) = (TimeSpan.FromSeconds(1), 2);
        if (trouble is HallTrouble.Huge)
            options.MaxAnswer = 1024 * 1024;
    };
}
