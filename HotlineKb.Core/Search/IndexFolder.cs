using System.Globalization;

namespace HotlineKb.Core.Search;

/// <summary>
/// The folder of a node's index: <c>search/&lt;format version&gt;/&lt;generation&gt;</c>. One process owns it as long as it holds the lock file, which
/// the operating system frees when the process dies. Others leave a request there and read the owner's progress.
/// </summary>
internal sealed class IndexFolder(string search) : IDisposable
{
    private readonly string _versioned = Path.Combine(search, SearchFields.FormatVersion.ToString(CultureInfo.InvariantCulture));
    private FileStream? _lock;
    private string? _asked;

    /// <summary>Where generations are made; null when another process owns the folder or it cannot be written.</summary>
    public string? Root => _lock is null ? null : _versioned;

    private string Request => Path.Combine(search, "rebuild.request");

    private string Status => Path.Combine(search, "rebuild.status");

    public bool TryOwn()
    {
        if (_lock is not null)
            return true;
        try
        {
            Directory.CreateDirectory(_versioned);
            _lock = new FileStream(Path.Combine(search, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Newest first.</summary>
    public IEnumerable<string> Generations() =>
        Directory.GetDirectories(_versioned).OrderByDescending(folder => Path.GetFileName(folder), StringComparer.Ordinal);

    /// <summary>Indexes of other formats are of no more use once this one is whole.</summary>
    public void DeleteOtherFormats()
    {
        if (_lock is null)
            return;
        foreach (var folder in Directory.GetDirectories(search).Where(folder => folder != _versioned))
            IndexGeneration.Delete(folder);
    }

    /// <summary>For the owner: whether somebody asked for a rebuild.</summary>
    public bool TakeRequest()
    {
        if (_lock is null || !File.Exists(Request))
            return false;
        _asked = File.ReadAllText(Request);
        File.Delete(Request);
        return true;
    }

    /// <summary>For the owner: how it goes, when somebody asked.</summary>
    public void Tell(SearchState state)
    {
        if (_asked is null)
            return;
        try
        {
            WriteWhole(Status, string.Create(CultureInfo.InvariantCulture, $"{_asked}\n{state.Phase}\n{state.Done}\n{state.Total}\n{state.Sentence}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only the one who asked misses it.
        }

        if (state.Phase is SearchPhase.Ready or SearchPhase.Failed)
            _asked = null;
    }

    /// <summary>Has the owner rebuild, and returns when it has; or when there is no owner any more, so that the caller can do it.</summary>
    public async Task AskOwnerAsync(IProgress<SearchProgress>? progress, TimeProvider time, CancellationToken ct)
    {
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        WriteWhole(Request, id);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
        while (await pause.WaitForNextTickAsync(ct))
        {
            if (TryOwn())
            {
                File.Delete(Request);
                return;
            }

            if (!File.Exists(Status) || await File.ReadAllLinesAsync(Status, ct) is not [var asked, var phase, var done, var total, var sentence] || asked != id)
                continue;
            progress?.Report(new SearchProgress(int.Parse(done, CultureInfo.InvariantCulture), int.Parse(total, CultureInfo.InvariantCulture)));
            if (phase == nameof(SearchPhase.Ready))
                return;
            if (phase == nameof(SearchPhase.Failed))
                throw new InvalidOperationException(sentence);
        }
    }

    // Renamed into place: the other process never reads half of it.
    private static void WriteWhole(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose() => _lock?.Dispose();
}
