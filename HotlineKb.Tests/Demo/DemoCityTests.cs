using System.Diagnostics;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Demo;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Demo;

/// <summary>The city, loaded once for all tests that only look at it.</summary>
public sealed class LoadedCity : IAsyncLifetime
{
    internal TestHost Host { get; private set; } = null!;

    internal DemoData City { get; } = DemoData.Load();

    internal DemoOutcome Outcome { get; private set; }

    internal TimeSpan Took { get; private set; }

    public async Task InitializeAsync()
    {
        Host = await TestHost.StartAsync(withTown: false, configure: services => services.AddSearch());
        var watch = Stopwatch.StartNew();
        Outcome = await DemoCity.LoadAsync(Host.Services);
        Took = watch.Elapsed;
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

public sealed class DemoCityTests(LoadedCity loaded, ITestOutputHelper output) : IClassFixture<LoadedCity>
{
    [Fact]
    public async Task Load_IntoFreshDatabase_TellsATrueStoryWithEveryStage()
    {
        var host = loaded.Host;
        loaded.Outcome.ShouldBe(DemoOutcome.Loaded);
        output.WriteLine($"loaded in {loaded.Took.TotalSeconds:0.00} s");

        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
        await using var db = host.Db();
        var rows = await db.LedgerRows().OrderBy(row => row.Number).Select(row => new { row.At, row.Kind }).ToListAsync();
        output.WriteLine($"{rows.Count} ledger rows");
        rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.First.At <= pair.Second.At);
        rows[0].Kind.ShouldBe("demo.begun");
        rows[^1].ShouldBe(new { At = host.Now, Kind = "demo.loaded" });
        rows.Select(row => row.Kind).ShouldContain("revision.returned");

        var city = DemoData.Load();
        var expected = city.Revisions.GroupBy(revision => revision.Stage).ToDictionary(group => group.Key, group => group.Count());
        var stories = new DemoStories(city, host.Now).All().Count();
        var written = city.Requests.Where(request => request.Answer is not null).ToList();
        var published = written.Count(request => request.Steps.Exists(step => step.Act == "publish"));
        expected[Stage.OfficeCheck] += written.Count - published;
        expected[Stage.Published] = stories - city.Revisions.Count + published;
        var stages = (await db.Revisions().GroupBy(row => row.Stage).Select(group => new { group.Key, Count = group.Count() }).ToListAsync()).ToDictionary(group => group.Key, group => group.Count);
        stages.ShouldBe(expected, ignoreOrder: true);
        stages.Keys.Order().ShouldBe(Enum.GetValues<Stage>().Order());
        (await db.Entries().CountAsync()).ShouldBe(new DemoStories(city, host.Now).EntryCount);
        (await db.Entries().CountAsync(entry => entry.CurrentVersion == 2 && entry.State == EntryState.Published)).ShouldBeGreaterThanOrEqualTo(6);
        (await db.Entries().CountAsync(entry => entry.State == EntryState.Withdrawn)).ShouldBe(1);
        (await db.EntryVersions().AnyAsync(version => version.PublishedAt > host.Now)).ShouldBeFalse();
        (await db.Counterparts().CountAsync()).ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_LeavesClocksInEveryCondition()
    {
        var host = loaded.Host;

        await using var db = host.Db();
        var clocks = await db.Assignments().AsNoTracking().ToListAsync();
        var open = clocks.Where(clock => clock.ClosedAt is null && clock.Kind is AssignmentKind.UnitRevision).ToList();
        open.Count(clock => clock.IsOverdue(host.Now)).ShouldBeGreaterThanOrEqualTo(5);
        open.Count(clock => clock.DueAt > host.Now && clock.DueAt < host.Now.AddHours(3)).ShouldBeGreaterThanOrEqualTo(3);
        open.Count(clock => clock.DueAt > host.Now.AddHours(10)).ShouldBeGreaterThanOrEqualTo(3);
        clocks.Count(clock => clock.ClosedAt is null && clock.ClaimedById is not null).ShouldBeGreaterThanOrEqualTo(6);
        clocks.Count(clock => clock.OnTime == true).ShouldBeGreaterThan(30);
        clocks.Count(clock => clock.OnTime == false).ShouldBeGreaterThanOrEqualTo(2);
        foreach (var revision in await db.Revisions().AsNoTracking().Include(row => row.Clock).Where(row => row.Stage == Stage.UnitRevision).ToListAsync())
            revision.StageSince.ShouldBe(revision.Clock!.OpenedAt);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasWorkOrdersInEveryState()
    {
        var host = loaded.Host;

        await using var db = host.Db();
        var editor = (await db.Accounts().SingleAsync(account => account.UserName == "city.editor")).ToActor();
        var views = host.Get<WorkOrderViews>();
        (await views.ListAsync(editor, new WorkOrderFilter(Replied: false), 0, 500)).Total.ShouldBeGreaterThanOrEqualTo(4);
        (await views.ListAsync(editor, new WorkOrderFilter(Replied: true, Used: false), 0, 500)).Total.ShouldBeGreaterThanOrEqualTo(20);
        var used = (await views.ListAsync(editor, new WorkOrderFilter(Used: true), 0, 500)).Items;
        used.Count(order => order.Stage is Stage.Published).ShouldBeGreaterThanOrEqualTo(5);
        used.Count(order => order.Stage is Stage.UnitRevision or Stage.OfficeCheck or Stage.FinalReview).ShouldBeGreaterThanOrEqualTo(15);
        (await db.WorkOrders().Where(order => order.ImportedAt < order.ReceivedAt || order.ReceivedAt > host.Now || order.RepliedAt < order.ReceivedAt).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasTheContractsAccounts()
    {
        var host = loaded.Host;

        await using var db = host.Db();
        var accounts = await db.Accounts().AsNoTracking().ToDictionaryAsync(account => account.UserName);
        var units = await db.Units().AsNoTracking().ToDictionaryAsync(unit => unit.Id, unit => unit.Name);
        (string Name, Role Role, string? Unit, int? Office)[] contract =
        [
            .. Enumerable.Range(1, 5).Select(i => ($"operator0{i}", Role.Operator, (string?)null, (int?)441800)),
            ("city.editor", Role.CityEditor, null, 441800), ("city.checker", Role.CityChecker, null, 441800),
            ("city.reviewer", Role.CityReviewer, null, 441800), ("city.supervisor", Role.CitySupervisor, null, 441800),
            ("yingde.office", Role.CountyOffice, null, 441881),
            ("officer.rsj", Role.InformationOfficer, "清远市人力资源和社会保障局", null), ("lead.rsj", Role.UnitLead, "清远市人力资源和社会保障局", null),
            ("officer.yiliao", Role.InformationOfficer, "清远市医疗保障局", null),
            ("officer.yingde.rsj", Role.InformationOfficer, "英德市人力资源和社会保障局", null), ("officer.yingde.mz", Role.InformationOfficer, "英德市民政局", null),
            ("admin", Role.SystemAdministrator, null, null), ("security", Role.SecurityAdministrator, null, null), ("audit", Role.AuditAdministrator, null, null),
        ];
        DemoAccounts.All.Select(account => account.UserName).ShouldBe(contract.Select(account => account.Name), ignoreOrder: true);
        foreach (var (name, role, unit, office) in contract)
        {
            var account = accounts[name];
            account.Roles.ShouldBe([role], name);
            (account.UnitId is { } id ? units[id] : null).ShouldBe(unit, name);
            account.OfficeId.ShouldBe(office, name);
            account.MustChangePassword.ShouldBeFalse();
            host.Get<IPasswordHasher<Account>>().VerifyHashedPassword(account, account.PasswordHash, "Demo-12345").ShouldNotBe(PasswordVerificationResult.Failed);
        }

        var rsj = accounts["officer.rsj"].ToActor();
        var scope = await host.Get<Visibility>().ScopeOfAsync(rsj);
        scope.Entries.Includes(accounts["officer.yingde.rsj"].UnitId!.Value).ShouldBeTrue();
        scope.Entries.Includes(accounts["officer.yingde.mz"].UnitId!.Value).ShouldBeFalse();
    }

    [Fact]
    public async Task Load_ASecondTime_DoesNothing()
    {
        var host = loaded.Host;
        var before = await host.Get<LedgerVerifier>().VerifyAsync();

        (await DemoCity.LoadAsync(host.Services)).ShouldBe(DemoOutcome.AlreadyThere);

        (await host.Get<LedgerVerifier>().VerifyAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Load_WhereSomeoneElsesUnitsAre_TouchesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var before = await host.Get<LedgerVerifier>().VerifyAsync();

        (await DemoCity.LoadAsync(host.Services)).ShouldBe(DemoOutcome.NotEmpty);

        (await host.Get<LedgerVerifier>().VerifyAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Load_KilledThreeTimesOnItsWay_IsWholeAtTheEnd()
    {
        await using var whole = await TestHost.StartAsync(withTown: false, configure: services => services.AddSearch());
        var kills = new KillAt();
        var options = new DbContextOptionsBuilder<SqliteHotlineDb>()
            .UseSqlite(HotlineDbFactory.SqliteConnectionString(new StorageOptions { DataDirectory = whole.Folder })).AddInterceptors(new SqlitePragmas(), kills).Options;
        await using var host = whole.Second(services => services.AddSearch().AddSingleton<IDbContextFactory<HotlineDb>>(new Factory(options)));
        // In the organisation and the trees, while the first file of approval items is taken in, and in the last of the ninety days.
        foreach (var rows in new[] { 60, 900, 2_300 })
        {
            using var killer = new CancellationTokenSource();
            kills.Next = () => host.Get<LedgerSignal>().LastKnown >= rows ? killer : null;
            await Should.ThrowAsync<OperationCanceledException>(() => DemoCity.LoadAsync(host.Services, ct: killer.Token));
            kills.Next = null;
            host.Get<LedgerSignal>().LastKnown.ShouldBeGreaterThanOrEqualTo(rows);
            host.Clock.Advance(TimeSpan.FromMinutes(7));
        }

        (await DemoCity.LoadAsync(host.Services)).ShouldBe(DemoOutcome.Finished);

        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
        (await KindsAsync(host)).ShouldBe(await KindsAsync(loaded.Host));
        await using var db = host.Db();
        (await db.LedgerRows().CountAsync(row => row.Kind == "demo.begun")).ShouldBe(1);
        (await db.HallRuns().Where(run => run.State == HallRunState.Succeeded).Select(run => run.File).ToListAsync()).ShouldBe([DemoApprovals.FirstFile, DemoApprovals.LaterFile], ignoreOrder: true);
        await using var other = loaded.Host.Db();
        (await db.ApprovalChanges().CountAsync()).ShouldBe(await other.ApprovalChanges().CountAsync());
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_FilesEveryEntryUnderALeafOfItsUnit()
    {
        var host = loaded.Host;

        await using var db = host.Db();
        var categories = await db.Categories().AsNoTracking().ToListAsync();
        var parents = categories.Select(category => category.ParentId).ToHashSet();
        var leaves = categories.Where(category => !parents.Contains(category.Id)).ToList();
        var withLeaf = leaves.Select(leaf => leaf.UnitId).ToHashSet();
        (await db.Units().Select(unit => unit.Id).ToListAsync()).ShouldAllBe(unit => withLeaf.Contains(unit));
        var byId = leaves.ToDictionary(leaf => leaf.Id);
        var entries = await db.Entries().AsNoTracking().ToListAsync();
        entries.ShouldAllBe(entry => byId.ContainsKey(entry.CategoryId) && byId[entry.CategoryId].UnitId == entry.UnitId);
        leaves.Sum(leaf => leaf.EntryCount).ShouldBe(entries.Count(entry => entry.State == EntryState.Published));
    }

    /// <summary>Without the sums of runs: one that broke off after its last record has told everything but its sum, and the next finds nothing new.</summary>
    private static async Task<Dictionary<string, int>> KindsAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.LedgerRows().Where(row => row.Kind != "hall.synced").GroupBy(row => row.Kind).Select(group => new { group.Key, Count = group.Count() }).OrderBy(group => group.Key).ToDictionaryAsync(group => group.Key, group => group.Count);
    }

    private sealed class Factory(DbContextOptions<SqliteHotlineDb> options) : IDbContextFactory<HotlineDb>
    {
        public HotlineDb CreateDbContext() => new SqliteHotlineDb(options);
    }

    /// <summary>Kills inside a transaction of the loader itself: whoever only watched it could come too late on a busy machine.</summary>
    private sealed class KillAt : DbTransactionInterceptor
    {
        public Func<CancellationTokenSource?>? Next { get; set; }

        public override async ValueTask<System.Data.Common.DbTransaction> TransactionStartedAsync(
            System.Data.Common.DbConnection connection, TransactionEndEventData eventData, System.Data.Common.DbTransaction result, CancellationToken cancellationToken = default)
        {
            if (Next?.Invoke() is { } killer)
                await killer.CancelAsync();
            return result;
        }
    }
}
