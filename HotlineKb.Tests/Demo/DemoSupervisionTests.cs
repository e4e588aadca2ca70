using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Demo;

/// <summary>What supervision finds in the sample city.</summary>
public sealed class DemoSupervisionTests(LoadedCity loaded, ITestOutputHelper output) : IClassFixture<LoadedCity>
{
    [Fact]
    public async Task Load_IntoFreshDatabase_HasNinetyDaysOfAnswersWithHabits()
    {
        var now = loaded.Host.Now;

        await using var db = loaded.Host.Db();
        var answered = await db.Assignments().AsNoTracking().Where(row => row.OnTime != null && row.ClosedAt > now.AddDays(-90)).ToListAsync();
        var units = answered.Where(row => row.OwedByUnit).ToList();
        output.WriteLine($"{answered.Count} answers, {units.Count} of units, {units.Count(row => row.OnTime == false)} late");
        units.Count.ShouldBeInRange(200, 420);
        units.Select(row => row.UnitId / 1000).Distinct().Count().ShouldBe(9);
        units.Select(row => row.UnitId).Distinct().Count().ShouldBeGreaterThan(60);
        var rates = units.GroupBy(row => row.UnitId).Where(group => group.Count() >= 3).Select(group => group.Average(row => row.OnTime == true ? 1.0 : 0)).ToList();
        rates.ShouldContain(1.0);
        rates.ShouldContain(rate => rate < 0.75);
        units.Average(row => row.OnTime == true ? 1.0 : 0).ShouldBeInRange(0.7, 0.97);
        for (var from = 90; from > 0; from -= 15)
            units.Count(row => row.ClosedAt > now.AddDays(-from) && row.ClosedAt <= now.AddDays(15 - from)).ShouldBeGreaterThan(10, $"{from} days ago");
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasOpenClocksInEveryBucket()
    {
        var now = loaded.Host.Now;

        await using var db = loaded.Host.Db();
        var open = await db.Assignments().AsNoTracking().Where(row => row.ClosedAt == null).ToListAsync();
        output.WriteLine($"{open.Count} open: {string.Join(", ", open.GroupBy(row => row.Kind).Select(group => $"{group.Key} {group.Count()}"))}");
        foreach (var side in new[] { open.Where(row => row.OwedByUnit).ToList(), open.Where(row => !row.OwedByUnit).ToList() })
        {
            side.ShouldContain(row => row.DueAt > now && row.DueAt <= now.AddHours(2));
            side.ShouldContain(row => row.DueAt > now.AddHours(2) && row.DueAt <= now.AddHours(6));
            side.ShouldContain(row => row.DueAt > now.AddHours(6));
            side.ShouldContain(row => row.DueAt < now && row.DueAt > now.AddHours(-24));
            side.ShouldContain(row => row.DueAt < now.AddHours(-24));
        }

        open.Select(row => row.Kind).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasRequirementsAndUrgingsInEveryStage()
    {
        var city = DemoData.Load();

        await using var db = loaded.Host.Db();
        // What grew old asks by itself.
        var requests = await db.EditingRequests().AsNoTracking().Where(row => row.Source != RequestSource.Review).ToListAsync();
        requests.Count.ShouldBe(city.Requests.Count);
        requests.Select(row => row.Stage).Distinct().Order().ShouldBe(Enum.GetValues<RequestStage>());
        requests.Select(row => row.OfficeId).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
        requests.ShouldAllBe(row => Jurisdiction.MayDraft(row.OfficeId, row.UnitId));
        requests.ShouldContain(row => row.Stage == RequestStage.Accepted && row.RevisionId != null);
        (await db.LedgerRows().CountAsync(row => row.Kind == "editingRequest.askedAgain")).ShouldBeGreaterThanOrEqualTo(2);

        var urgings = await db.Urgings().AsNoTracking().Include(row => row.Assignment).ToListAsync();
        urgings.Count.ShouldBe(city.Urgings.Count);
        urgings.Select(row => row.Stage).Distinct().Order().ShouldBe(Enum.GetValues<UrgingStage>());
        urgings.ShouldContain(row => row.Answer == UrgingAct.NeedTime && row.Stage == UrgingStage.Answered);
        urgings.ShouldAllBe(row => row.OfficeId == (row.OwingOfficeId == null ? Jurisdiction.OfficeOf(row.UnitId) : Jurisdiction.CityOf(row.UnitId)));
        urgings.ShouldAllBe(row => row.UrgedAt > row.Assignment.DueAt);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_TellsNothingOfTheFutureAndNoAnswerBeforeItsHandOver()
    {
        var now = loaded.Host.Now;

        await using var db = loaded.Host.Db();
        (await db.LedgerRows().CountAsync(row => row.At > now)).ShouldBe(0);
        (await db.Assignments().CountAsync(row => row.OpenedAt > now || row.ClosedAt > now || row.ClosedAt < row.OpenedAt || row.DueAt <= row.OpenedAt)).ShouldBe(0);
        (await db.Assignments().CountAsync(row => row.OnTime == true && row.ClosedAt > row.DueAt)).ShouldBe(0);
        (await db.Notifications().CountAsync(row => row.At > now)).ShouldBe(0);
        (await db.Deliveries().CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_LeavesNothingForTheFirstSweep()
    {
        var host = loaded.Host;

        await using var db = host.Db();
        (await db.Assignments().CountAsync(row => row.NextNoticeAt <= host.Now)).ShouldBe(0);
        (await db.Assignments().CountAsync(row => row.ClosedAt == null && row.DueAt < host.Now && row.OverdueAt == null)).ShouldBe(0);
        (await db.Urgings().CountAsync(row => row.Stage != UrgingStage.Closed && row.Assignment.ClosedAt != null)).ShouldBe(0);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_GivesEveryDemoAccountItsWorkAndAHandfulOfNotices()
    {
        await using var db = loaded.Host.Db();
        var accounts = await db.Accounts().AsNoTracking().ToDictionaryAsync(account => account.UserName);
        var told = await db.Notifications().AsNoTracking().ToListAsync();
        foreach (var name in new[] { "city.editor", "city.checker", "city.reviewer", "city.supervisor", "yingde.office", "officer.rsj", "lead.rsj", "officer.yiliao", "officer.yingde.rsj", "officer.yingde.mz" })
        {
            var own = told.Where(row => row.AccountId == accounts[name].Id).ToList();
            output.WriteLine($"{name}: {own.Count} notices, {own.Count(row => row.ReadAt is null)} unread");
            own.Count.ShouldBeInRange(2, 60, name);
            own.Count(row => row.ReadAt is null).ShouldBeLessThanOrEqualTo(20, name);
        }

        told.GroupBy(row => row.AccountId).ShouldAllBe(group => group.Count(row => row.ReadAt == null) <= 20);
        foreach (var name in new[] { "officer.rsj", "lead.rsj", "officer.yiliao", "officer.yingde.rsj", "officer.yingde.mz" })
        {
            var unit = accounts[name].UnitId;
            (await db.Assignments().CountAsync(row => row.UnitId == unit && row.ClosedAt == null && row.Kind == AssignmentKind.UnitRevision)).ShouldBeGreaterThan(0, name);
            (await db.EditingRequests().CountAsync(row => row.UnitId == unit && row.Stage == RequestStage.Open)).ShouldBeGreaterThan(0, name);
            (await db.Urgings().CountAsync(row => row.UnitId == unit && row.OwingOfficeId == null && row.Stage != UrgingStage.Closed)).ShouldBeGreaterThan(0, name);
        }
    }
}
