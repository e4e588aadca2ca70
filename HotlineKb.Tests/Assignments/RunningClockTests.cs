using System.Net;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Assignments;

/// <summary>The clock in the real program, with a limit of seconds instead of 22 hours.</summary>
public sealed class RunningClockTests
{
    [Fact]
    public async Task DueTime_WhileTheProgramRuns_IsRecordedAndListed()
    {
        await using var server = await ServerAsync("00:00:02");
        var subject = await HandOverAsync(server);

        await Patience.UntilAsync(() => KindsAsync(server, subject), kinds => kinds.Contains("assignment.overdue"));

        using var supervisor = await server.ClientAsync("city.supervisor");
        var row = (await supervisor.AskAsync("/assignments?state=overdue")).Items.Single(item => item.GetProperty("subject").GetString() == subject);
        row.GetProperty("closedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (row.GetProperty("dueAt").GetDateTime() - row.GetProperty("openedAt").GetDateTime()).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Program_AsleepAcrossTheDueTime_SaysOneThingWhenItWakes()
    {
        await using var server = await ServerAsync("00:00:30");
        var subject = await HandOverAsync(server);
        DateTime due;
        using (var supervisor = await server.ClientAsync("city.supervisor"))
            due = (await supervisor.AskAsync("/assignments?state=open")).Items.Single(item => item.GetProperty("subject").GetString() == subject).GetProperty("dueAt").GetDateTime();
        var before = await KindsAsync(server, subject);
        server.Kill();
        await Patience.UntilAsync(() => TimeProvider.System.GetUtcNow().UtcDateTime > due.AddSeconds(1));
        await server.RestartAsync();

        var after = await Patience.UntilAsync(() => KindsAsync(server, subject), kinds => kinds.Contains("assignment.overdue"));

        // However far it had come before it slept: one thing more, not the ones that were missed.
        after.Count(kind => kind.StartsWith("assignment.", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(before.Count(kind => kind.StartsWith("assignment.", StringComparison.Ordinal)) + 2);
        after.Count(kind => kind == "assignment.overdue").ShouldBe(1);
        using var audit = await server.ClientAsync("audit");
        (await audit.AskAsync("/ledger/verify")).Is(HttpStatusCode.OK)["ok"].GetBoolean().ShouldBeTrue();
    }

    internal static Task<LiveServer> ServerAsync(string limit) =>
        LiveServer.StartAsync(prepare: Town.FillAsync, settings: new Dictionary<string, string?> { ["HotlineKb:Deadlines:UnitRevision"] = limit });

    /// <returns>The subject of what was handed over.</returns>
    internal static async Task<string> HandOverAsync(LiveServer server)
    {
        using var editor = await server.ClientAsync("city.editor");
        var draft = (await editor.PostAsync("/revisions", Calls.Draft())).Is(HttpStatusCode.Created);
        (await editor.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        return $"revision:{draft.Text("id")}";
    }

    internal static async Task<IReadOnlyList<string>> KindsAsync(LiveServer server, string subject)
    {
        using var audit = await server.ClientAsync("audit");
        return [.. (await audit.AskAsync($"/ledger?subject={subject}&top=500")).Items.Select(row => row.GetProperty("kind").GetString()!)];
    }
}
