using System.Security.Cryptography;
using System.Text.Json;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Hosting;

/// <summary>What a backup holds, written beside it as <c>manifest.json</c>.</summary>
/// <param name="HasDatabase">False where the database product makes its own backups.</param>
/// <param name="Files">SHA-256 by path below the backup.</param>
internal sealed record BackupManifest(int Format, DateTime CreatedAt, DatabaseProvider Provider, bool HasDatabase, long LedgerCount, string LedgerHead, IReadOnlyDictionary<string, string> Files);

/// <summary>
/// Copies of the database and the keys. On SQLite while the server runs; the index is derived and left out.
/// A backup is proven by its ledger: when made, and again before it takes the place of anything.
/// </summary>
internal sealed class Backups(IOptions<StorageOptions> options, LedgerVerifier ledger, ServerLock server, TimeProvider time)
{
    private const string Database = "hotlinekb.db";
    private const string Keys = "keys";
    private const string Manifest = "manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private StorageOptions Storage => options.Value;

    public async Task<BackupManifest> CreateAsync(string directory, CancellationToken ct)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new WrongSetting($"备份目录“{directory}”不是空的，请换一个目录。");
        try
        {
            Directory.CreateDirectory(directory);
            var hasDatabase = Storage.Provider is DatabaseProvider.Sqlite;
            if (hasDatabase)
                await CopyDatabaseAsync(Path.Combine(directory, Database), ct);
            CopyFolder(Path.Combine(Storage.DataDirectory, Keys), Path.Combine(directory, Keys));
            var verdict = hasDatabase ? await VerifyAsync(Path.Combine(directory, Database), ct) : await ledger.VerifyAsync(ct: ct);
            if (!verdict.Ok)
                throw new WrongSetting($"台账不完好，备份未完成：{verdict.Reason}");
            var files = new Dictionary<string, string>();
            foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                files[Path.GetRelativePath(directory, file).Replace('\\', '/')] = await HashAsync(file, ct);
            var manifest = new BackupManifest(1, time.GetUtcNow().UtcDateTime, Storage.Provider, hasDatabase, verdict.Count, verdict.Head, files);
            await File.WriteAllTextAsync(Path.Combine(directory, Manifest), JsonSerializer.Serialize(manifest, Json), ct);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongSetting($"备份到“{directory}”没有成功：{e.Message}");
        }
    }

    /// <param name="force">What is in the data directory is moved into a folder beside the new data, never deleted.</param>
    public async Task<(BackupManifest Manifest, string? MovedTo)> RestoreAsync(string directory, bool force, CancellationToken ct)
    {
        var manifest = await ReadAsync(directory, ct);
        if (manifest.HasDatabase && Storage.Provider is not DatabaseProvider.Sqlite)
            throw new WrongSetting($"这份备份来自 SQLite，而设置 HotlineKb:Database:Provider 为 {Storage.Provider}。");
        if (manifest.HasDatabase && Storage.ConnectionString is { Length: > 0 })
            throw new WrongSetting("已设置 ConnectionStrings:HotlineKb：恢复只写入数据目录中的数据库，请去掉该设置后再恢复。");
        using var alone = server.TryAlone() ?? throw new WrongSetting($"有服务正在使用数据目录“{Storage.DataDirectory}”，请先停止服务。");
        // The key folder is made, empty, as the program is put together.
        foreach (var empty in Directory.EnumerateDirectories(Storage.DataDirectory).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()).ToList())
            Directory.Delete(empty);
        var present = Directory.EnumerateFileSystemEntries(Storage.DataDirectory).Where(entry => !entry.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        if (present.Count > 0 && !force)
            throw new WrongSetting($"数据目录“{Storage.DataDirectory}”不是空的；确要替换请加 --force，原有数据会移入其中的 replaced-… 目录。");

        var incoming = Directory.CreateDirectory(Path.Combine(Storage.DataDirectory, $"restoring-{Guid.NewGuid():N}")).FullName;
        try
        {
            CopyFolder(directory, incoming);
            File.Delete(Path.Combine(incoming, Manifest));
            if (manifest.HasDatabase)
            {
                var verdict = await VerifyAsync(Path.Combine(incoming, Database), ct);
                if (!verdict.Ok || verdict.Count != manifest.LedgerCount || verdict.Head != manifest.LedgerHead)
                    throw new WrongSetting($"备份中的台账不完好，未恢复：{verdict.Reason ?? "与备份清单不符。"}");
            }

            var moved = present.Count == 0 ? null : Directory.CreateDirectory(Path.Combine(Storage.DataDirectory, $"replaced-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}")).FullName;
            foreach (var entry in present.Where(entry => !Path.GetFileName(entry).StartsWith("replaced-", StringComparison.Ordinal)))
                Directory.Move(entry, Path.Combine(moved!, Path.GetFileName(entry)));
            foreach (var entry in Directory.EnumerateFileSystemEntries(incoming).ToList())
                Directory.Move(entry, Path.Combine(Storage.DataDirectory, Path.GetFileName(entry)));
            return (manifest, moved);
        }
        finally
        {
            Directory.Delete(incoming, recursive: true);
        }
    }

    private static async Task<BackupManifest> ReadAsync(string directory, CancellationToken ct)
    {
        var path = Path.Combine(directory, Manifest);
        if (!File.Exists(path))
            throw new WrongSetting($"“{directory}”中没有备份清单 {Manifest}，不是本系统的备份。");
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(path, ct), Json);
        }
        catch (JsonException)
        {
            manifest = null;
        }

        if (manifest is not { Format: 1, Files: not null })
            throw new WrongSetting($"备份清单 {path} 读不了。");
        foreach (var (name, hash) in manifest.Files)
        {
            var file = Path.GetFullPath(Path.Combine(directory, name));
            if (!File.Exists(file) || await HashAsync(file, ct) != hash)
                throw new WrongSetting($"备份中的文件“{name}”缺失或已损坏，未恢复。");
        }

        return manifest;
    }

    private async Task CopyDatabaseAsync(string target, CancellationToken ct)
    {
        var source = Storage.ConnectionString is { Length: > 0 } given ? given : new SqliteConnectionStringBuilder { DataSource = Storage.SqlitePath }.ToString();
        await using var from = new SqliteConnection(source);
        await using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = target, Pooling = false }.ToString());
        await from.OpenAsync(ct);
        await to.OpenAsync(ct);
        from.BackupDatabase(to);
    }

    private static async Task<LedgerVerdict> VerifyAsync(string database, CancellationToken ct)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString();
        return await new LedgerVerifier(new HotlineDbFactory(new StorageOptions { ConnectionString = connection })).VerifyAsync(ct: ct);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<string> HashAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }
}
