using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Assignments;

/// <summary>R5.3: reminders at 50, 75 and 90 %, at the due time and every 24 hours after; found by a sweep that may be late, doubled or interrupted.</summary>
public sealed class SweepTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(22);

    [Fact]
    public async Task Sweep_ThroughAWholeLife_SaysEachThingOnce()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        for (var minute = 0; minute < 75 * 60; minute += 10)
        {
            await host.Get<AssignmentSweep>().RunAsync();
            host.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        var notices = await NoticesAsync(host);
        notices.Select(row => row.Kind).ShouldBe(["assignment.reminded", "assignment.reminded", "assignment.reminded", "assignment.overdue", "assignment.stillOverdue", "assignment.stillOverdue"]);
        notices.ShouldAllBe(row => row.Actor == "system:clock" && row.Subject == $"revision:{entry.Id}");
        notices.Take(3).Select(row => Field(row, "share").GetInt32()).ShouldBe([50, 75, 90]);
        notices.Skip(4).Select(row => Field(row, "days").GetInt32()).ShouldBe([1, 2]);
        var start = TestHost.Start.UtcDateTime;
        notices.Zip([11, 16.5, 19.8, 22, 46, 70]).ShouldAllBe(pair => pair.First.At >= start.AddHours(pair.Second) && pair.First.At <= start.AddHours(pair.Second).AddMinutes(10));
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Sweep_AroundTheDueTime_RecordsItAsLateOnlyAfterwards(int milliseconds, bool late)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(Limit + TimeSpan.FromMilliseconds(milliseconds));

        var swept = await host.Get<AssignmentSweep>().RunAsync();

        swept.Overdue.ShouldBe(late ? 1 : 0);
        ((await entry.ClocksAsync()).Single().OverdueAt is not null).ShouldBe(late);
        (await host.Get<AssignmentViews>().ListAsync(Town.Actor("city.supervisor"), AssignmentState.Overdue, null, 10, 0)).Total.ShouldBe(late ? 1 : 0);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(10_000, 1, 1)]
    public async Task Sweep_ByTicksAfterTheDueTime_AgreesWithTheAnswer(int ticks, int overdue, int listed)
    {
        // The hotline's clock has whole milliseconds: within the due one, reading, sweeping and answering all say "in time".
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(Limit + TimeSpan.FromTicks(ticks));
        (await host.Get<AssignmentSweep>().RunAsync()).Overdue.ShouldBe(overdue);
        (await host.Get<AssignmentViews>().ListAsync(Town.Actor("city.supervisor"), AssignmentState.Overdue, null, 10, 0)).Total.ShouldBe(listed);
        await entry.Approved();
        (await entry.ClocksAsync())[0].OnTime.ShouldBe(overdue == 0);
    }

    [Fact]
    public async Task Sweep_AfterSleepingAcrossEverything_SaysOneThingOnly()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromDays(5));

        (await host.Get<AssignmentSweep>().RunAsync()).ShouldBe(new Swept(0, 1, 0));
        (await host.Get<AssignmentSweep>().RunAsync()).ShouldBe(new Swept(0, 0, 0));
        host.Clock.Advance(TimeSpan.FromHours(20));
        (await host.Get<AssignmentSweep>().RunAsync()).ShouldBe(new Swept(0, 0, 0), "still says so every 24 hours from the due time: next after five days");
        host.Clock.Advance(TimeSpan.FromHours(2).Add(TimeSpan.FromMilliseconds(1)));
        (await host.Get<AssignmentSweep>().RunAsync()).ShouldBe(new Swept(0, 0, 1));
        Field((await NoticesAsync(host))[^1], "days").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Sweep_AfterSleepingAcrossTwoReminders_SaysTheLaterOne()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(17));
        (await host.Get<AssignmentSweep>().RunAsync()).ShouldBe(new Swept(1, 0, 0));
        Field((await NoticesAsync(host)).Single(), "share").GetInt32().ShouldBe(75);
    }

    [Fact]
    public async Task Clock_SetBackAnHour_RepeatsNothingAndUndoesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(Limit + TimeSpan.FromMinutes(5));
        (await host.Get<AssignmentSweep>().RunAsync()).Overdue.ShouldBe(1);

        await using var back = host.Second(services => ClockOf(services, host.Clock.GetUtcNow() - TimeSpan.FromHours(1)));
        (await back.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0);
        (await back.Get<AssignmentViews>().ListAsync(Town.Actor("city.supervisor"), AssignmentState.Overdue, null, 10, 0)).Total.ShouldBe(1, "what stands recorded as late stays late");
        await back.Get<Core.Entries.EntryActions>().ActAsync(Town.Actor("officer.rsj"), entry.Id, Core.Entries.RevisionAct.Approve, entry.Version);

        var clock = (await entry.ClocksAsync())[0];
        clock.OnTime.ShouldBe(false);
        clock.TookSeconds.ShouldBe((int)TimeSpan.FromHours(21).Add(TimeSpan.FromMinutes(5)).TotalSeconds);
        (await host.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Recall_TwiceWithTheClockSetBackBetween_TakesBackTheAnswerThatWasGiven()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(20)).Approved().Recalled("officer.rsj");
        await using var back = host.Second(services => ClockOf(services, host.Clock.GetUtcNow() - TimeSpan.FromHours(1)));
        var acts = back.Get<Core.Entries.EntryActions>();
        await acts.ActAsync(Town.Actor("officer.rsj"), entry.Id, Core.Entries.RevisionAct.Approve, entry.Version);
        await acts.ActAsync(Town.Actor("officer.rsj"), entry.Id, Core.Entries.RevisionAct.Recall, entry.Version + 1);

        var clocks = (await entry.ClocksAsync()).Where(clock => clock.Kind is AssignmentKind.UnitRevision).ToList();
        clocks.Select(clock => clock.OnTime).ShouldBe([null, null, null], "an answer taken back is none");
        clocks.Select(clock => clock.DueAt).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Clock_SetBackBeforeTheHandOver_StillEndsAndNeverCountsBelowZero()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        await using var back = host.Second(services => ClockOf(services, host.Clock.GetUtcNow() - TimeSpan.FromHours(1)));
        (await back.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0);
        await back.Get<Core.Entries.EntryActions>().ActAsync(Town.Actor("officer.rsj"), entry.Id, Core.Entries.RevisionAct.Approve, entry.Version);
        var clock = (await entry.ClocksAsync())[0];
        (clock.OnTime, clock.TookSeconds).ShouldBe((true, 0));
    }

    [Fact]
    public async Task Sweep_OnTwoNodesAtOnce_SaysEachThingOnce()
    {
        await using var host = await TestHost.StartAsync();
        for (var i = 0; i < 25; i++)
            await AnEntry.Drafted(host, text: AnEntry.AText with { Title = $"条目 {i}" }).SubmittedToUnit();
        host.Clock.Advance(Limit + TimeSpan.FromMinutes(1));
        await using var second = host.Second(services => ClockOf(services, host.Clock.GetUtcNow()));

        var swept = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? host : second).Get<AssignmentSweep>().RunAsync())));

        swept.Sum(one => one.Overdue).ShouldBe(25);
        var notices = await NoticesAsync(host);
        notices.Count.ShouldBe(25);
        notices.Select(row => row.Subject).Distinct().Count().ShouldBe(25);
    }

    [Fact]
    public async Task Sweep_OfAThousandDueInTheSameSecond_TakesThemAllAndLetsOthersActBetween()
    {
        await using var host = await TestHost.StartAsync();
        await ManyAsync(host, 1_000);
        var draft = await AnEntry.Drafted(host, unit: Town.Yiliao);
        host.Clock.Advance(Limit + TimeSpan.FromSeconds(1));

        var sweeping = Task.Run(() => host.Get<AssignmentSweep>().RunAsync());
        await draft.SubmittedToUnit();

        (await sweeping).Overdue.ShouldBe(1_000);
        (await NoticesAsync(host)).Count.ShouldBe(1_000);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
        await using var db = host.Db();
        (await db.Assignments().CountAsync(row => row.OverdueAt != null && row.NextNoticeAt > row.DueAt)).ShouldBe(1_000);
    }

    [Fact]
    public async Task Answer_AtTheVeryMomentOfTheSweep_EitherCountsOrIsLateNeverBoth()
    {
        for (var round = 0; round < 12; round++)
        {
            await using var host = await TestHost.StartAsync();
            var entry = await AnEntry.Drafted(host).SubmittedToUnit();
            // Just before the due time for one node, just after it for the other.
            host.Clock.Advance(Limit);
            await using var ahead = host.Second(services => ClockOf(services, host.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(5)));

            await Task.WhenAll(
                Task.Run(() => ahead.Get<AssignmentSweep>().RunAsync()),
                Task.Run(() => host.Get<Core.Entries.EntryActions>().ActAsync(Town.Actor("officer.rsj"), entry.Id, Core.Entries.RevisionAct.Approve, entry.Version)));

            var clock = (await entry.ClocksAsync())[0];
            var late = (await NoticesAsync(host)).Any(row => row.Kind == "assignment.overdue");
            clock.OnTime.ShouldBe(!late);
            (clock.OverdueAt is not null).ShouldBe(late);
            clock.NextNoticeAt.ShouldBeNull();
            (await ahead.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0, "nothing is said about what has been answered");
        }
    }

    [Fact]
    public async Task Sweep_AfterARecall_GoesOnWithTheOldTimes()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(12));
        (await host.Get<AssignmentSweep>().RunAsync()).Reminded.ShouldBe(1);
        await entry.Approved().Recalled("officer.rsj");
        (await host.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0, "half of the time was said already");
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.Get<AssignmentSweep>().RunAsync();
        Field((await NoticesAsync(host))[^1], "share").GetInt32().ShouldBe(75);
        var clocks = await entry.ClocksAsync();
        clocks.Count(clock => clock.Kind is AssignmentKind.UnitRevision && clock.OnTime is true).ShouldBe(0, "an answer taken back is none");
    }

    [Theory]
    [InlineData(22 * 60, null)]
    [InlineData((22 * 60) + 1, false)]
    public async Task TakenBack_AfterTheDueTime_StaysLate(int minutes, bool? onTime)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromMinutes(minutes)).Recalled("city.editor");
        var clock = (await entry.ClocksAsync()).Single();
        (clock.OnTime, clock.TookSeconds, clock.ClosedAt).ShouldBe((onTime, null, host.Now));
    }

    [Fact]
    public async Task Sweep_OfAnOfficesStep_NamesTheOfficeThatOwesIt()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit().Approved().After(TimeSpan.FromHours(24).Add(TimeSpan.FromMinutes(1)));
        (await host.Get<AssignmentSweep>().RunAsync()).Overdue.ShouldBe(1);
        var notice = (await NoticesAsync(host)).Single();
        Field(notice, "owed").GetString().ShouldBe("officeCheck");
        Field(notice, "office").GetInt32().ShouldBe(Town.Yingde);
    }

    /// <summary>Assignments without the revisions around them: the sweep looks at nothing else.</summary>
    internal static Task ManyAsync(TestHost host, int count) =>
        host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            for (var i = 0; i < count; i++)
                db.Add(Assignment.Open(AssignmentKind.UnitRevision, Guid.CreateVersion7(), Town.Rsj, Town.City, now, new Deadlines()));
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("many", count)]);
        });

    private static void ClockOf(Microsoft.Extensions.DependencyInjection.IServiceCollection services, DateTimeOffset now) =>
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now));

    private static JsonElement Field(LedgerRow row, string name)
    {
        using var json = JsonDocument.Parse(row.Data);
        return json.RootElement.GetProperty(name).Clone();
    }

    private static async Task<IReadOnlyList<LedgerRow>> NoticesAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.LedgerRows().Where(row => row.Kind.StartsWith("assignment.")).OrderBy(row => row.Number).ToListAsync();
    }
}
