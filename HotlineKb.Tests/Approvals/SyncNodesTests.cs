using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>One sync at a time on all nodes, decided in the database; whoever dies is followed by another.</summary>
public sealed class SyncNodesTests
{
    [Fact]
    public async Task Nodes_ThatBeginAtOnce_ShareOneRun()
    {
        await using var hall = await FakeHall.StartAsync(250);
        await using var one = await HallRuns.StartAsync(hall);
        await using var two = one.Second(HallRuns.With(hall.Options()));
        TestHost[] nodes = [one, two, one, two, one, two];

        var begun = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Get<HallSync>().BeginAsync(HallRuns.Clock, full: false))));

        begun.Select(run => run.Id).Distinct().Count().ShouldBe(1);
        begun.Count(run => run.Fresh).ShouldBe(1);
        var holder = nodes[Array.FindIndex(begun, run => run.Fresh)];
        var other = holder == one ? two : one;
        var (carried, waited) = (holder.Get<HallSync>().CarryOutAsync(begun[0].Id), other.Get<HallSync>().WhenEndedAsync(begun[0].Id));
        (await carried).ShouldHave(new HallFigures(250, Added: 250));
        (await waited).ShouldHave(new HallFigures(250, Added: 250));
        await using var db = one.Db();
        (await db.HallRuns().CountAsync()).ShouldBe(1);
        await one.ShouldBeInStepAsync(hall);
    }

    [Fact]
    public async Task Run_WhileAnotherKindIsUnderWay_JoinsOrIsRefused()
    {
        await using var hall = await FakeHall.StartAsync(20);
        await using var host = await HallRuns.StartAsync(hall);
        var sync = host.Get<HallSync>();
        var begun = await sync.BeginAsync(HallRuns.Clock, full: false);
        await sync.BeginAsync(HallRuns.Clock, full: true).ShouldBeRefusedAsync(HallRule.AlreadyRunning);
        await sync.CarryOutAsync(begun.Id);
        var full = await sync.BeginAsync(HallRuns.Clock, full: true);
        (await sync.BeginAsync(HallRuns.Clock, full: false)).ShouldBe(new HallRunBegun(full.Id, false), "a full run does what an incremental one does");
        await sync.BeginAsync(Town.Actor("city.supervisor"), full: true, acceptWithdrawals: true).ShouldBeRefusedAsync(HallRule.AlreadyRunning);
        await sync.ImportAsync(Town.Actor("city.supervisor"), "x.jsonl", Rows()).ShouldBeRefusedAsync(HallRule.AlreadyRunning);
        (await sync.CarryOutAsync(full.Id)).State.ShouldBe(HallRunState.Succeeded);

        static async IAsyncEnumerable<FileRecord> Rows()
        {
            await Task.CompletedTask;
            yield break;
        }
    }

    /// <summary>The holder lives, as far as anyone can see, but says nothing: only its lease tells.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WhoseHolderIsSilent_IsTakenUpWhenItsLeaseEndsAndNotBefore(bool full)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var one = await HallRuns.StartAsync(hall);
        await using var two = one.Second(HallRuns.With(hall.Options()));
        if (full)
        {
            await one.SyncsAsync(new HallFigures(450, Added: 450));
            hall.Change(FakeHall.CodeOf(1), "LINK_TEL", "1");
            hall.Remove(FakeHall.CodeOf(2));
        }

        two.Clock.SetUtcNow(one.Clock.GetUtcNow());
        var begun = await one.Get<HallSync>().BeginAsync(HallRuns.Clock, full);
        var (held, released, asked) = (new TaskCompletionSource(), new TaskCompletionSource(), hall.Requests);
        hall.BeforePage = number =>
        {
            if (number != asked + 3)
                return Task.CompletedTask;
            held.TrySetResult();
            return released.Task;
        };
        var silent = one.Get<HallSync>().CarryOutAsync(begun.Id);
        await held.Task.WaitAsync(Patience.Long);
        (await two.Get<HallSync>().TakeUpAsync()).ShouldBeNull();
        two.Clock.Advance(TimeSpan.FromMinutes(1));
        (await two.Get<HallSync>().BeginAsync(HallRuns.Clock, full)).Fresh.ShouldBeFalse();
        two.Clock.Advance(TimeSpan.FromMinutes(30));
        (await two.Get<HallSync>().TakeUpAsync()).ShouldBe(begun.Id);

        var taken = await two.Get<HallSync>().CarryOutAsync(begun.Id);

        var figures = full ? new HallFigures(449, Changed: 1, Unchanged: 448, Withdrawn: 1) : new HallFigures(450, Added: 450);
        taken.ShouldHave(figures);
        var traces = await two.TracesAsync();
        released.SetResult();
        (await silent).ShouldHave(figures);
        (await two.TracesAsync()).ShouldBe(traces, "whoever has lost the run does nothing more");
        await two.ShouldBeInStepAsync(hall);
    }

    [Fact]
    public async Task Run_WhoseHolderHasLostIt_StopsAtOnceAndLeavesItToTheOther()
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var one = await HallRuns.StartAsync(hall);
        await using var two = one.Second(HallRuns.With(hall.Options()));
        two.Clock.SetUtcNow(one.Clock.GetUtcNow().AddHours(1));
        var begun = await one.Get<HallSync>().BeginAsync(HallRuns.Clock, full: false);
        hall.BeforePage = async number =>
        {
            if (number == 2)
                (await two.Get<HallSync>().TakeUpAsync()).ShouldBe(begun.Id);
        };
        var lost = await one.Get<HallSync>().CarryOutAsync(begun.Id);
        (lost.State, lost.Pages).ShouldBe((HallRunState.Running, 1));
        hall.Requests.ShouldBe(2);
        (await two.Get<HallSync>().CarryOutAsync(begun.Id)).ShouldHave(new HallFigures(450, Added: 450));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ThatIsCancelled_IsLeftToWhoeverComesNext(bool full)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var one = await HallRuns.StartAsync(hall);
        await using var two = one.Second(HallRuns.With(hall.Options()));
        if (full)
            await one.SyncsAsync(new HallFigures(450, Added: 450));
        two.Clock.SetUtcNow(one.Clock.GetUtcNow());
        var asked = hall.Requests;
        using var end = new CancellationTokenSource();
        hall.BeforePage = number => number == asked + 3 ? end.CancelAsync() : Task.CompletedTask;
        var begun = await one.Get<HallSync>().BeginAsync(HallRuns.Clock, full);
        await Should.ThrowAsync<OperationCanceledException>(one.Get<HallSync>().CarryOutAsync(begun.Id, null, end.Token));

        (await two.Get<HallSync>().TakeUpAsync()).ShouldBe(begun.Id, "without waiting for the lease");
        (await two.Get<HallSync>().CarryOutAsync(begun.Id)).ShouldHave(full ? new HallFigures(450, Unchanged: 450) : new HallFigures(450, Added: 450));
        await two.ShouldBeInStepAsync(hall);
    }

    [Fact]
    public async Task Alarm_RingsOnceAndCarriesOutInTheBackground()
    {
        await using var hall = await FakeHall.StartAsync(120);
        await using var host = await HallRuns.StartAsync(hall);
        var runner = host.Get<HallRunner>();
        await runner.StartAsync(CancellationToken.None);
        var alarm = host.Get<HallAlarm>();
        await alarm.RingAsync(full: false);
        await alarm.RingAsync(full: false);
        await alarm.RingAsync(full: true);
        await Patience.UntilAsync(host.LastRunAsync, run => run.State is HallRunState.Succeeded);
        hall.Remove(FakeHall.CodeOf(0));
        await alarm.WatchAsync();
        await alarm.RingAsync(full: true);
        await Patience.UntilAsync(host.InForceAsync, count => count == 119);
        await runner.StopAsync(CancellationToken.None);
    }

    /// <summary>The main path on every product; what has no live server here is skipped with the reason.</summary>
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Sync_OnEveryDatabase_IsTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var hall = await FakeHall.StartAsync(230);
        var dirt = FakeHall.Item("dirt");
        dirt["AUDIT_ITEM"]!["ACCEPT_CONDITION"] = "一\0<br>二😀";
        hall.Put(dirt);
        hall.PutRaw("bad", """{"AUDIT_ITEM":{"ITEM_ID":"bad","CATANAME":"\ud800\u0000"}}""");
        await using var one = await HallRuns.StartAsync(hall, provider: provider);
        await using var two = one.Second(HallRuns.With(hall.Options()));
        var begun = await Task.WhenAll(Task.Run(() => one.Get<HallSync>().BeginAsync(HallRuns.Clock, false)), Task.Run(() => two.Get<HallSync>().BeginAsync(HallRuns.Clock, false)));
        begun.Count(run => run.Fresh).ShouldBe(1);
        (await (begun[0].Fresh ? one : two).Get<HallSync>().CarryOutAsync(begun[0].Id)).ShouldHave(new HallFigures(232, Added: 231, Quarantined: 1));
        var before = await one.TracesAsync();
        await one.SyncsAsync(new HallFigures(232, Unchanged: 231, Quarantined: 1), full: true);
        (await one.TracesAsync()).ShouldBe(before);

        hall.Change(FakeHall.CodeOf(5), "LINK_TEL", "1");
        hall.Cancel(FakeHall.CodeOf(6));
        hall.Remove(FakeHall.CodeOf(7), "bad");
        await one.SyncsAsync(new HallFigures(230, Changed: 1, Unchanged: 228, Withdrawn: 2), full: true);
        hall.Remove(Enumerable.Range(100, 100).Select(FakeHall.CodeOf));
        var stopped = await one.TracesAsync();
        (await one.SyncAsync(full: true)).State.ShouldBe(HallRunState.Stopped);
        (await one.TracesAsync()).ShouldBe(stopped with { LedgerRows = stopped.LedgerRows + 1 });
        (await one.QuarantineAsync()).ShouldBeEmpty();
        (await one.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }
}
