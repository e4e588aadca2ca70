using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Hosting;

/// <summary>What must be true before the first request: the settings hold, the database has its shape, and someone can sign in.</summary>
internal static class Startup
{
    public static async Task PrepareAsync(WebApplication app, CancellationToken ct = default)
    {
        CheckAddresses(app.Configuration);
        await MigrateAsync(app.Services, ct);
        await app.Services.GetRequiredService<ServerLock>().HoldAsync();
        app.StartJobs();
        // The first search compiles what all later ones run; better before anyone waits for it.
        app.Lifetime.ApplicationStarted.Register(() => _ = WarmAsync(app));
        if (HotlineOptions.DemoWanted(app.Configuration, app.Environment))
            await Demo.DemoCity.LoadAsync(app.Services, new Progress<string>(Console.WriteLine), ct);
        if (await app.Services.GetRequiredService<AccountViews>().AnyAsync(ct))
            return;
        app.Services.GetRequiredService<SetupLink>().Open();
    }

    private static async Task WarmAsync(WebApplication app)
    {
        try
        {
            await app.Services.GetRequiredService<SearchViews>().SearchAsync(Actor.System("warm-up"), new SearchQuery("社保怎么办"), app.Lifetime.ApplicationStopping);
            if (HotlineOptions.DemoWanted(app.Configuration, app.Environment))
                await Demo.DemoCity.CheckPinsAsync(app.Services, app.Lifetime.ApplicationStopping);
        }
        catch (Exception e)
        {
            // Nobody asked for it; the index says its own state in health.
            app.Logger.LogDebug(e, "The warm-up search failed");
        }
    }

    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="WrongSetting">When the data directory or the database cannot be used.</exception>
    public static async Task<int> MigrateAsync(IServiceProvider services, CancellationToken ct = default)
    {
        var applied = await ReachAsync(() => services.GetRequiredService<Migrator>().MigrateAsync(ct));
        await JobsSetup.PrepareStorageAsync(services, ct);
        return applied;
    }

    /// <summary>For verbs that only use what is there: a missing or older database is said, not made.</summary>
    public static Task<bool> NeedDatabaseAsync(IServiceProvider services, CancellationToken ct = default)
    {
        return ReachAsync(async () =>
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<HotlineDb>>().CreateDbContextAsync(ct);
            if (db.Database.IsSqlite() && !File.Exists(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource))
                throw new WrongSetting("数据库还没有建立，请先运行 migrate（或检查设置 HotlineKb:DataDirectory）。");
            if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
                throw new WrongSetting("数据库不是当前版本，请先运行 migrate。");
            return true;
        });
    }

    /// <summary>Before anything else: keys and the database are opened in it.</summary>
    public static void NeedDataDirectory(IServiceProvider services)
    {
        var directory = services.GetRequiredService<IOptions<StorageOptions>>().Value.DataDirectory;
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".write-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WrongSetting($"设置 HotlineKb:DataDirectory 的目录“{directory}”不能写入：{e.Message}");
        }
    }

    /// <exception cref="WrongSetting">When an address is not one, or taken; said before the host fails with a stack trace.</exception>
    private static void CheckAddresses(IConfiguration configuration)
    {
        foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                throw new WrongSetting($"设置 urls（ASPNETCORE_URLS）的地址“{url}”不对，应如 http://localhost:5080。");
            }

            if (address.Port == 0 || address.IsUnixPipe || address.IsNamedPipe)
                continue;
            var ip = IPAddress.TryParse(address.Host, out var given) ? given : address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.Any;
            try
            {
                using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(ip, address.Port));
                socket.Listen(1);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable)
            {
                throw new WrongSetting($"地址 {url} 不能使用（{(e.SocketErrorCode is SocketError.AddressAlreadyInUse ? "端口已被占用" : e.Message)}），请改用别的端口：设置 urls（ASPNETCORE_URLS）。");
            }
        }
    }

    private static async Task<T> ReachAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is DbException or RetryLimitExceededException or ArgumentException || e.InnerException is DbException)
        {
            throw new WrongSetting($"数据库不能使用，请检查设置 HotlineKb:Database:Provider 和 ConnectionStrings:HotlineKb：{(e.InnerException as DbException ?? e).Message}");
        }
    }
}
