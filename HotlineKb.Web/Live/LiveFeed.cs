using System.Collections.Concurrent;
using System.Globalization;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Live;

/// <summary>A reader of the ledger that tells open screens what has just happened, also on other nodes. It starts at the present.</summary>
internal sealed class LiveFeed(IDbContextFactory<HotlineDb> databases, ILogger<LiveFeed> log) : ILedgerReader
{
    private readonly ConcurrentDictionary<long, Func<IReadOnlyList<LedgerRow>, Task>> _subscribers = new();
    private long _tickets;

    public string Name => "live";

    public async Task<long> PositionAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.LedgerRows().MaxAsync(row => (long?)row.Number, ct) ?? 0;
    }

    public Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        foreach (var subscriber in _subscribers.Values)
            _ = TellAsync(subscriber, rows);
        return Task.CompletedTask;
    }

    /// <summary>The handler runs outside the screen's own thread of work: it must use <c>InvokeAsync</c>. It runs in the subscriber's language.</summary>
    public IDisposable Subscribe(Func<IReadOnlyList<LedgerRow>, Task> handler)
    {
        var ticket = Interlocked.Increment(ref _tickets);
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        _subscribers[ticket] = async rows =>
        {
            // The reader of the ledger has no language of its own; what the screen draws now must not change its language.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
            await handler(rows);
        };
        return new Subscription(() => _subscribers.TryRemove(ticket, out _));
    }

    private async Task TellAsync(Func<IReadOnlyList<LedgerRow>, Task> subscriber, IReadOnlyList<LedgerRow> rows)
    {
        try
        {
            await subscriber(rows);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One broken screen must not keep the others from hearing.
            log.LogWarning(e, "A live subscriber failed");
        }
    }

    private sealed class Subscription(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
