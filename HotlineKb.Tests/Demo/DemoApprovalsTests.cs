using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;
using HotlineKb.Web.Demo;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Demo;

/// <summary>What is there of the sample city's approval items after a load.</summary>
public sealed class DemoApprovalsTests(LoadedCity loaded) : IClassFixture<LoadedCity>
{
    private static readonly DemoData City = DemoData.Load();
    private static readonly Dictionary<string, HallRecord> Items = DemoApprovalDataTests.Items;

    [Fact]
    public async Task Load_IntoFreshDatabase_HasItemsInEveryState()
    {
        await using var db = loaded.Host.Db();
        var items = await db.ApprovalItems().AsNoTracking().ToListAsync();
        items.Select(item => item.Code).ShouldBe(Items.Keys, ignoreOrder: true);
        items.Count(item => item.State is ApprovalState.Withdrawn).ShouldBe(2);
        items.ShouldAllBe(item => item.Origin == ApprovalOrigin.File);
        (await db.QuarantinedRecords().CountAsync()).ShouldBe(3);
        items.Where(item => item.HasKeywords).ToDictionary(item => item.Code, item => string.Join(' ', item.Keywords))
            .ShouldBe(City.ApprovalDesk.Keywords.ToDictionary(pair => pair.Key, pair => string.Join(' ', pair.Value)), ignoreOrder: true);

        var units = await db.Units().ToDictionaryAsync(unit => unit.Name, unit => unit.Id);
        items.ShouldAllBe(item => item.UnitId == OwnerOf(item.Code, units));
        items.Count(item => item.UnitId == null).ShouldBe(3);
        items.Select(item => item.UnitId / 1000).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_KnowsTheChangesOfThisWeekOnly()
    {
        var now = loaded.Host.Now;
        await using var db = loaded.Host.Db();

        (await db.ApprovalChanges().GroupBy(change => change.Kind).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count))
            .ShouldBe(new Dictionary<ApprovalChangeKind, int> { [ApprovalChangeKind.Added] = 2, [ApprovalChangeKind.Changed] = 8, [ApprovalChangeKind.Withdrawn] = 2 }, ignoreOrder: true);
        (await db.ApprovalChanges().AllAsync(change => change.At > now.AddDays(-7) && change.At < now && change.UnitId != null)).ShouldBeTrue();
        (await db.ApprovalItems().CountAsync(item => item.ChangedAt != null)).ShouldBe(12);
        (await db.ApprovalItems().CountAsync(item => item.CurrentVersion == 2)).ShouldBe(8);
        var runs = await db.HallRuns().AsNoTracking().OrderBy(run => run.StartedAt).ToListAsync();
        runs.Select(run => (run.State, run.Baseline, run.Added, run.Changed, run.Withdrawn, run.Quarantined)).ShouldBe(
            [(HallRunState.Succeeded, true, City.Approvals.Count - 3, 0, 0, 3), (HallRunState.Succeeded, false, 2, 8, 2, 0)]);
        (await db.HallSyncStates().SingleAsync()).RunId.ShouldBeNull();
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_LetsNoEntryReferToWhatWasNotKnownYet()
    {
        await using var db = loaded.Host.Db();
        var seen = await db.ApprovalItems().ToDictionaryAsync(item => item.Code, item => item.FirstSeenAt);
        var versions = (await db.EntryVersions().AsNoTracking().ToListAsync()).Where(version => version.Text.ApprovalItems.Count > 0).ToList();
        versions.Select(version => version.EntryId).Distinct().Count().ShouldBe(City.Entries.Count(entry => entry.Approvals is not null));
        versions.ShouldAllBe(version => version.Text.ApprovalItems.TrueForAll(code => seen[code] < version.PublishedAt));
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasFilingsInEveryStageAndMatch()
    {
        await using var db = loaded.Host.Db();
        var filings = await db.ChangeFilings().AsNoTracking().ToListAsync();
        filings.Count.ShouldBe(City.Filings.Count);
        filings.Select(filing => filing.Stage).Distinct().Order().ShouldBe(Enum.GetValues<FilingStage>());
        filings.Select(filing => filing.Kind).Distinct().Order().ShouldBe(Enum.GetValues<FilingKind>());
        filings.Select(filing => filing.OfficeId).Distinct().Count().ShouldBe(2);
        foreach (var stage in new[] { FilingStage.Filed, FilingStage.Acknowledged, FilingStage.AskedBack })
            filings.ShouldContain(filing => filing.Stage == stage && filing.MatchedChangeId != null);
        (await db.LedgerRows().CountAsync(row => row.Kind == "filing.refiled")).ShouldBeGreaterThan(0);

        var reviewer = (await db.Accounts().SingleAsync(account => account.UserName == "city.reviewer")).ToActor();
        var counts = await loaded.Host.Get<ChangeFilingViews>().CountsAsync(reviewer);
        (counts.Matched, counts.NotSeen, counts.NotSeenPast).ShouldBe((5, 2, 1));
        counts.Unfiled.ShouldBe(6);
        (await db.ApprovalChanges().CountAsync(change => change.SetAsideAt != null)).ShouldBe(1);
        counts.Owed.ShouldBeGreaterThan(0);
    }

    private static int? OwnerOf(string code, Dictionary<string, int> units) =>
        City.ApprovalDesk.Departments.GetValueOrDefault(Items[code].Department) is { } unit ? units[unit] : null;
}
