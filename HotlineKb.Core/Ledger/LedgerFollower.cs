using System.Collections.Concurrent;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HotlineKb.Core.Ledger;

/// <summary>Drives every reader, each in its own loop, from the signal or at the latest every <see cref="Poll"/>.</summary>
public sealed class LedgerFollower(IEnumerable<ILedgerReader> readers, IDbContextFactory<HotlineDb> databases, LedgerSignal signal, TimeProvider time, ILogger<LedgerFollower> log)
    : BackgroundService
{
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private const int Batch = 500;
    private readonly ConcurrentDictionary<string, (long Position, string? Error, DateTime? FailedAt)> _states = new();

    /// <summary>Where each reader stands against the ledger's head.</summary>
    public async Task<IReadOnlyList<ReaderState>> StatesAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var head = await db.LedgerHeads().Select(row => row.Number).SingleAsync(ct);
        return [.. _states.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new ReaderState(pair.Key, pair.Value.Position, Math.Max(0, head - pair.Value.Position), pair.Value.Error, pair.Value.FailedAt))];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(readers.Select(reader => Task.Run(() => FollowAsync(reader, stoppingToken), stoppingToken)));

    private async Task FollowAsync(ILedgerReader reader, CancellationToken ct)
    {
        var failures = 0;
        long? position = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                position ??= await reader.PositionAsync(ct);
                var rows = await ReadAsync(position.Value, ct);
                if (rows.Count > 0)
                {
                    await reader.ReadAsync(rows, ct);
                    position = rows[^1].Number;
                }

                failures = 0;
                _states[reader.Name] = (position.Value, null, null);
                if (rows.Count < Batch)
                    await signal.WaitBeyondAsync(position.Value, Poll, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures++;
                log.LogError(e, "Ledger reader {Reader} failed at {Position}, try {Failures}", reader.Name, position, failures);
                _states[reader.Name] = (position ?? 0, e.Message, time.UtcNow());
                // Its own last good position is asked again: what it half did may have been rolled back.
                position = null;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(30_000, 250 * Math.Pow(2, failures))), time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<List<LedgerRow>> ReadAsync(long after, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.LedgerRows().Where(row => row.Number > after).OrderBy(row => row.Number).Take(Batch).ToListAsync(ct);
    }
}
