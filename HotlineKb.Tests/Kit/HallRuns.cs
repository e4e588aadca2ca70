using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;

namespace HotlineKb.Tests.Kit;

/// <summary>The figures of a run.</summary>
public sealed record HallFigures(int Read, int Added = 0, int Changed = 0, int Unchanged = 0, int Withdrawn = 0, int Quarantined = 0);

/// <summary>Everything the sync keeps, by what stands in it; two of them are equal when nothing was written between.</summary>
public sealed record HallTraces(string Items, int Versions, int Changes, string Quarantine, int Departments, int LedgerRows);

/// <summary>A host that is connected to a <see cref="FakeHall"/>, and what tests ask of it.</summary>
public static class HallRuns
{
    public static readonly Actor Clock = Actor.System("test");

    public static Action<IServiceCollection> With(HallOptions options, ConcurrentQueue<string>? log = null) => services =>
    {
        services.AddSingleton(Options.Create(options));
        if (log is not null)
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Keeper(log)));
    };

    public static Task<TestHost> StartAsync(FakeHall hall, Action<HallOptions>? change = null, DatabaseProvider provider = DatabaseProvider.Sqlite) =>
        TestHost.StartAsync(configure: With(hall.Options(change)), provider: provider);

    /// <summary>A run from beginning to end.</summary>
    public static async Task<HallRun> SyncAsync(this TestHost host, bool full = false, bool accept = false)
    {
        var begun = await host.Get<HallSync>().BeginAsync(accept ? Town.Actor("city.supervisor") : Clock, full, accept);
        begun.Fresh.ShouldBeTrue();
        // Runs are told apart by when they ended.
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        return await host.Get<HallSync>().CarryOutAsync(begun.Id);
    }

    /// <summary>A run that must succeed with these figures.</summary>
    public static async Task<HallRun> SyncsAsync(this TestHost host, HallFigures figures, bool full = false, bool accept = false)
    {
        var run = await host.SyncAsync(full, accept);
        run.ShouldHave(figures);
        return run;
    }

    public static void ShouldHave(this HallRun run, HallFigures figures, HallRunState state = HallRunState.Succeeded)
    {
        run.State.ShouldBe(state, run.Error);
        Of(run).ShouldBe(figures);
    }

    public static HallFigures Of(HallRun run) => new(run.Read, run.Added, run.Changed, run.Unchanged, run.Withdrawn, run.Quarantined);

    /// <summary>Rows of a file, as its reader gives them.</summary>
    public static async IAsyncEnumerable<FileRecord> Rows(IEnumerable<JsonNode> items)
    {
        var place = 0;
        foreach (var item in items)
        {
            using var json = JsonDocument.Parse(item.ToJsonString());
            yield return new FileRecord(++place, HallRecord.Read(json.RootElement));
            await Task.Yield();
        }
    }

    public static async Task<HallRun> LastRunAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.HallRuns().AsNoTracking().OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id).FirstAsync();
    }

    public static async Task<ApprovalItem> ItemAsync(this TestHost host, string code)
    {
        await using var db = host.Db();
        return await db.ApprovalItems().AsNoTracking().SingleAsync(item => item.Code == code);
    }

    public static async Task<int> InForceAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.ApprovalItems().CountAsync(item => item.State == ApprovalState.InForce);
    }

    public static async Task<List<QuarantinedRecord>> QuarantineAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.QuarantinedRecords().AsNoTracking().OrderBy(row => row.Key).ToListAsync();
    }

    public static async Task<HallTraces> TracesAsync(this TestHost host)
    {
        await using var db = host.Db();
        var items = await db.ApprovalItems().OrderBy(item => item.Code).Select(item => new { item.Code, item.State, item.Hash, item.Version, item.UpdatedAt }).ToListAsync();
        var quarantine = await db.QuarantinedRecords().OrderBy(row => row.Key).Select(row => new { row.Key, row.Hash, row.Version }).ToListAsync();
        return new HallTraces(HallRecord.HashOf(string.Join('\n', items)), await db.ApprovalVersions().CountAsync(), await db.ApprovalChanges().CountAsync(), HallRecord.HashOf(string.Join('\n', quarantine)),
            await db.HallDepartments().CountAsync(), await db.LedgerRows().CountAsync());
    }

    /// <summary>Nothing is left of runs, the ledger is whole, every item in force has its version, and nobody sees half of the hall.</summary>
    public static async Task ShouldBeInStepAsync(this TestHost host, FakeHall hall)
    {
        await using var db = host.Db();
        (await db.ApprovalItems().Where(item => item.State == ApprovalState.InForce).Select(item => item.Code).ToListAsync()).Order().ShouldBe(hall.Codes.Order());
        (await db.HallRunPages().CountAsync()).ShouldBe(0);
        (await db.HallSyncStates().SingleAsync()).RunId.ShouldBeNull();
        (await db.ApprovalItems().CountAsync(item => !db.ApprovalVersions().Any(version => version.ItemId == item.Id && version.Number == item.CurrentVersion))).ShouldBe(0);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    private sealed class Keeper(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
