using HotlineKb.Core.Notifications;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>The alarm clock itself, by a job of the test's own.</summary>
public sealed class JobsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Timetable_OfTheProgram_NamesEachJobOnceAndAllItNeeds()
    {
        var jobs = Timetable.OfTheProgram.Jobs;
        jobs.Select(job => job.Name).ShouldBeUnique();
        jobs.Where(job => job.Patience < TimeSpan.FromMinutes(1) || job.What.Length == 0 || job.Often.Length == 0).ShouldBeEmpty();
        CityDays.Zone.BaseUtcOffset.ShouldBe(TimeSpan.FromHours(8));
    }

    [Fact]
    public async Task Job_OfTheProgram_FindsWhatItCalls()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddNotifications().AddSearch());
        foreach (var job in Timetable.OfTheProgram.Jobs)
            await job.RunAsync(host.Services, CancellationToken.None);
    }

    [Fact]
    public async Task Timetable_OfTheProgram_IsWhatHangfireKnowsAndNothingElse()
    {
        await using var services = Provide(Timetable.OfTheProgram);
        var manager = services.GetRequiredService<IRecurringJobManager>();
        manager.AddOrUpdate<JobRunner>("of-an-older-version", runner => runner.RunAsync("of-an-older-version", CancellationToken.None), "0 0 * * *");

        JobsSetup.Wind(services);
        JobsSetup.Wind(services);

        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        var known = connection.GetRecurringJobs();
        known.Select(job => job.Id).ShouldBe(Timetable.OfTheProgram.Jobs.Select(job => job.Name), ignoreOrder: true);
        known.ShouldAllBe(job => job.Error == null && job.NextExecution != null && job.TimeZoneId == "Asia/Shanghai");
    }

    [Fact]
    public async Task Job_ThatFails_IsSeenAndRunsAgainByItself()
    {
        var broken = true;
        var runs = 0;
        var job = TimedJob.Of<Bell>("test-bell", "* * * * * *", "每秒", "测试", TimeSpan.FromHours(1), (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Volatile.Read(ref broken) ? throw new InvalidOperationException("响不了\n第二行") : Task.CompletedTask;
        });
        await using var services = Provide(new Timetable([job]));
        var book = services.GetRequiredService<JobBook>();
        JobsSetup.Wind(services);
        var servers = services.GetServices<IHostedService>().ToList();
        foreach (var server in servers)
            await server.StartAsync(CancellationToken.None);
        try
        {
            await UntilAsync(() => book.States.Single() is { FailedAt: not null, SucceededAt: null, Error: "响不了 第二行" } && Volatile.Read(ref runs) >= 2);
            services.GetRequiredService<JobStorage>().GetMonitoringApi().FailedCount().ShouldBe(0, "what recurs anyway leaves no pile of failures");

            Volatile.Write(ref broken, false);

            await UntilAsync(() => book.States.Single() is { SucceededAt: not null, FailedAt: not null, Error: null });
        }
        finally
        {
            foreach (var server in servers)
                await server.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Runner_OfAnUnknownName_DoesNothing()
    {
        await using var services = Provide(new Timetable([]));
        await services.GetRequiredService<JobRunner>().RunAsync("of-a-newer-version", CancellationToken.None);
        services.GetRequiredService<JobBook>().States.ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_WithoutASuccessForItsPatience_IsLate()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        var job = TimedJob.Of<Bell>("test-bell", "*/10 * * * * *", "每 10 秒", "测试", Patience, (_, _) => Task.CompletedTask);
        var book = new JobBook(new Timetable([job]), enabled: true, host.Clock);
        host.Clock.Advance(Patience * 2);
        book.States.Single().Late.ShouldBeFalse("it has not begun");

        book.Begin();
        host.Clock.Advance(Patience);
        book.States.Single().Late.ShouldBeFalse();
        host.Clock.Advance(TimeSpan.FromTicks(1));
        book.States.Single().Late.ShouldBeTrue();

        book.Failed(job.Name, new InvalidOperationException("no"), TimeSpan.Zero).ShouldBeTrue();
        book.Failed(job.Name, new InvalidOperationException("no"), TimeSpan.Zero).ShouldBeFalse("the log has heard it");
        book.States.Single().Late.ShouldBeTrue();
        book.Succeeded(job.Name, TimeSpan.Zero);
        book.States.Single().ShouldSatisfyAllConditions(state => state.Late.ShouldBeFalse(), state => state.Error.ShouldBeNull(), state => state.FailedAt.ShouldBe(host.Now));
        new JobBook(new Timetable([job]), enabled: false, host.Clock).States.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Storage_OnPostgreSql_IsPreparedOnceAndSharesSuccesses()
    {
        TestDatabase.Need(DatabaseProvider.PostgreSql);
        var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        try
        {
            var job = TimedJob.Of<Bell>("test-bell", "* * * * * *", "每秒", "测试", TimeSpan.FromHours(1), (_, _) => Task.CompletedTask);
            var timetable = new Timetable([job]);
            await using var first = Provide(timetable, database);
            await using var second = Provide(timetable, database);
            await Task.WhenAll(JobsSetup.PrepareStorageAsync(first, CancellationToken.None), JobsSetup.PrepareStorageAsync(second, CancellationToken.None));
            JobsSetup.Wind(first);
            var servers = first.GetServices<IHostedService>().ToList();
            foreach (var server in servers)
                await server.StartAsync(CancellationToken.None);
            await UntilAsync(() => first.GetRequiredService<JobBook>().States.Single().SucceededAt is not null);
            foreach (var server in servers)
                await server.StopAsync(CancellationToken.None);

            (await second.GetRequiredService<SharedJobBook>().DoneInTimeAsync(job, CancellationToken.None)).ShouldBeTrue();
            (await second.GetRequiredService<SharedJobBook>().DoneInTimeAsync(job with { Name = "other" }, CancellationToken.None)).ShouldBeFalse();
        }
        finally
        {
            await database.DropAsync();
        }
    }

    [SkippableFact]
    public async Task Verbs_OfTheProgram_MakeTheTablesButRunNoJobs()
    {
        TestDatabase.Need(DatabaseProvider.PostgreSql);
        var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        var folder = TestHost.NewFolder();
        try
        {
            var settings = new Dictionary<string, string?> { ["HotlineKb:DataDirectory"] = folder, ["environment"] = "Production", ["HotlineKb:Database:Provider"] = "PostgreSql", ["ConnectionStrings:HotlineKb"] = database.ConnectionString };
            foreach (var words in new string[][] { ["migrate"], ["migrate"], ["ledger", "verify"] })
            {
                var result = await LiveServer.RunProgramAsync(settings, words);
                result.ExitCode.ShouldBe(0, result.Error);
            }

            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var count = new NpgsqlCommand("SELECT (SELECT COUNT(*) FROM hangfire.server) + (SELECT COUNT(*) FROM hangfire.set) + (SELECT COUNT(*) FROM hangfire.job)", connection);
            (await count.ExecuteScalarAsync()).ShouldBe(0L);
            NpgsqlConnection.ClearPool(connection);
        }
        finally
        {
            await database.DropAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ServiceProvider Provide(Timetable timetable, TestDatabase? database = null)
    {
        var services = new ServiceCollection();
        // Hangfire keeps its log for the whole process: it must outlive this test.
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Bell>();
        services.Configure<StorageOptions>(options => (options.Provider, options.ConnectionString) = (database?.Provider ?? DatabaseProvider.Sqlite, database?.ConnectionString));
        services.AddJobs(timetable, enabled: true);
        return services.BuildServiceProvider();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
            await pause.WaitForNextTickAsync(limit.Token);
    }

    private sealed class Bell;
}
