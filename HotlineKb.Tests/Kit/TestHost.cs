using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HotlineKb.Tests.Kit;

/// <summary>Core on a real database in a folder of its own, with a clock the test turns.</summary>
public sealed class TestHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;

    private TestHost(ServiceProvider services, string folder) => (_services, Folder) = (services, folder);

    public string Folder { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)_services.GetRequiredService<TimeProvider>();

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public HotlineDb Db() => Get<IDbContextFactory<HotlineDb>>().CreateDbContext();

    /// <summary>A fresh, migrated database; the small town of <see cref="Town"/> in it unless told otherwise.</summary>
    public static async Task<TestHost> StartAsync(bool withTown = true, Action<IServiceCollection>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("hotlinekb-test-").FullName;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start));
        services.Configure<StorageOptions>(options => options.DataDirectory = folder);
        services.AddStorage().AddLedger().AddUnits().AddAccess().AddTaxonomy().AddAssignments().AddEntries().AddWorkOrders();
        services.AddOptions<Deadlines>();
        services.AddOptions<FlowOptions>();
        configure?.Invoke(services);
        var host = new TestHost(services.BuildServiceProvider(), folder);
        await host.Get<Migrator>().MigrateAsync();
        if (withTown)
            await Town.BuildAsync(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
