using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>How runs end: a full one decides over what is missing before it changes anything (pitfall 26).</summary>
public sealed partial class HallSync
{
    private const int WithdrawnAtOnce = 200;

    /// <summary>Keeps for later what differs from what is stored; what does not is counted.</summary>
    private static async Task StageAsync(HotlineDb db, HallRun run, List<HallRecord> fresh, CancellationToken ct)
    {
        var codes = fresh.Select(record => record.Code).OfType<string>().Distinct().ToArray();
        var known = await db.ApprovalItems().AsNoTracking().Where(item => codes.Contains(item.Code)).Select(item => new { item.Code, item.Hash, item.State }).ToDictionaryAsync(item => item.Code, ct);
        var held = await db.QuarantinedRecords().AsNoTracking().Where(row => codes.Contains(row.Key)).Select(row => row.Key).ToHashSetAsync(ct);
        var later = new List<HallRecord>();
        foreach (var record in fresh)
        {
            var stored = record.Code is { } code ? known.GetValueOrDefault(code) : null;
            // What sits in quarantine though it is unchanged has to be let out.
            if (record.Guide is not null && !held.Contains(record.Key) && (record.Cancelled ? stored is not { State: ApprovalState.InForce } : stored is { State: ApprovalState.InForce } && stored.Hash == record.Hash))
                run.Unchanged++;
            else
                later.Add(record);
        }

        db.Add(new HallRunPage
        {
            RunId = run.Id,
            Number = run.Pages,
            Seen = string.Join('\n', fresh.Select(record => record.Code is null && record.TaskCode.Length > 0 ? $"{record.Key}\n={record.TaskCode}" : record.Key)),
            Records = string.Join('\n', later.Select(record => record.Raw)),
        });
    }

    private async Task<HallRun> FinishAsync(Guid id, IProgress<HallRun>? progress, CancellationToken ct)
    {
        var run = await RunAsync(id, ct);
        if (run.Staged)
        {
            var seen = await SeenAsync(id, ct);
            if (!run.Applying && await StopAsync(run, seen, ct) is { } stopped)
                return stopped;
            await ApplyAsync(id, seen, progress, ct);
            await WithdrawMissingAsync(id, seen, progress, ct);
            await ReleaseMissingAsync(id, seen, ct);
        }

        return await ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (state, ended) = await HeldAsync(db, id, now, ct);
            ended.End(HallRunState.Succeeded, null, now);
            (state.RunId, state.SucceededAt, state.FailingSince, state.Cursor) = (null, now, null, ended.Kind is HallRunKind.Full ? ended.Cursor : Math.Max(state.Cursor, ended.Cursor));
            if (ended.Kind is HallRunKind.Full)
                state.FullSucceededAt = now;
            await ForgetPagesAsync(db, id, ct);
            return Told(ended);
        }, ct);
    }

    /// <summary>Whom the run has seen, and on which page last; items without identity protect every item of their task code.</summary>
    private async Task<Dictionary<string, int>> SeenAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var seen = new Dictionary<string, int>();
        await foreach (var page in db.HallRunPages().AsNoTracking().Where(page => page.RunId == id).OrderBy(page => page.Number).Select(page => new { page.Number, page.Seen }).AsAsyncEnumerable().WithCancellation(ct))
            foreach (var key in page.Seen.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                seen[key] = page.Number;
        foreach (var taskCodes in seen.Keys.Where(key => key[0] == '=').Select(key => key[1..]).ToList().Chunk(WithdrawnAtOnce))
            foreach (var code in await db.ApprovalItems().Where(item => taskCodes.Contains(item.TaskCode)).Select(item => item.Code).ToListAsync(ct))
                seen.TryAdd(code, 0);
        return seen;
    }

    private async Task<List<string>> InForceAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ApprovalItems().Where(item => item.Origin == ApprovalOrigin.Hall && item.State == ApprovalState.InForce).Select(item => item.Code).ToListAsync(ct);
    }

    /// <returns>The stopped run; null when it may go on.</returns>
    private async Task<HallRun?> StopAsync(HallRun run, Dictionary<string, int> seen, CancellationToken ct)
    {
        var standing = (await InForceAsync(ct)).ToHashSet();
        var missing = standing.Count(code => !seen.ContainsKey(code));
        var cancelled = 0;
        await foreach (var record in StagedAsync(run.Id, seen, ct))
            cancelled += record.Cancelled && standing.Remove(record.Code!) ? 1 : 0;
        return await ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (state, held) = await HeldAsync(db, run.Id, now, ct);
            var inForce = await db.ApprovalItems().CountAsync(item => item.Origin == ApprovalOrigin.Hall && item.State == ApprovalState.InForce, ct);
            var percent = options.Value.MostWithdrawn;
            if (held.AcceptsWithdrawals || missing + cancelled <= inForce * percent / 100)
            {
                held.Applying = true;
                return Outcome.Nothing<HallRun?>(null);
            }

            held.End(HallRunState.Stopped, $"办事大厅少了 {missing} 件、取消了 {cancelled} 件，合计超过现有 {inForce} 件的 {percent:0.##}%，已停止，未作任何改动。请与办事大厅核实。", now);
            state.RunId = null;
            await ForgetPagesAsync(db, run.Id, ct);
            return Outcome.Of<HallRun?>(held, new HallStopped(run.Id, missing + cancelled, inForce));
        }, ct);
    }

    /// <summary>What was kept for later, where no later reading of the same item follows: it may have changed back.</summary>
    private async IAsyncEnumerable<HallRecord> StagedAsync(Guid id, Dictionary<string, int> seen, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await foreach (var page in db.HallRunPages().AsNoTracking().Where(page => page.RunId == id && page.Records != "").OrderBy(page => page.Number).AsAsyncEnumerable().WithCancellation(ct))
            foreach (var record in Records(page.Records).Where(record => seen[record.Key] == page.Number))
                yield return record;
    }

    private static IEnumerable<HallRecord> Records(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line, HallRecord.Depth);
            yield return HallRecord.Read(json.RootElement);
        }
    }

    private async Task ApplyAsync(Guid id, Dictionary<string, int> seen, IProgress<HallRun>? progress, CancellationToken ct)
    {
        while (true)
        {
            var run = await ledger.CommitAsync(Syncer, async (db, now) =>
            {
                var (_, held) = await HeldAsync(db, id, now, ct);
                if (await db.HallRunPages().Where(page => page.RunId == id && page.Records != "").OrderBy(page => page.Number).FirstOrDefaultAsync(ct) is not { } page)
                    return Outcome.Nothing<HallRun?>(null);
                var staged = Records(page.Records).ToList();
                var last = staged.FindAll(record => seen[record.Key] == page.Number);
                held.Unchanged += staged.Count - last.Count;
                var (intake, _) = await IntakeAsync(db, held, last, now, ct);
                page.Records = "";
                return new Outcome<HallRun?>(held, intake.Events);
            }, ct);
            if (run is null)
                return;
            progress?.Report(run);
        }
    }

    private async Task WithdrawMissingAsync(Guid id, Dictionary<string, int> seen, IProgress<HallRun>? progress, CancellationToken ct)
    {
        foreach (var some in (await InForceAsync(ct)).Where(code => !seen.ContainsKey(code)).Chunk(WithdrawnAtOnce))
        {
            var run = await ledger.CommitAsync(Syncer, async (db, now) =>
            {
                var (_, held) = await HeldAsync(db, id, now, ct);
                var intake = new HallIntake(db, held, ApprovalOrigin.Hall, options.Value.FilingWindowDays, now, ct);
                held.Withdrawn += await intake.WithdrawVanishedAsync(some);
                held.News += intake.Events.Count;
                held.ActiveAt = now;
                return new Outcome<HallRun>(held, intake.Events);
            }, ct);
            progress?.Report(run);
        }
    }

    private async Task ReleaseMissingAsync(Guid id, Dictionary<string, int> seen, CancellationToken ct)
    {
        List<string> held;
        await using (var db = await databases.CreateDbContextAsync(ct))
            held = await db.QuarantinedRecords().Where(row => row.Origin == ApprovalOrigin.Hall).Select(row => row.Key).ToListAsync(ct);
        foreach (var some in held.Where(key => !seen.ContainsKey(key)).Chunk(WithdrawnAtOnce))
            await ledger.CommitAsync(Syncer, async (db, now) =>
            {
                var (_, run) = await HeldAsync(db, id, now, ct);
                var intake = new HallIntake(db, run, ApprovalOrigin.Hall, options.Value.FilingWindowDays, now, ct);
                await intake.ReleaseVanishedAsync(some);
                run.News += intake.Events.Count;
                return intake.Events;
            }, ct);
    }

    /// <summary>Changes alone would withdraw too much: the page that does is not taken in.</summary>
    private Task<HallRun> StopAsync(Guid id, WithdrawsTooMuch found, CancellationToken ct) =>
        ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (state, run) = await HeldAsync(db, id, now, ct);
            run.End(HallRunState.Stopped, $"办事大厅取消了 {found.Count} 件以上，超过现有 {found.InForce} 件的 {options.Value.MostWithdrawn:0.##}%，已停止。请与办事大厅核实后作全量核对。", now);
            state.RunId = null;
            return Outcome.Of(run, new HallStopped(id, found.Count, found.InForce));
        }, ct);

    private Task<HallRun> FailAsync(Guid id, string error, CancellationToken ct) =>
        ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var run = await db.HallRuns().SingleAsync(row => row.Id == id, ct);
            var state = await StateAsync(db, ct);
            if (run.State is not HallRunState.Running || state.RunId != id || state.Holder != _me.ToString())
                return Outcome.Nothing(run);
            run.End(HallRunState.Failed, error, now);
            await ForgetPagesAsync(db, id, ct);
            var first = state.FailingSince is null && run.Kind is not HallRunKind.File;
            state.RunId = null;
            if (run.Kind is not HallRunKind.File)
                state.FailingSince ??= now;
            return first ? Outcome.Of(run, new HallFailed(id, run.Error!)) : Outcome.Nothing(run);
        }, ct);

    /// <summary>The program ends: whoever comes next need not wait for the lease.</summary>
    private async Task LeaveAsync(Guid id)
    {
        try
        {
            await ledger.CommitAsync(Syncer, async (db, now) =>
            {
                var state = await StateAsync(db, CancellationToken.None);
                if (state.RunId == id && state.Holder == _me.ToString())
                    (state.Holder, state.HeldUntil) = ("", now);
                return [];
            }, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Then the lease runs out.
        }
    }

    // By their keys alone: what they hold may be everything the hall has.
    private static async Task ForgetPagesAsync(HotlineDb db, Guid id, CancellationToken ct)
    {
        foreach (var number in await db.HallRunPages().Where(page => page.RunId == id).Select(page => page.Number).ToListAsync(ct))
            db.Remove(new HallRunPage { RunId = id, Number = number });
    }
}
