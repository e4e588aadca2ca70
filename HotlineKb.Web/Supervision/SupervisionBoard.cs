using System.Collections.Concurrent;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Supervision;
using HotlineKb.Web.Live;

namespace HotlineKb.Web.Supervision;

/// <summary>
/// What open supervision screens have in common: whoever sees the same (<see cref="SupervisionViews.SightOf"/>) and asks the same shares one answer,
/// so that fifty screens that hear of an act ask the database once, and at most once a second. Rights are asked before anything shared is given.
/// </summary>
internal sealed class SupervisionBoard : IDisposable
{
    /// <summary>How old an answer may be while nothing happens: some limits pass by the clock alone.</summary>
    public static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    private const int StreamRows = 30;
    private const int MostKept = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SupervisionViews _views;
    private readonly WorkStream _stream;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<object, Kept> _kept = new();
    private long _version;

    public SupervisionBoard(SupervisionViews views, WorkStream stream, LiveFeed feed, TimeProvider time)
    {
        (_views, _stream, _time) = (views, stream, time);
        _subscription = feed.Subscribe(rows =>
        {
            Interlocked.Increment(ref _version);
            return Task.CompletedTask;
        });
    }

    public Task<SupervisionNow> NowAsync(Actor viewer, SupervisionFilter filter, CancellationToken ct) =>
        SharedAsync(("now", SupervisionViews.SightOf(viewer), filter.Whose), lively: true, async () =>
        {
            var now = await _views.NowAsync(viewer, filter.Whose, ct);
            return (now, now.NextDueAt);
        }, ct);

    /// <summary>Over days, a few seconds do not matter.</summary>
    public Task<SupervisionPast> PastAsync(Actor viewer, SupervisionFilter filter, CancellationToken ct) =>
        SharedAsync(("past", SupervisionViews.SightOf(viewer), filter.Whose), lively: false, async () => (await _views.PastAsync(viewer, filter.Whose, ct), (DateTime?)null), ct);

    public Task<IReadOnlyList<WorkEvent>> RecentAsync(Actor viewer, CancellationToken ct) =>
        SharedAsync(("stream", SupervisionViews.SightOf(viewer), new SupervisionFilter()), lively: true, async () => (await _stream.RecentAsync(viewer, StreamRows, ct), (DateTime?)null), ct);

    public void Dispose() => _subscription.Dispose();

    private async Task<T> SharedAsync<T>(object key, bool lively, Func<Task<(T Value, DateTime? Until)>> ask, CancellationToken ct)
        where T : class
    {
        // Many filters were looked at once and never again.
        if (_kept.Count > MostKept)
            _kept.Clear();
        var kept = _kept.GetOrAdd(key, _ => new Kept());
        var (version, now) = (Interlocked.Read(ref _version), _time.GetUtcNow().UtcDateTime);
        await kept.Gate.WaitAsync(ct);
        try
        {
            // Another may have asked meanwhile: what was read after this call began is new enough for it.
            if (kept.Value is T value && (!lively || kept.Version >= version) && now <= kept.Until && now >= kept.At)
                return value;
            if (kept.Value is not null && kept.Until > now && TimeSpan.FromMilliseconds(Environment.TickCount64 - kept.Asked) is var since && since < Pause)
                await Task.Delay(Pause - since, ct);
            (kept.Version, kept.Asked, kept.At) = (Interlocked.Read(ref _version), Environment.TickCount64, _time.GetUtcNow().UtcDateTime);
            kept.Value = null;
            var (fresh, until) = await ask();
            (kept.Value, kept.Until) = (fresh, until is { } soon && soon < kept.At + AtMost ? soon : kept.At + AtMost);
            return fresh;
        }
        finally
        {
            kept.Gate.Release();
        }
    }

    /// <summary>Its gate is never disposed: it holds no handle, and someone may still stand at it.</summary>
    private sealed class Kept
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public object? Value { get; set; }

        public long Version { get; set; }

        public long Asked { get; set; }

        public DateTime At { get; set; }

        public DateTime Until { get; set; }
    }
}
