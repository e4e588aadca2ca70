using System.Net;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

[Collection(TownServer.Collection)]
public sealed class SupervisionApiTests(TownServer town)
{
    [Fact]
    public async Task Supervision_OfWorkUnderWay_GivesFiguresUnitsAgesTimesAndTrend()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        var draft = (await editor.PostAsync("/revisions", Calls.Draft(("unit", "市医保局"), ("title", "督办接口看得到")))).Is(HttpStatusCode.Created);
        (await editor.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        var supervisor = await town.Server.ClientAsync("city.supervisor");

        var answer = (await supervisor.AskAsync("/supervision?unit=市医保局&days=7")).Is(HttpStatusCode.OK);

        answer["figures"].GetProperty("open").GetInt32().ShouldBeGreaterThan(0);
        answer["figures"].GetProperty("onTimeRate").ValueKind.ShouldBe(JsonValueKind.Null);
        answer["units"].EnumerateArray().Select(unit => unit.GetProperty("code").GetString()).ShouldBe(["441800-002"]);
        answer["ages"].EnumerateArray().Sum(age => age.GetProperty("count").GetInt32()).ShouldBe(answer["figures"].GetProperty("open").GetInt32());
        answer["stageTimes"].GetArrayLength().ShouldBe(4);
        answer["trend"].GetArrayLength().ShouldBe(7);
        (await supervisor.AskAsync("/supervision?days=8")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("days");
        (await (await town.Server.ClientAsync("officer.rsj")).AskAsync("/supervision")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
    }

    [Fact]
    public async Task Export_OverHttp_IsAFileOfTheCallersSight()
    {
        var supervisor = await town.Server.ClientAsync("city.supervisor");
        using var response = await supervisor.GetAsync("/supervision/export?unit=441881-002");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, town.Server.Log);
        response.Content.Headers.ContentDisposition!.FileNameStar!.ShouldEndWith(".xlsx");
        using var file = new MemoryStream(await response.Content.ReadAsByteArrayAsync());
        file.GetSheetNames().ShouldBe(["督办事项", "导出说明"]);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/supervision/export");
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await supervisor.SendAsync(foreign)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await town.Server.ClientAsync("officer.rsj")).GetAsync("/supervision/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
