using System.Net;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Web.Access;
using Microsoft.AspNetCore.Authorization;
using OpenTelemetry.Metrics;

namespace HotlineKb.Web.Hosting;

/// <param name="Behind">Ledger events it has not handled yet.</param>
internal sealed record ReaderHealth(string Name, long Position, long Behind, bool Failing, DateTime? FailedAt);

/// <param name="Position">The ledger event the index has come to.</param>
internal sealed record SearchHealth(SearchPhase State, int Done, int Total, long Position, string Message);

/// <param name="Failing">Its last run went wrong; why stands in the log and on the page of the system administrator.</param>
internal sealed record JobHealth(string Name, DateTime? LastSuccess, DateTime? LastFailure, bool Failing, bool Late);

/// <param name="Enabled">Whether this node runs jobs.</param>
internal sealed record JobsHealth(bool Enabled, IReadOnlyList<JobHealth> Recurring);

/// <summary>The sync with the service hall. That it fails makes no node unready: items stay as they are.</summary>
/// <param name="Connected">Whether a hall is set up.</param>
internal sealed record HallHealth(bool Connected, DateTime? LastSuccess, DateTime? LastFull, DateTime? FailingSince, bool Running);

/// <param name="Hall">Null when the database does not answer.</param>
/// <param name="Status"><c>ready</c> or <c>notReady</c>.</param>
internal sealed record Readiness(string Status, bool Database, IReadOnlyList<ReaderHealth> Readers, SearchHealth Search, JobsHealth Jobs, HallHealth? Hall);

/// <summary>
/// For those who watch the program. <c>/healthz</c>: it lives. <c>/readyz</c>: it can do its work; 503 when the database does not answer, a reader
/// or the index has failed (an index that is being rebuilt still answers), or a job on which deadlines depend has not succeeded in time. Neither tells anything but states and numbers, so both are open.
/// <c>/metrics</c>: from the machine itself, or with the token of an account that may operate the system.
/// </summary>
internal static class Health
{
    public const string MetricsPath = "/metrics";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void AddHealth(this IServiceCollection services) =>
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(LedgerMeter.Name, "System.Runtime")
            .AddAspNetCoreInstrumentation()
            .AddPrometheusExporter());

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Ok(new { status = "alive" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPrometheusScrapingEndpoint(MetricsPath).RequireAuthorization(policy => policy.RequireAssertion(MayReadMetricsAsync));
    }

    private static async Task<IResult> ReadyAsync(LedgerFollower follower, SearchIndex index, JobBook book, SharedJobBook shared, HallViews hall, ILogger<LedgerFollower> log, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        IReadOnlyList<ReaderState> readers = [];
        HallHealth? synced = null;
        var database = true;
        try
        {
            readers = await follower.StatesAsync(limit.Token);
            var status = await hall.StatusAsync(limit.Token);
            synced = new HallHealth(status.Connected, status.SucceededAt, status.FullSucceededAt, status.FailingSince, status.Running is not null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "The database does not answer");
            database = false;
        }

        var search = index.State;
        var jobs = new List<(TimedJob Job, JobHealth Health)>();
        foreach (var job in book.States)
        {
            var late = job.Late && !await shared.DoneInTimeAsync(job.Job, limit.Token);
            jobs.Add((job.Job, new JobHealth(job.Job.Name, job.SucceededAt, job.FailedAt, job.Error is not null, late)));
        }

        var ready = database && readers.All(reader => reader.Error is null) && search.Phase is not SearchPhase.Failed && !jobs.Exists(job => job.Job.Essential && job.Health.Late);
        var answer = new Readiness(ready ? "ready" : "notReady", database,
            [.. readers.Select(reader => new ReaderHealth(reader.Name, reader.Position, reader.Behind, reader.Error is not null, reader.FailedAt))],
            new SearchHealth(search.Phase, search.Done, search.Total, search.Position, search.Sentence),
            new JobsHealth(book.Enabled, [.. jobs.Select(job => job.Health)]), synced);
        return Results.Json(answer, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> MayReadMetricsAsync(AuthorizationHandlerContext context)
    {
        if (context.Resource is not HttpContext http)
            return false;
        // The name too: behind a proxy on the same machine every caller comes from it, but asks for another name.
        if (http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]")
            return true;
        return await SignInSetup.CurrentAsync(http.RequestServices.GetRequiredService<AccountViews>(), http.User, http.RequestAborted) is { } account
            && account.ToActor().May(Permission.OperateSystem);
    }
}
