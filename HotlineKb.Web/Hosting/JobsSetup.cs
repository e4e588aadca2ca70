using System.Data.Common;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.SqlServer;
using Hangfire.Storage;
using HotlineKb.Core.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HotlineKb.Web.Hosting;

/// <summary>Hangfire as an alarm clock. It keeps nothing that matters: what is due lives in our database.</summary>
internal static class JobsSetup
{
    private const string Schema = "hangfire";

    // One node at a time makes the tables; any number that nothing else of ours uses.
    private const long SchemaLock = 12345_0003;

    /// <param name="enabled">Without it nothing of Hangfire is there, only an empty book.</param>
    public static void AddJobs(this IServiceCollection services, Timetable timetable, bool enabled)
    {
        services.AddSingleton(timetable);
        services.AddSingleton(provider => new JobBook(timetable, enabled, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SharedJobBook(
            enabled && provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider is not DatabaseProvider.Sqlite ? provider.GetRequiredService<JobStorage>() : null,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SharedJobBook>>()));
        if (!enabled)
            return;
        // Of this program's own, not Hangfire's static ones; and made only when the server asks for them, so that no verb touches them.
        services.AddSingleton(provider => Open(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddTransient<JobRunner>();
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddHangfireServer((_, options) =>
        {
            options.WorkerCount = 4;
            // Also how often recurring jobs are looked at: a ring every ten seconds comes at most twelve after the last.
            options.SchedulePollingInterval = TimeSpan.FromSeconds(2);
            options.CancellationCheckInterval = TimeSpan.FromSeconds(2);
            options.ShutdownTimeout = TimeSpan.FromSeconds(3);
        });
        services.AddLogging(logging => logging.AddFilter("Hangfire", LogLevel.Warning));
    }

    /// <summary>Makes or upgrades Hangfire's own tables on a database server.</summary>
    /// <exception cref="WrongSetting">When the account may not.</exception>
    public static async Task PrepareStorageAsync(IServiceProvider services, CancellationToken ct)
    {
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (!services.GetRequiredService<JobBook>().Enabled)
            return;
        try
        {
            switch (storage.Provider)
            {
                case DatabaseProvider.SqlServer:
                    await using (var connection = new SqlConnection(storage.ConnectionString))
                    {
                        await connection.OpenAsync(ct);
                        SqlServerObjectsInstaller.Install(connection, Schema, enableHeavyMigrations: true);
                    }

                    break;
                case DatabaseProvider.PostgreSql:
                    // Not from the pool, which would keep it open, and the lock held, after we are done.
                    await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(storage.ConnectionString) { Pooling = false }.ToString()))
                    {
                        await connection.OpenAsync(ct);
                        await using (var alone = new NpgsqlCommand($"SELECT pg_advisory_lock({SchemaLock})", connection) { CommandTimeout = 300 })
                            await alone.ExecuteNonQueryAsync(ct);
                        PostgreSqlObjectsInstaller.Install(connection, Schema);
                    }

                    break;
            }
        }
        catch (DbException e)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Sets the alarm clock by the timetable and opens the dashboard; the database is there by now.</summary>
    public static void StartJobs(this WebApplication app)
    {
        var book = app.Services.GetRequiredService<JobBook>();
        if (!book.Enabled)
            return;
        try
        {
            Wind(app.Services);
        }
        catch (DbException e)
        {
            throw Unusable(e);
        }

        app.MapJobsDashboard();
        app.Lifetime.ApplicationStarted.Register(book.Begin);
    }

    /// <summary>Hangfire's recurring jobs are the timetable's, and no others.</summary>
    public static void Wind(IServiceProvider services)
    {
        var timetable = services.GetRequiredService<Timetable>();
        var manager = services.GetRequiredService<IRecurringJobManager>();
        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var old in connection.GetRecurringJobs().Where(job => timetable.Find(job.Id) is null))
            manager.RemoveIfExists(old.Id);
        // Relaxed: after a time asleep it rings once, and the job catches up with what the database says is due.
        foreach (var job in timetable.Jobs)
            manager.AddOrUpdate<JobRunner>(job.Name, runner => runner.RunAsync(job.Name, CancellationToken.None), job.Cron,
                new RecurringJobOptions { TimeZone = CityDays.Zone, MisfireHandling = MisfireHandlingMode.Relaxed });
    }

    private static JobStorage Open(StorageOptions options)
    {
        JobStorage storage = options.Provider switch
        {
            DatabaseProvider.SqlServer => new SqlServerStorage(options.ConnectionString, new SqlServerStorageOptions
            {
                SchemaName = Schema,
                PrepareSchemaIfNecessary = false,
                SqlClientFactory = SqlClientFactory.Instance,
                QueuePollInterval = TimeSpan.FromSeconds(1),
                DisableGlobalLocks = true,
            }),
            DatabaseProvider.PostgreSql => OpenPostgreSql(options.ConnectionString!),
            _ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(1) }),
        };
        storage.JobExpirationTimeout = TimeSpan.FromHours(6);
        return storage;
    }

    private static PostgreSqlStorage OpenPostgreSql(string connection)
    {
        var options = new PostgreSqlStorageOptions { SchemaName = Schema, PrepareSchemaIfNecessary = false, QueuePollInterval = TimeSpan.FromSeconds(1) };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
    }

    private static WrongSetting Unusable(DbException e) => new(
        $"定时作业的架构 {Schema} 不能建立、升级或使用：{e.Message.ReplaceLineEndings(" ")}。请用有建表权限的账号运行一次 migrate 并授予本账号读写权限，或设置 HotlineKb:Jobs:Enabled 为 false（本节点不执行作业）。");
}
