using System.Collections.Concurrent;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HotlineKb.Tests.Kit;

/// <summary>Core on a real database in a folder of its own, with a clock the test turns.</summary>
public sealed class TestHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    // Migrating takes longer than most tests: it is done once, and every other test begins with a copy of the file.
    private static readonly ConcurrentDictionary<bool, Lazy<Task<byte[]>>> Templates = new();

    private readonly ServiceProvider _services;
    private readonly TestDatabase? _database;
    private readonly bool _ownsFolder;
    private LedgerFollower? _follower;

    private TestHost(ServiceProvider services, string folder, bool ownsFolder, TestDatabase? database) =>
        (_services, Folder, _ownsFolder, _database) = (services, folder, ownsFolder, database);

    public string Folder { get; }

    public string SqlitePath => new StorageOptions { DataDirectory = Folder }.SqlitePath;

    public FakeTimeProvider Clock => (FakeTimeProvider)_services.GetRequiredService<TimeProvider>();

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>For what lives as long as a request, such as Identity's <c>UserManager</c>.</summary>
    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public HotlineDb Db() => Get<IDbContextFactory<HotlineDb>>().CreateDbContext();

    /// <summary>A fresh, migrated database; the small town of <see cref="Town"/> in it unless told otherwise.</summary>
    public static async Task<TestHost> StartAsync(bool withTown = true, Action<IServiceCollection>? configure = null, DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var folder = NewFolder();
        if (provider is not DatabaseProvider.Sqlite)
        {
            var database = await TestDatabase.CreateAsync(provider);
            var server = new TestHost(Provide(folder, configure, database), folder, ownsFolder: true, database);
            await server.PrepareAsync(withTown);
            return server;
        }

        var template = await Templates.GetOrAdd(withTown, town => new Lazy<Task<byte[]>>(() => MakeTemplateAsync(town))).Value;
        var host = new TestHost(Provide(folder, configure, null), folder, ownsFolder: true, null);
        await File.WriteAllBytesAsync(host.SqlitePath, template);
        return host;
    }

    /// <summary>On a folder that another host, or another process, works in too; it stays when this host goes. Nothing is migrated.</summary>
    public static TestHost Open(string folder, Action<IServiceCollection>? configure = null) => new(Provide(folder, configure, null), folder, ownsFolder: false, null);

    /// <summary>A second node on the same database: its own writer gate, its own signal, its own clock.</summary>
    public TestHost Second(Action<IServiceCollection>? configure = null) => new(Provide(Folder, configure, _database), Folder, ownsFolder: false, null);

    public static string NewFolder() => Directory.CreateTempSubdirectory("hotlinekb-test-").FullName;

    /// <summary>Readers hear of every act by themselves from here on, as in the program; stopped when this host goes.</summary>
    public async Task FollowAsync()
    {
        _follower = Get<LedgerFollower>();
        await _follower.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Disposing it would not wait for readers at work, and they would open the file again that is deleted here.
        if (_follower is not null)
            await _follower.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        // This host's own connections only: other tests run at the same time.
        if (File.Exists(SqlitePath))
        {
            await using var connection = new SqliteConnection(HotlineDbFactory.SqliteConnectionString(new StorageOptions { DataDirectory = Folder }));
            SqliteConnection.ClearPool(connection);
        }

        if (_ownsFolder && _database is not null)
            await _database.DropAsync();
        if (_ownsFolder)
            await DeleteFolderAsync(Folder);
    }

    /// <summary>Whoever was killed or cancelled a moment ago may still write a last file into it.</summary>
    public static async Task DeleteFolderAsync(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 100)
            {
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                await pause.WaitForNextTickAsync();
            }
        }
    }

    private static ServiceProvider Provide(string folder, Action<IServiceCollection>? configure, TestDatabase? database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start));
        services.Configure<StorageOptions>(options =>
        {
            options.DataDirectory = folder;
            options.Provider = database?.Provider ?? DatabaseProvider.Sqlite;
            options.ConnectionString = database?.ConnectionString;
        });
        services.AddStorage().AddLedger().AddUnits().AddAccess().AddSharing().AddTaxonomy().AddKeywords().AddAssignments().AddEntries().AddProfiles().AddWorkOrders().AddApprovals().AddSupervision().AddReleases();
        // Hashing is slow on purpose, but not for tests.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
        services.AddOptions<Deadlines>();
        services.AddOptions<FlowOptions>();
        services.AddOptions<HallOptions>();
        services.AddOptions<ReviewOptions>();
        services.AddOptions<ProfileOptions>();
        services.AddOptions<ReleaseOptions>();
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static async Task<byte[]> MakeTemplateAsync(bool withTown)
    {
        var folder = NewFolder();
        byte[] bytes;
        var host = new TestHost(Provide(folder, null, null), folder, ownsFolder: false, null);
        await host.PrepareAsync(withTown);
        await host.DisposeAsync();
        bytes = await File.ReadAllBytesAsync(host.SqlitePath);
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    private async Task PrepareAsync(bool withTown)
    {
        await Get<Migrator>().MigrateAsync();
        if (withTown)
            await Town.BuildAsync(this);
    }
}
