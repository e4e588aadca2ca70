using System.Diagnostics.Metrics;
using System.Globalization;
using Hangfire;
using HotlineKb.Core.Ledger;

namespace HotlineKb.Web.Hosting;

/// <summary>
/// What Hangfire calls when a job's time has come. It runs the job, keeps the book and counts. A failed run is not tried again:
/// the next ring finds in the database what is still due.
/// </summary>
internal sealed class JobRunner(Timetable timetable, JobBook book, SharedJobBook shared, IServiceProvider services, TimeProvider time, ILogger<JobRunner> log)
{
    private static readonly Meter Meter = new(LedgerMeter.Name);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("hotlinekb.job.runs", description: "Runs of recurring jobs, by job and outcome");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("hotlinekb.job.duration", "s", "How long a recurring job took");

    /// <summary>Public, and by name only, because Hangfire keeps the call in its storage.</summary>
    [AutomaticRetry(Attempts = 0, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task RunAsync(string name, CancellationToken ct)
    {
        // Of another version of the program that shares the storage: its own nodes know it.
        if (timetable.Find(name) is not { } job)
            return;
        var begun = time.GetTimestamp();
        try
        {
            await job.RunAsync(services, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            Note(name, "failed", time.GetElapsedTime(begun));
            // The whole story once; a database that is away for an hour must not fill the log with it.
            if (book.Failed(name, e, time.GetElapsedTime(begun)))
                log.LogError(e, "The job {Job} failed", name);
            else
                log.LogWarning("The job {Job} failed again: {Error}", name, e.Message);
            throw;
        }

        book.Succeeded(name, time.GetElapsedTime(begun));
        Note(name, "succeeded", time.GetElapsedTime(begun));
        shared.Succeeded(name);
    }

    private static void Note(string name, string outcome, TimeSpan took)
    {
        var job = new KeyValuePair<string, object?>("job", name);
        Runs.Add(1, job, new KeyValuePair<string, object?>("outcome", outcome));
        Durations.Record(took.TotalSeconds, job);
    }
}

/// <summary>
/// With several nodes on one job storage any of them takes the ring. So that a node which happens to come too late each time does not call itself
/// unready, the last success of any node is kept beside the jobs.
/// </summary>
internal sealed class SharedJobBook(JobStorage? storage, TimeProvider time, ILogger<SharedJobBook> log)
{
    private const string At = "at";

    public void Succeeded(string name)
    {
        if (storage is null)
            return;
        try
        {
            using var connection = storage.GetConnection();
            connection.SetRangeInHash(KeyOf(name), [new(At, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture))]);
        }
        catch (Exception e)
        {
            // The job itself has done its work.
            log.LogDebug(e, "The success of {Job} could not be shared", name);
        }
    }

    /// <summary>Whether some node has done it in time; asks the storage, so only when this one has not.</summary>
    public async Task<bool> DoneInTimeAsync(TimedJob job, CancellationToken ct)
    {
        if (storage is null)
            return false;
        try
        {
            var text = await Task.Run(() =>
            {
                using var connection = storage.GetConnection();
                return connection.GetAllEntriesFromHash(KeyOf(job.Name))?.GetValueOrDefault(At);
            }, ct).WaitAsync(ct);
            return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) && time.GetUtcNow().UtcDateTime - at <= job.Patience;
        }
        catch (Exception e)
        {
            log.LogDebug(e, "The job storage does not answer");
            return false;
        }
    }

    private static string KeyOf(string name) => $"hotlinekb:{name}";
}
