using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

/// <summary>R5.3: clock hours from the moment of hand-over, one clock per hand-over, due time fixed then, the answer's verdict frozen.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(22);

    [Fact]
    public async Task Clock_AtHandOver_IsDueAfter22Hours()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).After(TimeSpan.FromHours(5)).SubmittedToUnit();
        var clock = (await entry.ClocksAsync()).Single();
        (clock.Kind, clock.OpenedAt, clock.DueAt, clock.ClosedAt, clock.OnTime).ShouldBe((AssignmentKind.UnitRevision, host.Now, host.Now + Limit, null, null));
        (clock.UnitId, clock.OfficeId, clock.Subject).ShouldBe((Town.Rsj, Town.City, $"revision:{entry.Id}"));
        (await entry.LedgerAsync())[^1].Data.ShouldContain("2026-11-24T11:00:00Z");
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Answer_AroundTheDueTime_IsOnTimeUpToItExactly(int milliseconds, bool onTime)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(Limit + TimeSpan.FromMilliseconds(milliseconds));
        (await entry.ClocksAsync()).Single().IsOverdue(host.Now).ShouldBe(!onTime);
        (await host.Get<AssignmentViews>().ListAsync(Town.Actor("city.supervisor"), AssignmentState.Overdue, null, 10, 0)).Total.ShouldBe(onTime ? 0 : 1);

        await entry.Approved();

        (await entry.ClocksAsync())[0].OnTime.ShouldBe(onTime);
        JsonDocument.Parse((await entry.LedgerAsync())[^1].Data).RootElement.GetProperty("move").GetProperty("onTime").GetBoolean().ShouldBe(onTime);
        (await entry.After(TimeSpan.FromDays(9)).Passed()).Stage.ShouldBe(Stage.FinalReview);
        (await entry.ClocksAsync())[0].OnTime.ShouldBe(onTime, "the verdict is frozen");
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Answer_ByOneTick_MakesTheDifference(int ticks, bool onTime)
    {
        var start = TestHost.Start.UtcDateTime;
        var clock = Assignment.Open(AssignmentKind.UnitRevision, Guid.NewGuid(), Town.Rsj, Town.City, start, new Deadlines());
        var answered = start + Limit + TimeSpan.FromTicks(ticks);
        clock.IsOverdue(answered).ShouldBe(!onTime);
        clock.Answer(answered);
        clock.OnTime.ShouldBe(onTime);
        clock.IsOverdue(answered.AddDays(9)).ShouldBe(!onTime);
    }

    [Fact]
    public async Task Clock_AfterAReturn_IsAFreshOne()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(10)).Approved().After(TimeSpan.FromHours(3)).Returned("city.checker");
        var clocks = await entry.ClocksAsync();
        clocks.Select(clock => clock.Kind).ShouldBe([AssignmentKind.UnitRevision, AssignmentKind.OfficeCheck, AssignmentKind.UnitRevision]);
        clocks[^1].DueAt.ShouldBe(host.Now + Limit);
        (clocks[0].OnTime, clocks[1].OnTime, clocks[2].OnTime).ShouldBe((true, true, null));
    }

    [Fact]
    public async Task Clock_AfterARecall_RunsOnWithTheOldDueTime()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var due = (await entry.ClocksAsync()).Single().DueAt;

        await entry.After(TimeSpan.FromHours(21)).Approved().Recalled("officer.rsj");

        var clock = (await entry.RowAsync()).Clock!;
        (clock.Kind, clock.DueAt).ShouldBe((AssignmentKind.UnitRevision, due), "taking an answer back buys no new hours");
        await entry.After(TimeSpan.FromHours(2)).Approved();
        (await entry.ClocksAsync()).ShouldContain(row => row.Id == clock.Id && row.OnTime == false);
    }

    [Fact]
    public async Task Clock_OfASetting_IsFixedAtHandOver()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.Configure<Deadlines>(deadlines => deadlines.UnitRevision = TimeSpan.FromHours(48)));
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        await using var shorter = host.Second(services => services.Configure<Deadlines>(deadlines => deadlines.UnitRevision = TimeSpan.FromHours(1)));
        (await shorter.Get<AssignmentViews>().ListAsync(Town.Actor("officer.rsj"), AssignmentState.Open, null, 10, 0)).Items.Single().DueAt.ShouldBe(host.Now.AddHours(48));
    }

    [Fact]
    public async Task Nothing_IsPublishedForLackOfAnAnswer()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromDays(400));
        (await entry.RowAsync()).Stage.ShouldBe(Stage.UnitRevision);
        (await entry.Approved()).Stage.ShouldBe(Stage.OfficeCheck);
    }

    [Fact]
    public async Task List_OfClocks_IsSortedByTimeLeftAndSeenByWhomItConcerns()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host).SubmittedToUnit();
        var second = await AnEntry.Drafted(host, unit: Town.YingdeMz).After(TimeSpan.FromHours(1)).SubmittedToUnit();
        (await SubjectsAsync("city.supervisor", AssignmentState.Open)).ShouldBe([first.Id, second.Id]);
        (await SubjectsAsync("yingde.office", AssignmentState.Open)).ShouldBe([second.Id]);
        (await SubjectsAsync("officer.yingde.mz", null)).ShouldBe([second.Id]);
        (await SubjectsAsync("officer.yiliao", null)).ShouldBeEmpty();
        (await SubjectsAsync("operator01", null)).ShouldBeEmpty();
        await second.Approved();
        (await SubjectsAsync("officer.yingde.mz", AssignmentState.Done)).ShouldBe([second.Id]);

        async Task<IEnumerable<Guid>> SubjectsAsync(string name, AssignmentState? state) =>
            (await host.Get<AssignmentViews>().ListAsync(Town.Actor(name), state, null, 10, 0)).Items.Select(clock => Guid.Parse(clock.Subject["revision:".Length..]));
    }
}
