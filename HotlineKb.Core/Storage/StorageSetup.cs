using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Storage;

public static class StorageSetup
{
    /// <summary>Registers <c>IDbContextFactory&lt;HotlineDb&gt;</c> for the configured database; one context per operation, never per circuit.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<IDbContextFactory<HotlineDb>>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            return new HotlineDbFactory(options, provider.GetService<TimeProvider>());
        });
        services.AddSingleton<WriterGate>();
        services.AddSingleton<Migrator>();
        return services;
    }
}

/// <summary>Opens contexts of the subclass that fits the configured database.</summary>
public sealed class HotlineDbFactory : IDbContextFactory<HotlineDb>
{
    private readonly Func<HotlineDb> _create;
    private readonly TimeProvider _time;

    public HotlineDbFactory(StorageOptions options, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        switch (options.Provider)
        {
            case DatabaseProvider.Sqlite:
                var connection = SqliteConnectionString(options);
                if (Path.GetDirectoryName(new SqliteConnectionStringBuilder(connection).DataSource) is { Length: > 0 } folder)
                    Directory.CreateDirectory(folder);
                var sqlite = new DbContextOptionsBuilder<SqliteHotlineDb>().UseSqlite(connection).AddInterceptors(new SqlitePragmas()).Options;
                _create = () => new SqliteHotlineDb(sqlite);
                break;
            case DatabaseProvider.SqlServer:
                var sqlServer = new DbContextOptionsBuilder<SqlServerHotlineDb>()
                    .UseSqlServer(Needed(options), o => o.EnableRetryOnFailure()).Options;
                _create = () => new SqlServerHotlineDb(sqlServer);
                break;
            case DatabaseProvider.PostgreSql:
                var postgres = new DbContextOptionsBuilder<PostgreSqlHotlineDb>()
                    .UseNpgsql(Needed(options), o => o.EnableRetryOnFailure()).Options;
                _create = () => new PostgreSqlHotlineDb(postgres);
                break;
            default:
                throw new InvalidOperationException($"HotlineKb:Database:Provider: {options.Provider} 不是受支持的数据库。");
        }
    }

    public HotlineDb CreateDbContext()
    {
        var db = _create();
        db.Clock = _time;
        return db;
    }

    internal static string SqliteConnectionString(StorageOptions options) => options.ConnectionString is { Length: > 0 } given
        ? given
        : new SqliteConnectionStringBuilder { DataSource = options.SqlitePath, Cache = SqliteCacheMode.Private, Pooling = true }.ToString();

    private static string Needed(StorageOptions options) =>
        options.ConnectionString is { Length: > 0 } text ? text : throw new InvalidOperationException("ConnectionStrings:HotlineKb 未设置。");
}

/// <summary>One writer at a time in this process: SQLite has only one anyway, and waiting here is fair where waiting in the database is not.</summary>
public sealed class WriterGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<IDisposable> EnterAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        return new Leaver(_gate);
    }

    public void Dispose() => _gate.Dispose();

    private sealed class Leaver(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
