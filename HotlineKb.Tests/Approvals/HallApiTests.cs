using System.Net;
using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>The sync through programs: who may, what comes back, nothing for strangers. The hall cannot be reached, so every run fails and says so.</summary>
public sealed class HallApiTests : IAsyncLifetime
{
    private LiveServer _server = null!;
    private Guid _department;

    public async Task InitializeAsync() => _server = await LiveServer.StartAsync(prepare: FillAsync, settings: new()
    {
        // Nobody listens there.
        ["HotlineKb:ServiceHall:BaseUrl"] = "http://127.0.0.1:9", ["HotlineKb:ServiceHall:Retries"] = "1", ["HotlineKb:ServiceHall:RetryAfter"] = "0:00:01",
        ["HotlineKb:ServiceHall:Schedule"] = "0 0 1 1 *", ["HotlineKb:ServiceHall:FullSchedule"] = "0 0 1 1 *",
    });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Hall_ThroughTheApi_IsSyncedAskedMappedByWhoMay()
    {
        var (admin, editor, officer) = (await _server.ClientAsync("admin"), await _server.ClientAsync("city.editor"), await _server.ClientAsync("officer.rsj"));
        foreach (var stranger in new[] { officer, await _server.ClientAsync("operator01"), await _server.ClientAsync("yingde.office") })
        {
            (await stranger.PostAsync("/hall/sync", new { })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await stranger.AskAsync("/hall/runs")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await stranger.AskAsync($"/hall/runs/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await stranger.AskAsync("/hall/quarantine")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await stranger.AskAsync("/hall/departments")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await stranger.PutAsync($"/hall/departments/{_department}", new { version = 0, unit = "市人社局" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        }

        // No body, an empty one, and a whole one.
        var begun = (await admin.CallAsync(HttpMethod.Post, "/hall/sync")).Is(HttpStatusCode.Accepted);
        begun.Location!.ToString().ShouldBe($"/api/v1/hall/runs/{begun.Text("id")}");
        var run = await EndAsync(admin, begun.Text("id")!);
        (run.Text("state"), run.Text("kind"), run.Text("startedBy"), run["read"].GetInt32()).ShouldBe(("failed", "incremental", "admin", 0));
        run.Text("error").ShouldNotBeNullOrEmpty();
        foreach (var name in new[] { "added", "changed", "unchanged", "withdrawn", "quarantined" })
            run[name].GetInt32().ShouldBe(0);
        await EndAsync(admin, (await admin.PostRawAsync("/hall/sync", "", "text/plain")).Is(HttpStatusCode.Accepted).Text("id")!);
        var full = (await editor.PostAsync("/hall/sync", new { full = true, acceptWithdrawals = true })).Is(HttpStatusCode.Accepted);
        (await EndAsync(editor, full.Text("id")!)).Text("kind").ShouldBe("full");
        (await admin.AskAsync("/hall/runs?top=2")).Is(HttpStatusCode.OK).Items.Count.ShouldBe(2);
        (await admin.AskAsync("/hall/runs"))["total"].GetInt32().ShouldBe(4);

        (await admin.PostAsync("/hall/sync", new { full = true, acceptWithdrawals = true })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await admin.PostRawAsync("/hall/sync", "{\"full\":")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await admin.PostRawAsync("/hall/sync", "{\"full\":\"yes\"}")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("full");
        (await admin.PostRawAsync("/hall/sync", "[]")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await admin.PostRawAsync("/hall/sync", new string(' ', 5000))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await admin.AskAsync($"/hall/runs/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await admin.AskAsync("/hall/runs/no-id")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("id");

        // The administrator keeps nothing.
        (await admin.AskAsync("/hall/quarantine")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await admin.PutAsync($"/hall/departments/{_department}", new { version = 0, unit = "市人社局" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        var bad = (await editor.AskAsync("/hall/quarantine")).Is(HttpStatusCode.OK).Items.Single();
        (bad.GetProperty("origin").GetString(), bad.GetProperty("reason").GetString()!.Length > 0).ShouldBe(("file", true));
        JsonDocument.Parse(bad.GetProperty("raw").GetString()!).RootElement.GetProperty("TASK_CODE").GetString().ShouldBe("T-bad");
        await MapAsync(editor);
    }

    private async Task MapAsync(HttpClient editor)
    {
        var path = $"/hall/departments/{_department}";
        var queued = (await editor.AskAsync("/hall/departments?unmapped=true")).Is(HttpStatusCode.OK).Items.Single();
        (queued.GetProperty("unit").ValueKind, queued.GetProperty("items").GetInt32(), queued.GetProperty("suggestions")[0].GetProperty("code").GetString()).ShouldBe((JsonValueKind.Null, 1, "441800-001"));
        (await editor.PutAsync(path, new { version = 0 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("unit");
        (await editor.PutAsync(path, new { version = 0, unit = 7 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("unit");
        (await editor.PutAsync(path, new { unit = "市人社局" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PutAsync(path, new { version = 0, unit = "月球管理处" })).Is(HttpStatusCode.UnprocessableEntity);
        (await editor.PutAsync($"/hall/departments/{Guid.NewGuid()}", new { version = 0, unit = "市人社局" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PutAsync(path, new { version = 0, unit = "市人社局" })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);
        (await editor.PutAsync(path, new { version = 0, unit = "市医保局" })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(1);
        (await editor.AskAsync("/hall/departments?unmapped=true"))["total"].GetInt32().ShouldBe(0);
        (await editor.AskAsync("/hall/departments?q=人力")).Items.Single().GetProperty("unit").GetProperty("code").GetString().ShouldBe("441800-001");
        (await editor.PutAsync(path, new { version = 1, unit = (string?)null })).Is(HttpStatusCode.OK);
        (await editor.AskAsync("/hall/departments?unmapped=true"))["total"].GetInt32().ShouldBe(1);
        (await editor.AskAsync("/hall/departments?unmapped=perhaps")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("unmapped");
    }

    [Fact]
    public async Task File_ThroughTheApi_IsImportedRowByRow()
    {
        var (admin, editor) = (await _server.ClientAsync("admin"), await _server.ClientAsync("city.editor"));
        (await admin.PostRawAsync("/hall/files?name=a.jsonl", SyncHost.Item("f1"))).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.PostRawAsync("/hall/files", "")).IsProblem(HttpStatusCode.UnprocessableEntity, "hall.badFile");
        (await editor.PostRawAsync("/hall/files", "事项编码,事项名称", "text/csv")).IsProblem(HttpStatusCode.UnprocessableEntity, "hall.badFile");

        var done = (await editor.PostRawAsync("/hall/files?name=a.jsonl", $"{SyncHost.Item("f1")}\n{{oops", "application/octet-stream")).Is(HttpStatusCode.OK);

        var (run, rows) = (done["run"], done["rows"]);
        (run.GetProperty("kind").GetString(), run.GetProperty("state").GetString(), run.GetProperty("file").GetString(), run.GetProperty("added").GetInt32(), run.GetProperty("quarantined").GetInt32())
            .ShouldBe(("file", "succeeded", "a.jsonl", 1, 1));
        rows.EnumerateArray().Select(row => (row.GetProperty("place").GetInt32(), row.GetProperty("code").GetString(), row.GetProperty("result").GetString())).ShouldBe([(1, "f1", "added"), (2, null, "quarantined")]);
        rows[1].GetProperty("reason").GetString().ShouldBe("第 2 行不是有效的 JSON。");
    }

    [Fact]
    public async Task Readiness_SaysHowTheHallStandsAndDoesNotHangOnIt()
    {
        var admin = await _server.ClientAsync("admin");
        await EndAsync(admin, (await admin.CallAsync(HttpMethod.Post, "/hall/sync")).Text("id")!);
        using var client = _server.Anonymous();

        var ready = await Patience.UntilAsync(async () => JsonSerializer.Deserialize<JsonElement>(await (await client.GetAsync("/readyz")).Content.ReadAsStringAsync()), answer => answer.GetProperty("status").GetString() == "ready");

        var hall = ready.GetProperty("hall");
        (hall.GetProperty("connected").GetBoolean(), hall.GetProperty("running").GetBoolean(), hall.GetProperty("lastSuccess").ValueKind, hall.GetProperty("lastFull").ValueKind)
            .ShouldBe((true, false, JsonValueKind.Null, JsonValueKind.Null));
        hall.GetProperty("failingSince").GetString().ShouldEndWith("Z");
    }

    private static async Task<Answer> EndAsync(HttpClient client, string id)
    {
        await Patience.UntilAsync(async () => (await client.AskAsync($"/hall/runs/{id}")).Is(HttpStatusCode.OK).Text("state"), state => state != "running");
        return await client.AskAsync($"/hall/runs/{id}");
    }

    private async Task FillAsync(string directory)
    {
        await Town.FillAsync(directory);
        await using var host = TestHost.Open(directory);
        await host.Get<HallSync>().ImportAsync(Actor.System("test"), "items.jsonl", Rows());
        _department = (await host.Get<HallViews>().DepartmentsAsync(Town.Actor("city.editor"), null, null, 0, 1)).Items[0].Department.Id;
    }

    private static async IAsyncEnumerable<FileRecord> Rows()
    {
        await Task.Yield();
        foreach (var (place, text) in new[] { (1, SyncHost.Item("a1")), (2, """{"TASK_CODE":"T-bad"}""") })
        {
            using var json = JsonDocument.Parse(text);
            yield return new FileRecord(place, HallRecord.Read(json.RootElement));
        }
    }
}
