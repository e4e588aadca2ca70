using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>Filings through programs (R3.2): statuses, rules, nothing told to strangers.</summary>
[Collection(TownServer.Collection)]
public sealed class FilingApiTests(TownServer town)
{
    private static string Day(int days = 0) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(8)).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Filing_ThroughTheApi_IsFiledAskedBackFiledAgainAcknowledgedAndAskedFor()
    {
        var (officer, editor) = (await As("officer.rsj"), await As("city.editor"));
        var name = $"新增事项{Guid.NewGuid():N}";
        var filed = (await officer.PostAsync("/filings", new { kind = "add", name, taskCode = "T-1", what = "大厅已新增", effectiveOn = Day(3) })).Is(HttpStatusCode.Created);
        var (id, path) = (filed.Text("id"), $"/filings/{filed.Text("id")}");
        filed.Location!.ToString().ShouldEndWith(path);
        (filed.Text("stage"), filed["version"].GetInt32()).ShouldBe(("filed", 1));
        var shown = (await editor.AskAsync(path)).Is(HttpStatusCode.OK);
        (shown.Text("kind"), shown.Text("name"), shown.Text("taskCode"), shown.Text("effectiveOn"), shown.Text("match"), shown["past"].GetBoolean()).ShouldBe(("add", name, "T-1", Day(3), "notSeen", false));
        shown["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["acknowledge", "askBack", "request"]);
        shown["history"].GetArrayLength().ShouldBe(1);
        (await editor.AskAsync("/filings?stage=filed&kind=add&unit=市人社局&match=notSeen&owed=true")).Items.ShouldContain(row => row.GetProperty("id").GetString() == id);
        (await editor.AskAsync("/filings?match=matched")).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == id);
        (await (await As("officer.yiliao")).AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await (await As("officer.yiliao")).AskAsync("/filings")).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == id);

        (await officer.PostAsync($"{path}/acknowledge", new { version = 1 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.PostAsync($"{path}/askBack", new { version = 1 })).IsProblem(HttpStatusCode.UnprocessableEntity, "filing.reasonRequired").Names("reason");
        (await editor.PostAsync($"{path}/askBack", new { version = 1, reason = "哪一天生效" })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("askedBack");
        (await officer.PutAsync(path, new { version = 1, kind = "add", name, what = "已新增", effectiveOn = Day(-2) })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(2);
        (await officer.PutAsync(path, new { version = 2, kind = "add", name, what = "已新增", effectiveOn = Day(-2) })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("filed");
        (await editor.PostAsync($"{path}/acknowledge", new { version = 3 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("acknowledged");

        (await officer.PostAsync("/editing-requests", new { filing = id })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        var request = (await editor.PostAsync("/editing-requests", new { filing = id })).Is(HttpStatusCode.Created);
        (await editor.AskAsync($"/editing-requests/{request.Text("id")}")).Text("filing").ShouldBe(id);
        (await editor.PostAsync("/editing-requests", new { filing = id })).IsProblem(HttpStatusCode.UnprocessableEntity, "filing.alreadyAsked");
        var asked = (await officer.AskAsync(path)).Is(HttpStatusCode.OK);
        (asked["request"].GetProperty("id").GetString(), asked["request"].GetProperty("stage").GetString(), asked["acts"].EnumerateArray().Select(act => act.GetString()).Single()).ShouldBe((request.Text("id"), "open", "withdraw"));
        (await officer.PostAsync($"{path}/withdraw", new { version = asked["version"].GetInt32() })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("withdrawn");
    }

    [Fact]
    public async Task Filing_WithBadInput_IsRefusedAtItsField()
    {
        var (officer, editor) = (await As("officer.rsj"), await As("city.editor"));
        await RefusedAsync(new { name = "新", what = "新增", effectiveOn = Day() }, HttpStatusCode.BadRequest, "basic.malformed", "kind");
        await RefusedAsync(new { kind = "add", what = "新增", effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.incomplete", "name");
        await RefusedAsync(new { kind = "add", name = "\0", what = "新增", effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.incomplete", "name");
        await RefusedAsync(new { kind = "add", name = "新", what = (string?)null, effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.incomplete", "what");
        await RefusedAsync(new { kind = "add", name = "新", what = "新增" }, HttpStatusCode.UnprocessableEntity, "filing.incomplete", "effectiveOn");
        await RefusedAsync(new { kind = "add", name = "新", what = "新增", effectiveOn = "2000-01-01" }, HttpStatusCode.UnprocessableEntity, "filing.badDay", "effectiveOn");
        await RefusedAsync(new { kind = "add", name = new string('长', 10_000), what = "新增", effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.tooLong", "name");
        await RefusedAsync(new { kind = "change", item = "nothing", what = "改了", effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.unknownItem", "item");
        await RefusedAsync(new { kind = "add", name = "新", what = "联系人 13800138000", effectiveOn = Day() }, HttpStatusCode.UnprocessableEntity, "filing.personalData", "what");
        (await officer.PostAsync("/filings", new { kind = "add", name = "新", what = "新增", effectiveOn = "yesterday" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await editor.PostAsync("/filings", new { kind = "add", name = "新", what = "新增", effectiveOn = Day() })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        foreach (var query in new[] { "stage", "kind", "match", "owed" })
            (await editor.AskAsync($"/filings?{query}=colour")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names(query);
        (await editor.AskAsync("/filings/unfiled?setAside=colour")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("setAside");
        (await editor.AskAsync($"/filings/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync($"/filings/{Guid.NewGuid()}/acknowledge", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PostAsync($"/filings/{Guid.NewGuid()}/request", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await editor.PostAsync($"/filings/unfiled/{Guid.NewGuid()}/setAside", new { version = 1, reason = "不必" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.AskAsync($"/filings/unfiled/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync("/editing-requests", new { change = Guid.NewGuid() })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync("/editing-requests", new { change = Guid.NewGuid(), filing = Guid.NewGuid() })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await (await As("operator01")).AskAsync("/filings")).Items.ShouldBeEmpty();
        (await (await As("operator01")).AskAsync("/filings/unfiled")).Items.ShouldBeEmpty();

        async Task RefusedAsync(object body, HttpStatusCode status, string code, string field) => (await officer.PostAsync("/filings", body)).IsProblem(status, code).Names(field);
    }

    private Task<HttpClient> As(string account) => town.Server.ClientAsync(account);
}

/// <summary>Changes that nobody filed, in the city that has some.</summary>
[Collection(DemoServer.Collection)]
public sealed class UnfiledApiTests(DemoServer demo)
{
    [Fact]
    public async Task Change_IsListed_SetAsideWithAReasonAndTakenUpAgain()
    {
        var editor = await demo.Server.ClientAsync("city.editor");
        var listed = (await editor.AskAsync("/filings/unfiled")).Items.First(row => row.GetProperty("acts").EnumerateArray().Any(act => act.GetString() == "setAside"));
        var (path, version) = ($"/filings/unfiled/{listed.GetProperty("id").GetString()}", listed.GetProperty("version").GetInt32());
        (await editor.PostAsync($"{path}/setAside", new { version })).IsProblem(HttpStatusCode.UnprocessableEntity, "filing.reasonRequired").Names("reason");
        (await editor.PostAsync($"{path}/setAside", new { version, reason = "大厅统一调整" })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("setAside");
        (await editor.AskAsync("/filings/unfiled?setAside=true")).Items.ShouldContain(row => row.GetProperty("reason").GetString() == "大厅统一调整");
        (await editor.PostAsync($"{path}/restore", new { version })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await editor.PostAsync($"{path}/restore", new { version = version + 1 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("unfiled");
        (await editor.AskAsync(path)).Is(HttpStatusCode.OK).Text("stage").ShouldBe("unfiled");
    }
}
