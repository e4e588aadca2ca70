using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Approvals;

public enum HallRule
{
    /// <summary>No hall is set up.</summary>
    NotConnected,
    AlreadyRunning,
    /// <summary>The file cannot be read at all.</summary>
    BadFile,
}

/// <param name="Fresh">Whether the caller has to see to it that it is carried out; else someone does already.</param>
public sealed record HallRunBegun(Guid Id, bool Fresh);

/// <summary>
/// R3.1: keeps items in step with the hall. A run goes page by page; each page with its figures and the place reached is one transaction, so that a
/// killed run goes on where it was. Which run is under way, and who carries it out, is one row of the database: one at a time on all nodes.
/// </summary>
public sealed partial class HallSync(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, IHallFeed feed, IOptions<HallOptions> options, ILogger<HallSync> log)
{
    private const int StuckTries = 3;

    /// <summary>So many are withdrawn by changes without a question, however few there are in all.</summary>
    private const int FewWithdrawn = 50;

    internal static readonly Actor Syncer = Actor.System("hall-sync");

    private readonly HallHolder _me = HallHolder.New();

    public bool IsConnected => options.Value.BaseUrl is not null;

    /// <summary>Longer than the longest a page may take with all its retries.</summary>
    private TimeSpan Lease => TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(2).Ticks, (options.Value.Patience.Ticks + (options.Value.RetryAfter.Ticks * 8)) * (options.Value.Retries + 1) * 2));

    /// <summary>
    /// Begins a run, or joins the one under way when that does what is asked. One whose holder is gone is taken up where it was.
    /// </summary>
    /// <param name="acceptWithdrawals">With a full run: withdraw however many are missing; somebody has looked.</param>
    public Task<HallRunBegun> BeginAsync(Actor actor, bool full, bool acceptWithdrawals = false, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.SyncApprovals);
            if (acceptWithdrawals)
                actor.Require(Permission.KeepApprovals);
            if (!IsConnected)
                throw new Refusal(HallRule.NotConnected, "没有接入网上办事大厅：请系统管理员设置 HotlineKb:ServiceHall:BaseUrl。");
            var state = await StateAsync(db, ct);
            if (await UnderWayAsync(db, state, now, ct) is { } running)
            {
                var covers = running.Kind is HallRunKind.Full || (running.Kind is HallRunKind.Incremental && !full);
                if (!covers || acceptWithdrawals)
                    throw new Refusal(HallRule.AlreadyRunning, running.Kind is HallRunKind.File ? "正在导入事项文件，请稍后再同步。" : "另一次同步正在进行，请等它结束。");
                return Outcome.Nothing(new HallRunBegun(running.Id, false));
            }

            var inForce = await db.ApprovalItems().AnyAsync(item => item.Origin == ApprovalOrigin.Hall && item.State == ApprovalState.InForce, ct);
            if (state.RunId is { } orphan && await db.HallRuns().SingleAsync(run => run.Id == orphan, ct) is var left)
            {
                if (left.Kind is HallRunKind.Full || (left.Kind is HallRunKind.Incremental && !full))
                {
                    Hold(state, left.Id, now);
                    return Outcome.Nothing(new HallRunBegun(left.Id, true));
                }

                await GiveUpAsync(db, left, now, ct);
            }

            var begun = new HallRun
            {
                Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                Kind = full ? HallRunKind.Full : HallRunKind.Incremental,
                StartedBy = actor.IsSystem ? "" : actor.DisplayName,
                // A hall that was empty until now has not been loaded yet.
                Baseline = state.SucceededAt is null || !await db.ApprovalItems().AnyAsync(item => item.Origin == ApprovalOrigin.Hall, ct),
                Staged = full && inForce,
                AcceptsWithdrawals = acceptWithdrawals,
                StartedAt = now,
                ActiveAt = now,
                Cursor = full ? 0 : state.Cursor,
            };
            db.Add(begun);
            Hold(state, begun.Id, now);
            var answer = new HallRunBegun(begun.Id, true);
            return acceptWithdrawals ? Outcome.Of(answer, new HallWithdrawalsAccepted(begun.Id)) : Outcome.Nothing(answer);
        }, ct);

    /// <summary>Takes up a run whose holder is gone.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<Guid?> TakeUpAsync(CancellationToken ct = default)
    {
        await using (var db = await databases.CreateDbContextAsync(ct))
            if (!await db.HallSyncStates().AnyAsync(state => state.RunId != null, ct))
                return null;
        return await ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var state = await StateAsync(db, ct);
            if (state.RunId is not { } id || await UnderWayAsync(db, state, now, ct) is not null)
                return Outcome.Nothing<Guid?>(null);
            var run = await db.HallRuns().SingleAsync(row => row.Id == id, ct);
            if (run.Kind is not HallRunKind.File && IsConnected)
            {
                Hold(state, id, now);
                return Outcome.Nothing<Guid?>(id);
            }

            await GiveUpAsync(db, run, now, ct);
            state.RunId = null;
            return Outcome.Nothing<Guid?>(null);
        }, ct);
    }

    /// <summary>Carries a run out to its end; what goes wrong ends the run and stands in it.</summary>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="OperationCanceledException">The run is left to whoever takes it up.</exception>
    public async Task<HallRun> CarryOutAsync(Guid id, IProgress<HallRun>? progress = null, CancellationToken ct = default)
    {
        try
        {
            var run = await ReadAllAsync(id, progress, ct);
            return run.State is HallRunState.Running ? await FinishAsync(id, progress, ct) : run;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await LeaveAsync(id);
            throw;
        }
        catch (LostRun)
        {
            log.LogWarning("The sync run {Run} was taken over by another node", id);
            return await RunAsync(id, ct);
        }
        catch (WithdrawsTooMuch found)
        {
            return await StopAsync(id, found, ct);
        }
        catch (HallFault fault)
        {
            log.LogWarning("The sync run {Run} failed: {Error}", id, fault.Message);
            return await FailAsync(id, fault.Message, ct);
        }
        catch (Exception e)
        {
            log.LogError(e, "The sync run {Run} failed", id);
            return await FailAsync(id, "系统内部出错，详情见系统日志。", ct);
        }
    }

    /// <summary>Waits for a run that somebody else carries out; takes it up when that one is gone.</summary>
    public async Task<HallRun> WhenEndedAsync(Guid id, IProgress<HallRun>? progress = null, CancellationToken ct = default)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await RunAsync(id, ct) is { State: HallRunState.Running } run)
        {
            progress?.Report(run);
            if (await TakeUpAsync(ct) == id)
                return await CarryOutAsync(id, progress, ct);
            await look.WaitForNextTickAsync(ct);
        }

        return await RunAsync(id, ct);
    }

    private async Task<HallRun> ReadAllAsync(Guid id, IProgress<HallRun>? progress, CancellationToken ct)
    {
        var run = await RunAsync(id, ct);
        var stuck = 0;
        while (!run.Applying && run.State is HallRunState.Running)
        {
            var page = await feed.ReadAsync(run.Cursor, ct);
            // What the page before held comes again where the two overlap; the same item with another content is another reading.
            var overlap = run.Overlap.Split('\n').ToHashSet();
            var fresh = page.Records.Where(record => !overlap.Contains(Stamp(record))).ToList();
            if (fresh.Count > 0)
                stuck = 0;
            else if (page.Records.Count < HallClient.PageSize)
                break;
            else if (++stuck > StuckTries)
                // Fewer than a page share a time, so full pages of known items are no end, and there is no way past them.
                throw new HallFault($"办事大厅的时间戳停在 {run.Cursor}，或有 {HallClient.PageSize} 件以上事项的更新时间相同，无法继续读取。");
            else if (page.Last == run.Cursor)
            {
                await Task.Delay(options.Value.RetryAfter, TimeProvider.System, ct);
                continue;
            }

            if (run.Read + fresh.Count > options.Value.MostItems)
                throw new HallFault($"办事大厅给出的事项超过 {options.Value.MostItems} 件仍未结束，已停止读取。");
            run = await TakePageAsync(id, page, fresh, ct);
            progress?.Report(run);
        }

        return run;
    }

    private static string Stamp(HallRecord record) => $"{record.Key} {(record.Cancelled ? "-" : "")}{record.Hash}";

    private Task<HallRun> TakePageAsync(Guid id, HallPage page, List<HallRecord> fresh, CancellationToken ct) =>
        ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (state, run) = await HeldAsync(db, id, now, ct);
            run.Pages++;
            run.Read += fresh.Count;
            // Of an item that stands on a page twice the last one counts; else it would go back and forth with every run.
            var last = fresh.Reverse<HallRecord>().DistinctBy(record => record.Key).Reverse().ToList();
            run.Unchanged += fresh.Count - last.Count;
            IReadOnlyList<LedgerEvent> events = [];
            if (run.Staged)
                await StageAsync(db, run, last, ct);
            else
                events = (await IntakeAsync(db, run, last, now, ct)).Intake.Events;
            if (run is { Kind: HallRunKind.Incremental, Withdrawn: > FewWithdrawn })
                await RequireFewAsync(db, run, ct);
            (run.Cursor, run.ActiveAt) = (page.Last, now);
            run.Overlap = string.Join('\n', page.Records.Select(Stamp).Distinct());
            if (run.Kind is HallRunKind.Incremental)
                state.Cursor = page.Last;
            return new Outcome<HallRun>(run, events);
        }, ct);

    /// <summary>A hall that cancels everything at once is at fault, whichever way it says so (pitfall 26).</summary>
    private async Task RequireFewAsync(HotlineDb db, HallRun run, CancellationToken ct)
    {
        // As they stand before this page is saved.
        var before = await db.ApprovalItems().CountAsync(item => item.Origin == ApprovalOrigin.Hall && item.State == ApprovalState.InForce, ct);
        if (run.Withdrawn > before * options.Value.MostWithdrawn / 100)
            throw new WithdrawsTooMuch(run.Withdrawn, before);
    }

    /// <summary>Takes records in and counts what became of each, whichever way they came.</summary>
    private async Task<(HallIntake Intake, IReadOnlyList<IntakeResult> Results)> IntakeAsync(HotlineDb db, HallRun run, IReadOnlyList<HallRecord> records, DateTime now, CancellationToken ct)
    {
        var intake = new HallIntake(db, run, run.Kind is HallRunKind.File ? ApprovalOrigin.File : ApprovalOrigin.Hall, options.Value.FilingWindowDays, now, ct);
        var results = await intake.TakeAsync(records);
        foreach (var result in results)
            Count(run, result);
        run.News += intake.Events.Count;
        run.ActiveAt = now;
        return (intake, results);
    }

    private static void Count(HallRun run, IntakeResult result)
    {
        switch (result)
        {
            case IntakeResult.Added: run.Added++; break;
            case IntakeResult.Changed: run.Changed++; break;
            case IntakeResult.Withdrawn: run.Withdrawn++; break;
            case IntakeResult.Quarantined: run.Quarantined++; break;
            default: run.Unchanged++; break;
        }
    }

    private async Task<HallRun> RunAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.HallRuns().AsNoTracking().SingleAsync(run => run.Id == id, ct);
    }

    private static async Task<HallSyncState> StateAsync(HotlineDb db, CancellationToken ct)
    {
        if (await db.HallSyncStates().SingleOrDefaultAsync(ct) is { } known)
            return known;
        var first = new HallSyncState();
        db.Add(first);
        return first;
    }

    /// <returns>The run that someone carries out; null when there is none, or its holder is gone.</returns>
    private async Task<HallRun?> UnderWayAsync(HotlineDb db, HallSyncState state, DateTime now, CancellationToken ct) =>
        state.RunId is { } id && state.HeldUntil > now && !HallHolder.IsGone(state.Holder) ? await db.HallRuns().SingleAsync(run => run.Id == id, ct) : null;

    private void Hold(HallSyncState state, Guid run, DateTime now) => (state.RunId, state.Holder, state.HeldUntil) = (run, _me.ToString(), now + Lease);

    /// <summary>Ends a run whose holder is gone and that nobody can go on with.</summary>
    private static async Task GiveUpAsync(HotlineDb db, HallRun run, DateTime now, CancellationToken ct)
    {
        run.End(HallRunState.Failed, run.Kind is HallRunKind.File ? FileBrokenOff : "运行中断，未能继续。", now);
        await ForgetPagesAsync(db, run.Id, ct);
    }

    private static Outcome<HallRun> Told(HallRun run) =>
        run.News == 0 ? Outcome.Nothing(run) : Outcome.Of(run, new HallSynced(run.Id, run.Kind, run.Read, run.Added, run.Changed, run.Withdrawn, run.Quarantined));

    /// <exception cref="LostRun">Another holds it.</exception>
    private async Task<(HallSyncState State, HallRun Run)> HeldAsync(HotlineDb db, Guid id, DateTime now, CancellationToken ct)
    {
        var state = await StateAsync(db, ct);
        if (state.RunId != id || state.Holder != _me.ToString())
            throw new LostRun();
        state.HeldUntil = now + Lease;
        return (state, await db.HallRuns().SingleAsync(run => run.Id == id, ct));
    }

    private sealed class LostRun : Exception;

    private sealed class WithdrawsTooMuch(int count, int inForce) : Exception
    {
        public int Count => count;

        public int InForce => inForce;
    }
}
