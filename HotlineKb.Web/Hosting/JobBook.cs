using System.Collections.Concurrent;

namespace HotlineKb.Web.Hosting;

/// <param name="Error">What went wrong last, in one line; null when it has succeeded since or never failed.</param>
/// <param name="Late">Without a success for longer than the job's patience.</param>
public sealed record JobState(TimedJob Job, DateTime? SucceededAt, DateTime? FailedAt, string? Error, TimeSpan? Took, bool Late);

/// <summary>What this node knows of its own runs of the recurring jobs, in memory: enough to say whether the clock ticks.</summary>
internal sealed class JobBook(Timetable timetable, bool enabled, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Notes> _notes = new();
    private DateTime? _begunAt;

    /// <summary>Whether this node runs jobs at all (<c>HotlineKb:Jobs:Enabled</c>).</summary>
    public bool Enabled { get; } = enabled;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The alarm clock is wound up: from now on jobs can be late.</summary>
    public void Begin() => _begunAt = Now;

    public void Succeeded(string name, TimeSpan took) => _notes.AddOrUpdate(name, _ => new Notes(Now, null, null, took), (_, old) => old with { SucceededAt = Now, Error = null, Took = took });

    /// <returns>Whether the run before had not failed.</returns>
    public bool Failed(string name, Exception error, TimeSpan took)
    {
        var fresh = !_notes.TryGetValue(name, out var before) || before.Error is null;
        var sentence = error.Message.ReplaceLineEndings(" ").Trim();
        _notes.AddOrUpdate(name, _ => new Notes(null, Now, sentence, took), (_, old) => old with { FailedAt = Now, Error = sentence, Took = took });
        return fresh;
    }

    /// <summary>Every job of the timetable, in its order; none when this node runs no jobs.</summary>
    public IReadOnlyList<JobState> States => Enabled ? [.. timetable.Jobs.Select(StateOf)] : [];

    private JobState StateOf(TimedJob job)
    {
        var notes = _notes.GetValueOrDefault(job.Name, new Notes(null, null, null, null));
        var late = _begunAt is { } begun && Now - (notes.SucceededAt ?? begun) > job.Patience;
        return new JobState(job, notes.SucceededAt, notes.FailedAt, notes.Error, notes.Took, late);
    }

    private sealed record Notes(DateTime? SucceededAt, DateTime? FailedAt, string? Error, TimeSpan? Took);
}
