using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Search;

/// <summary>
/// The index: derived from the database, one folder per node, disposable. Opened at first use; when it is missing, damaged, of another
/// format or of another database, a new one is filled in the background while the old one, or the new one as far as it is, answers.
/// One process owns the folder; another on the same folder works in memory, so that nothing ever waits for a lock.
/// </summary>
public sealed partial class SearchIndex : IDisposable
{
    /// <summary>What is found after a crash may be so old; the ledger brings the rest.</summary>
    public static readonly TimeSpan CommitEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);
    private const int Batch = 500;

    private readonly IReadOnlyList<SearchSource> _sources;
    private readonly IDbContextFactory<HotlineDb> _databases;
    private readonly TimeProvider _time;
    private readonly ILogger<SearchIndex> _log;
    private readonly IndexFolder _folder;

    // Everything that writes, and everything that decides what is searched, happens behind this gate: reading a thing from the database
    // and putting it into the index is one step, so an older state can never overwrite a newer one.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _timer;

    private volatile IndexGeneration? _live;
    private volatile IndexGeneration? _building;
    private Task _rebuild = Task.CompletedTask;
    private volatile SearchState _state = new(SearchPhase.NotOpened, 0, 0, 0, "检索索引尚未打开。");
    private long _committedAt;
    private long _triedAt;
    private event Action<SearchProgress>? Progressed;

    /// <param name="folder">Below the data directory; each index has its own.</param>
    internal SearchIndex(IEnumerable<SearchSource> sources, IDbContextFactory<HotlineDb> databases, IOptions<StorageOptions> storage, TimeProvider time, ILogger<SearchIndex> log, string folder = "search")
    {
        (_sources, _databases, _time, _log) = ([.. sources], databases, time, log);
        _folder = new IndexFolder(Path.GetFullPath(Path.Combine(storage.Value.DataDirectory, folder)));
        _timer = time.CreateTimer(_ => _ = TickAsync(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>For health and screens; changes while it rebuilds.</summary>
    public SearchState State => _live is { } live ? _state with { Position = live.Position.Number } : _state;

    /// <summary>Bytes on disk of the index in use; 0 when it is in memory.</summary>
    public long Bytes => _live?.Bytes ?? 0;

    internal IReadOnlyList<SearchSource> Sources => _sources;

    /// <summary>Returns once searches see everything up to the ledger event, or after <paramref name="atMost"/>: for screens that heard of it first.</summary>
    public async Task WaitForAsync(long number, TimeSpan atMost, CancellationToken ct = default)
    {
        var started = _time.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20), _time);
        while (State.Position < number && _time.GetElapsedTime(started) < atMost)
            await look.WaitForNextTickAsync(ct);
    }

    /// <summary>Returns when no rebuild is under way.</summary>
    public async Task WhenSettledAsync(CancellationToken ct = default)
    {
        await OpenAsync(ct);
        await _rebuild.WaitAsync(ct);
    }

    public void Dispose()
    {
        if (_closing.IsCancellationRequested)
            return;
        _closing.Cancel();
        _timer.Dispose();
        _gate.Wait();
        try
        {
            if (_live is { Complete: true, Dirty: true, Broken: false } live)
                live.Commit();
        }
        catch (Exception e) when (IsDamage(e))
        {
            _log.LogWarning(e, "The search index could not be saved at the end; the ledger will bring it up to date");
        }
        finally
        {
            if (_building is { } building && building != _live)
                building.Discard();
            _live?.Dispose();
            _live = _building = null;
            _folder.Dispose();
            _gate.Release();
        }
    }

    internal async Task<long> PositionAsync(CancellationToken ct)
    {
        await OpenAsync(ct);
        return _live!.Position.Number;
    }

    /// <summary>The index to ask; also <paramref name="otherThan"/> a damaged one, if there is another.</summary>
    internal async Task<IndexGeneration.Lease?> AcquireAsync(IndexGeneration? otherThan, CancellationToken ct)
    {
        await OpenAsync(ct);
        // Twice: the one in use may be replaced between looking and taking.
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var generation = _live == otherThan ? _building : _live;
            if (generation is null)
                return null;
            if (generation.TryAcquire() is { } lease)
                return lease;
        }

        return null;
    }

    internal async Task ApplyAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        await OpenAsync(ct);
        if (rows.Any(row => Synonyms.ChangedBy(row)))
            await ReadSynonymsAsync(ct);
        await _gate.WaitAsync(ct);
        try
        {
            foreach (var source in _sources)
            {
                var codes = rows.Select(source.ChangedBy).OfType<string>().ToHashSet();
                if (codes.Count == 0)
                    continue;
                foreach (var many in codes.Where(code => code[0] == SearchSource.Many).ToList())
                {
                    codes.Remove(many);
                    codes.UnionWith(await source.ExpandAsync(many[1..], ct));
                }

                var documents = await source.LoadAsync(codes, ct);
                var gone = codes.Except(documents.Select(document => document.Code)).ToList();
                Write(generation =>
                {
                    foreach (var document in documents)
                        generation.Put(document);
                    foreach (var code in gone)
                        generation.Remove(source.Kind, code);
                    generation.Refresh();
                });
            }

            var reached = new IndexPosition(rows[^1].Number, rows[^1].Hash);
            foreach (var generation in Generations())
                if (reached.Number > generation.Position.Number)
                    generation.Position = reached;
            // Counted here and not when asked: every search asks for the state.
            if (_live is { } live && _state.Phase is SearchPhase.Ready)
                _state = Ready(live);
            CommitWhenDue();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A search met damage: a new index is made; this one answers what it still can.</summary>
    internal async Task DamagedAsync(IndexGeneration generation, Exception damage, CancellationToken ct)
    {
        _log.LogError(damage, "The search index is damaged and is being made anew");
        await StartRebuildAsync(generation, ct);
    }

    internal static bool IsDamage(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or ObjectDisposedException);

    private async Task OpenAsync(CancellationToken ct)
    {
        if (_live is not null)
            return;
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        await _gate.WaitAsync(ct);
        try
        {
            if (_live is not null)
                return;
            await ReadSynonymsAsync(ct);
            if (_folder.TryOwn() && await FindWholeAsync(ct) is { } whole)
            {
                _live = whole;
                _state = Ready(whole);
                return;
            }

            _building = Create(await HeadAsync(ct));
            _rebuild = Task.Run(() => RebuildInBackgroundAsync(_building), CancellationToken.None);
            _live = _building;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IndexGeneration?> FindWholeAsync(CancellationToken ct)
    {
        IndexGeneration? found = null;
        foreach (var folder in _folder.Generations())
        {
            if (found is null)
                try
                {
                    found = IndexGeneration.TryOpen(folder);
                    if (found is not null && !await IsOfThisDatabaseAsync(found.Position, ct))
                    {
                        _log.LogWarning("The search index belongs to another database and is made anew");
                        found.Dispose();
                        found = null;
                    }
                }
                catch (Exception e) when (IsDamage(e))
                {
                    _log.LogError(e, "The search index is damaged and is made anew");
                }

            if (found?.Folder != folder)
                IndexGeneration.Delete(folder);
        }

        if (found is not null)
            _folder.DeleteOtherFormats();
        return found;
    }

    private async Task<bool> IsOfThisDatabaseAsync(IndexPosition position, CancellationToken ct)
    {
        if (position.Number == 0)
            return true;
        await using var db = await _databases.CreateDbContextAsync(ct);
        return await db.LedgerRows().AnyAsync(row => row.Number == position.Number && row.Hash == position.Hash, ct);
    }

    private async Task<IndexPosition> HeadAsync(CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var head = await db.LedgerRows().OrderByDescending(row => row.Number).Select(row => new { row.Number, row.Hash }).FirstOrDefaultAsync(ct);
        return new IndexPosition(head?.Number ?? 0, head?.Hash ?? "");
    }

    private IndexGeneration Create(IndexPosition position)
    {
        try
        {
            return IndexGeneration.Create(_folder.Root, position);
        }
        catch (Exception e) when (IsDamage(e) && _folder.Root is not null)
        {
            _log.LogError(e, "The search index cannot be written to its folder and is kept in memory");
            return IndexGeneration.Create(null, position);
        }
    }

    /// <summary>Inside the gate.</summary>
    private void Replace(IndexGeneration with)
    {
        var old = _live;
        _live = with;
        if (old is not null && old != with)
            old.Discard();
    }

    private IEnumerable<IndexGeneration> Generations()
    {
        if (_live is { } live)
            yield return live;
        if (_building is { } building && building != _live)
            yield return building;
    }

    private void Write(Action<IndexGeneration> change)
    {
        foreach (var generation in Generations())
        {
            if (generation.Broken)
                continue;
            try
            {
                change(generation);
            }
            catch (Exception e) when (IsDamage(e))
            {
                // What it lacks now the rebuild brings, which reads the database later than this.
                _log.LogError(e, "The search index cannot be written and is made anew");
                generation.Broken = true;
            }
        }
    }

    private void CommitWhenDue()
    {
        if (_live is not { Complete: true, Broken: false, Dirty: true } live || _time.GetElapsedTime(_committedAt) < CommitEvery)
            return;
        try
        {
            live.Commit();
            _committedAt = _time.GetTimestamp();
        }
        catch (Exception e) when (IsDamage(e))
        {
            _log.LogError(e, "The search index cannot be saved and is made anew");
            live.Broken = true;
        }
    }

    /// <summary>Once a second: saves what is due, makes anew what is broken, and does what the command line asks for.</summary>
    private async Task TickAsync()
    {
        try
        {
            if (_closing.IsCancellationRequested || _live is null || !await _gate.WaitAsync(0, _closing.Token))
                return;
            bool again;
            try
            {
                CommitWhenDue();
                again = _rebuild.IsCompleted && (_folder.TakeRequest() || (_live is not { Complete: true, Broken: false } && _time.GetElapsedTime(_triedAt) > TryAgainAfter));
            }
            finally
            {
                _gate.Release();
            }

            if (again)
                await StartRebuildAsync(null, _closing.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!_closing.IsCancellationRequested)
                _log.LogError(e, "Looking after the search index failed");
        }
    }

    private static SearchState Ready(IndexGeneration generation) =>
        new(SearchPhase.Ready, generation.Documents, generation.Documents, generation.Position.Number, $"检索索引正常：{generation.Documents:N0} 条。");
}
