using Microsoft.Extensions.Logging;

namespace HotlineKb.Core.Search;

/// <summary>Making the index anew, in the background and on request.</summary>
public sealed partial class SearchIndex
{
    /// <summary>
    /// Makes the index anew from the database and returns when that is done; joins a rebuild that is under way.
    /// When another process owns the folder (the running server), it is asked to do it and its progress is shown.
    /// </summary>
    /// <exception cref="InvalidOperationException">It failed; the sentence says why.</exception>
    public async Task RebuildAsync(IProgress<SearchProgress>? progress = null, CancellationToken ct = default)
    {
        if (_live is null && !_folder.TryOwn())
        {
            await _folder.AskOwnerAsync(progress, _time, ct);
            if (!_folder.TryOwn())
                return;
        }

        void Report(SearchProgress step) => progress?.Report(step);
        Progressed += Report;
        try
        {
            await OpenAsync(ct);
            await StartRebuildAsync(null, ct);
            await _rebuild.WaitAsync(ct);
        }
        finally
        {
            Progressed -= Report;
        }

        if (_state.Phase is SearchPhase.Failed)
            throw new InvalidOperationException(_state.Sentence);
    }

    /// <param name="broken">The damaged one; nothing is done when it is not in use any more. Null: in any case.</param>
    private async Task StartRebuildAsync(IndexGeneration? broken, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (broken is not null)
            {
                if (broken != _live && broken != _building)
                    return;
                broken.Broken = true;
            }

            if (_building is { Broken: false } && !_rebuild.IsCompleted)
                return;
            var building = Create(await HeadAsync(ct));
            if (_building is { } abandoned && abandoned != _live)
                abandoned.Discard();
            _building = building;
            if (_live is not { Complete: true })
                Replace(building);
            _rebuild = Task.Run(() => RebuildInBackgroundAsync(building), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task RebuildInBackgroundAsync(IndexGeneration building)
    {
        var ct = _closing.Token;
        try
        {
            var todo = new List<(SearchSource Source, string[] Codes)>();
            foreach (var source in _sources)
                todo.AddRange((await source.CodesAsync(ct)).Chunk(Batch).Select(codes => (source, codes)));
            var total = todo.Sum(part => part.Codes.Length);
            var done = 0;
            Step(done, total);
            foreach (var (source, codes) in todo)
            {
                await _gate.WaitAsync(ct);
                try
                {
                    if (Abandoned(building))
                        return;
                    foreach (var document in await source.LoadAsync(codes, ct))
                        building.Put(document);
                    // Nobody looks at it yet, unless there is nothing better.
                    if (_live is not { Broken: false } || _live == building)
                        building.Refresh();
                }
                finally
                {
                    _gate.Release();
                }

                Step(done += codes.Length, total);
            }

            await _gate.WaitAsync(ct);
            try
            {
                if (Abandoned(building))
                    return;
                building.Finish();
                _folder.DeleteOtherFormats();
                _committedAt = _time.GetTimestamp();
                _building = null;
                Replace(building);
                _state = Ready(building);
                _folder.Tell(_state);
                _log.LogInformation("Search index made anew: {Count} documents", building.Documents);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // The process ends; the next start begins again.
        }
        catch (Exception e)
        {
            _log.LogError(e, "The search index could not be made anew");
            building.Broken = true;
            _triedAt = _time.GetTimestamp();
            _state = new SearchState(SearchPhase.Failed, 0, 0, 0, $"检索索引重建失败：{e.Message} 将自动重试。");
            _folder.Tell(_state);
        }

        void Step(int done, int total)
        {
            _state = new SearchState(SearchPhase.Rebuilding, done, total, 0, $"正在重建检索索引：{done:N0} / {total:N0}，检索结果可能不全。");
            _folder.Tell(_state);
            Progressed?.Invoke(new SearchProgress(done, total));
        }
    }

    /// <exception cref="InvalidOperationException">It cannot be written any more.</exception>
    private bool Abandoned(IndexGeneration building) =>
        building.Broken ? throw new InvalidOperationException("索引无法写入。") : _building != building;
}
