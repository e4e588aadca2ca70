using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HotlineKb.Core.Approvals;

/// <summary>
/// Carries runs out in the background of this node, one after the other. Only a convenience: a run that is begun is in the database, and if this
/// node dies another takes it up.
/// </summary>
public sealed class HallRunner(HallSync sync, ILogger<HallRunner> log) : BackgroundService
{
    private readonly Channel<Guid> _runs = Channel.CreateUnbounded<Guid>();

    /// <param name="run">Held by this node.</param>
    public void Carry(Guid run) => _runs.Writer.TryWrite(run);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var run in _runs.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await sync.CarryOutAsync(run, null, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The run stays held until its lease ends, and is then taken up.
                log.LogError(e, "The sync run {Run} broke off", run);
            }
        }
    }
}

/// <summary>What the timetable rings for.</summary>
public sealed class HallAlarm(HallSync sync, HallRunner runner, OwnerSweep owners)
{
    /// <summary>定时同步 and 全量核对.</summary>
    public async Task RingAsync(bool full, CancellationToken ct = default)
    {
        if (!sync.IsConnected)
            return;
        try
        {
            if (await sync.BeginAsync(HallSync.Syncer, full, ct: ct) is { Fresh: true } begun)
                runner.Carry(begun.Id);
        }
        catch (Basics.Refusal)
        {
            // Another run is under way; the next ring comes.
        }
    }

    /// <summary>Takes up what a dead node has left.</summary>
    public async Task WatchAsync(CancellationToken ct = default)
    {
        if (await sync.TakeUpAsync(ct) is { } run)
            runner.Carry(run);
        await owners.RunAsync(ct);
    }
}
