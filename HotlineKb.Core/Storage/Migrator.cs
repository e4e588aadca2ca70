using HotlineKb.Core.Basics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Storage;

/// <summary>
/// Brings the database to the current shape. A process killed in the middle must not block the next start:
/// on SQLite, EF's lock row would stay for ever, so we hold a lock file that the operating system frees, and clear a stale row.
/// </summary>
public sealed class Migrator(IDbContextFactory<HotlineDb> databases, IOptions<StorageOptions> options, ILogger<Migrator> log)
{
    /// <returns>How many migrations were applied.</returns>
    public async Task<int> MigrateAsync(CancellationToken ct = default)
    {
        await using var db = databases.CreateDbContext();
        if (!db.Database.IsSqlite())
            return await ApplyAsync(db, ct);

        Directory.CreateDirectory(options.Value.DataDirectory);
        await using var held = await HoldAsync(Path.Combine(options.Value.DataDirectory, "migrate.lock"), ct);
        if (!(await db.Database.GetPendingMigrationsAsync(ct)).Any())
            return 0;
        await ClearStaleLockAsync(db, ct);
        return await ApplyAsync(db, ct);
    }

    private async Task<int> ApplyAsync(HotlineDb db, CancellationToken ct)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count == 0)
            return 0;
        log.LogInformation("Applying {Count} migrations: {Names}", pending.Count, string.Join(", ", pending));
        await db.Database.MigrateAsync(ct);
        return pending.Count;
    }

    private static async Task<FileStream> HoldAsync(string path, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 600)
            {
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
                await pause.WaitForNextTickAsync(ct);
            }
        }
    }

    private static async Task ClearStaleLockAsync(HotlineDb db, CancellationToken ct)
    {
        var exists = await db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").SingleAsync(ct);
        if (exists > 0)
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", ct);
    }
}
