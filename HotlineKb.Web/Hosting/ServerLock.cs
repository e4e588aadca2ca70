using HotlineKb.Core.Storage;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Hosting;

/// <summary>A file that running servers hold together, so that a restore does not pull the database from under them. The operating system frees it.</summary>
internal sealed class ServerLock(IOptions<StorageOptions> storage) : IAsyncDisposable
{
    private FileStream? _held;

    private string FilePath => Path.Combine(storage.Value.DataDirectory, "server.lock");

    public async Task HoldAsync()
    {
        if (!File.Exists(FilePath))
            await File.WriteAllTextAsync(FilePath, "");
        _held ??= new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    /// <returns>Null when a server runs on this data directory.</returns>
    public IDisposable? TryAlone()
    {
        try
        {
            return new FileStream(FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;
}
