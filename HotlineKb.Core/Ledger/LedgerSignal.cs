using System.Collections.Concurrent;

namespace HotlineKb.Core.Ledger;

/// <summary>
/// A hint that the ledger has grown. Readers wait on it with a time limit and then look themselves:
/// polling is the truth, which is what makes a second node work with no broker.
/// </summary>
public sealed class LedgerSignal
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private long _reached;
    private long _tickets;

    public long LastKnown => Interlocked.Read(ref _reached);

    internal void Reached(long number)
    {
        long known;
        while ((known = Interlocked.Read(ref _reached)) < number && Interlocked.CompareExchange(ref _reached, number, known) != known)
        {
        }

        foreach (var (ticket, waiter) in _waiting)
            if (_waiting.TryRemove(ticket, out _))
                waiter.TrySetResult();
    }

    /// <summary>Returns when the ledger is known to be beyond <paramref name="number"/>, or after <paramref name="atMost"/>.</summary>
    public async Task WaitBeyondAsync(long number, TimeSpan atMost, CancellationToken ct)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ticket = Interlocked.Increment(ref _tickets);
        _waiting[ticket] = waiter;
        try
        {
            if (LastKnown > number)
                return;
            await waiter.Task.WaitAsync(atMost, ct);
        }
        catch (TimeoutException)
        {
            // The reader looks for itself now.
        }
        finally
        {
            _waiting.TryRemove(ticket, out _);
        }
    }
}
