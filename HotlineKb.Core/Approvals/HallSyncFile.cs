using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>A row of a file.</summary>
/// <param name="Place">From 1: line, element or row of the sheet.</param>
public sealed record FileRecord(int Place, HallRecord Record);

/// <summary>What became of a row; a row that could not be read says why and is in quarantine.</summary>
/// <param name="Raw">Of a row that was not taken in, as it stood.</param>
public sealed record FileResult(int Place, string? Code, string Name, IntakeResult Result, string? Reason, string? Raw = null);

/// <summary>The second way in: files of counties whose hall has no interface, by the same rules and the same intake (R3.1).</summary>
public sealed partial class HallSync
{
    private const int FileBatch = 100;
    private const string FileBrokenOff = "导入中断，请重新导入该文件；已导入的不会重复。";

    /// <summary>Takes a file in. It only adds, changes and, where a row says so, cancels: what a file leaves out stays.</summary>
    /// <param name="rows">Read as they are taken in; an exception of theirs ends the run, and what was taken in stays.</param>
    /// <returns>The run as it ended, and a result per row.</returns>
    public async Task<(HallRun Run, IReadOnlyList<FileResult> Rows)> ImportAsync(Actor actor, string file, IAsyncEnumerable<FileRecord> rows, IProgress<HallRun>? progress = null, CancellationToken ct = default)
    {
        var id = await BeginFileAsync(actor, file, ct);
        var results = new List<FileResult>();
        try
        {
            var seen = new Dictionary<string, string>();
            var batch = new List<FileRecord>(FileBatch);
            await foreach (var row in rows.WithCancellation(ct))
            {
                batch.Add(OnlyOnce(row, seen));
                if (batch.Count == FileBatch)
                    await TakeAsync();
            }

            if (batch.Count > 0)
                await TakeAsync();
            return (await EndFileAsync(id, ct), results);

            async Task TakeAsync()
            {
                var (run, some) = await TakeRowsAsync(id, batch, ct);
                results.AddRange(some);
                batch.Clear();
                progress?.Report(run);
            }
        }
        catch (HallFault fault)
        {
            return (await FailAsync(id, fault.Message, ct), results);
        }
        catch (LostRun)
        {
            throw new Refusal(HallRule.AlreadyRunning, "导入中断，请重新导入；已导入的不会重复。");
        }
        catch (Exception)
        {
            await FailAsync(id, FileBrokenOff, CancellationToken.None);
            throw;
        }
    }

    /// <summary>One identity, one row: without an identity of its own a second row of the same task code is another item that nothing tells apart.</summary>
    private static FileRecord OnlyOnce(FileRecord row, Dictionary<string, string> seen)
    {
        if (row.Record is not { Guide: not null, Code: { } code } record || seen.TryAdd(code, record.Hash) || seen[code] == record.Hash)
            return row;
        return row with { Record = record.Doubled($"文件中另有一行使用同一标识“{code}”，内容不同。") };
    }

    private Task<Guid> BeginFileAsync(Actor actor, string file, CancellationToken ct) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepApprovals);
            var state = await StateAsync(db, ct);
            if (await UnderWayAsync(db, state, now, ct) is not null)
                throw new Refusal(HallRule.AlreadyRunning, "正在同步或导入，请等它结束后再导入。");
            if (state.RunId is { } orphan)
                await GiveUpAsync(db, await db.HallRuns().SingleAsync(run => run.Id == orphan, ct), now, ct);

            var begun = new HallRun
            {
                Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                Kind = HallRunKind.File,
                File = Wording.Cut(file, 200),
                StartedBy = actor.IsSystem ? "" : actor.DisplayName,
                // A first file that broke off half-way is taken in anew: what was missing of it is no change that anybody could have filed.
                Baseline = !await db.HallRuns().AnyAsync(run => run.Kind == HallRunKind.File && run.State == HallRunState.Succeeded && run.Read > run.Quarantined, ct),
                StartedAt = now,
                ActiveAt = now,
            };
            db.Add(begun);
            Hold(state, begun.Id, now);
            return Outcome.Nothing(begun.Id);
        }, ct);

    private Task<(HallRun Run, List<FileResult> Rows)> TakeRowsAsync(Guid id, List<FileRecord> rows, CancellationToken ct) =>
        ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (_, run) = await HeldAsync(db, id, now, ct);
            var (intake, results) = await IntakeAsync(db, run, rows.ConvertAll(row => row.Record), now, ct);
            run.Pages++;
            run.Read += rows.Count;
            var told = rows.Select((row, i) => new FileResult(row.Place, row.Record.Code, row.Record.Name, results[i], results[i] is IntakeResult.Quarantined or IntakeResult.Unchanged ? intake.ReasonOf(row.Record) : null, results[i] is IntakeResult.Quarantined ? row.Record.Raw : null)).ToList();
            return new Outcome<(HallRun, List<FileResult>)>((run, told), intake.Events);
        }, ct);

    private Task<HallRun> EndFileAsync(Guid id, CancellationToken ct) =>
        ledger.CommitAsync(Syncer, async (db, now) =>
        {
            var (state, run) = await HeldAsync(db, id, now, ct);
            run.End(HallRunState.Succeeded, null, now);
            state.RunId = null;
            return Told(run);
        }, ct);
}
