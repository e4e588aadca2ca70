using System.Net;
using System.Text.Json;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>The clock in the real program, as those see it who watch the program.</summary>
[Collection(TownServer.Collection)]
public sealed class JobsServingTests(TownServer town)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Sweep_OfARunningProgram_RunsAndIsCounted()
    {
        var sweep = await UntilAsync(town.Server, job => job.GetProperty("lastSuccess").ValueKind is JsonValueKind.String);
        sweep.GetProperty("late").GetBoolean().ShouldBeFalse();
        sweep.GetProperty("failing").GetBoolean().ShouldBeFalse();
        using var client = town.Server.Anonymous();
        using var ready = await client.GetAsync("/readyz");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        var metrics = await client.GetStringAsync("/metrics");
        metrics.ShouldContain("hotlinekb_job_runs_total{");
        metrics.ShouldContain("job=\"assignments-sweep\"");
        metrics.ShouldContain("hotlinekb_job_duration_seconds_bucket");
    }

    [Fact]
    public async Task Sweep_ThatFails_LeavesTheProgramRunningAndRecovers()
    {
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        await UntilAsync(server, job => job.GetProperty("lastSuccess").ValueKind is JsonValueKind.String);

        await ChangeAsync(server, "ALTER TABLE Assignment RENAME TO AssignmentAway");
        var failing = await UntilAsync(server, job => job.GetProperty("failing").GetBoolean());
        failing.GetProperty("lastFailure").ValueKind.ShouldBe(JsonValueKind.String);
        failing.ToString().ShouldNotContain("no such table", customMessage: "readiness is open to everyone");

        await ChangeAsync(server, "ALTER TABLE AssignmentAway RENAME TO Assignment");
        var well = await UntilAsync(server, job => !job.GetProperty("failing").GetBoolean());
        well.GetProperty("lastFailure").ValueKind.ShouldBe(JsonValueKind.String);
        // The log is written behind the program's back.
        await UntilAsync(server, _ => server.Log.Contains("The job assignments-sweep failed", StringComparison.Ordinal));
    }

    private static async Task ChangeAsync(LiveServer server, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = new StorageOptions { DataDirectory = server.DataDirectory }.SqlitePath, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> UntilAsync(LiveServer server, Func<JsonElement, bool> condition)
    {
        using var client = server.Anonymous();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync("/readyz", limit.Token);
            var jobs = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(limit.Token)).GetProperty("jobs");
            jobs.GetProperty("enabled").GetBoolean().ShouldBeTrue();
            var sweep = jobs.GetProperty("recurring").EnumerateArray().Single(job => job.GetProperty("name").GetString() == "assignments-sweep");
            if (condition(sweep))
                return sweep;
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }
}
