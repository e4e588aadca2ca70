using System.Diagnostics;
using System.Net;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Sharing;

/// <summary>Who sees what, through programs; on a server of its own, because it changes what everyone sees.</summary>
public sealed class AccessApiTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Access_ThroughTheApi_IsSetPreviewedExplainedAndShared()
    {
        var code = "";
        await using var server = await LiveServer.StartAsync(prepare: async directory => code = await FillAsync(directory));
        var (city, officer, owner, county) = (await server.ClientAsync("city.supervisor"), await server.ClientAsync("officer.yiliao"), await server.ClientAsync("officer.rsj"), await server.ClientAsync("yingde.office"));

        (await county.AskAsync("/access/policy")).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(0);
        (await officer.AskAsync("/access/policy")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        var rules = new { version = 0, reaches = new[] { new { viewer = "cityUnit", information = "entries", reach = "all" } } };
        (await county.PutAsync("/access/policy", rules)).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await city.PutAsync("/access/policy", new { reaches = rules.reaches })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await city.PutAsync("/access/policy", new { version = 0, reaches = new object?[] { null, new { viewer = "cityOffice", information = "entries", reach = "none" } } })).IsProblem(HttpStatusCode.UnprocessableEntity, "access.badReach");
        (await county.PostAsync("/access/preview", rules)).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        var shift = (await city.PostAsync("/access/preview", rules)).Is(HttpStatusCode.OK).Items[0];
        (shift.GetProperty("gained").GetInt32(), shift.GetProperty("accounts").GetArrayLength()).ShouldBe((1, 1));
        (await officer.AskAsync($"/entries/{code}")).Is(HttpStatusCode.NotFound);
        (await city.PutAsync("/access/policy", rules)).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);
        (await officer.AskAsync($"/entries/{code}")).Is(HttpStatusCode.OK);
        (await city.PutAsync("/access/policy", rules)).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await city.PutAsync("/access/policy", new { version = 1 })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(2);
        (await officer.AskAsync($"/entries/{code}")).Is(HttpStatusCode.NotFound);

        (await county.AskAsync("/access/counterparts")).Is(HttpStatusCode.OK)["total"].GetInt32().ShouldBe(2);
        var pairs = new { before = Array.Empty<string>(), after = new[] { "英德市民政局" } };
        (await county.PutAsync("/access/counterparts/市医保局", pairs)).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await city.PutAsync("/access/counterparts/nowhere", pairs)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await city.PutAsync("/access/counterparts/市医保局", new { after = pairs.after })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("before");
        (await city.PostAsync("/access/preview", new { city = "市医保局", counties = pairs.after })).Is(HttpStatusCode.OK).Items.Count.ShouldBe(1);
        (await city.PutAsync("/access/counterparts/市医保局", pairs)).Is(HttpStatusCode.OK)["counties"].GetArrayLength().ShouldBe(1);
        (await city.PutAsync("/access/counterparts/市医保局", pairs)).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");

        (await city.AskAsync($"/access/why?account=officer.yiliao&entry={code}")).Is(HttpStatusCode.OK)["seen"].GetBoolean().ShouldBeFalse();
        (await city.AskAsync("/access/why?account=officer.yiliao")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("entry");
        (await county.AskAsync($"/access/why?account=officer.yiliao&entry={code}")).IsProblem(HttpStatusCode.UnprocessableEntity, "access.notViewable");
        (await officer.AskAsync($"/access/why?account=officer.rsj&entry={code}")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");

        var until = CityDays.Of(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (await officer.PostAsync("/sharing", new { owner = "市人社局", purpose = "联合办理", until })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("what");
        (await officer.PostAsync("/sharing", new { owner = "市人社局", what = "all", purpose = "" , until })).IsProblem(HttpStatusCode.UnprocessableEntity, "sharing.purposeRequired").Names("purpose");
        var made = (await officer.PostAsync("/sharing", new { owner = "市人社局", what = "all", purpose = "联合办理", until })).Is(HttpStatusCode.Created);
        var path = $"/sharing/{made.Text("id")}";
        (await county.AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await owner.AskAsync(path)).Is(HttpStatusCode.OK)["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["consent", "decline"]);
        (await owner.AskAsync("/sharing?owed=true&stage=requested")).Is(HttpStatusCode.OK)["total"].GetInt32().ShouldBe(1);
        (await officer.PostAsync($"{path}/consent", new { version = 1 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await owner.PostAsync($"{path}/fly", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await owner.PostAsync($"{path}/consent", new { version = 1 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("consented");
        (await officer.AskAsync($"/entries/{code}")).Is(HttpStatusCode.NotFound);
        (await city.PostAsync($"{path}/grant", new { version = 2 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("granted");
        (await officer.AskAsync($"/entries/{code}")).Is(HttpStatusCode.OK);
        (await owner.PostAsync($"{path}/end", new { version = 3 })).IsProblem(HttpStatusCode.UnprocessableEntity, "sharing.reasonRequired").Names("reason");
        (await owner.PostAsync($"{path}/end", new { version = 3, reason = "事项办结" })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("ended");
        await SameAnswerAsync(officer, code);
    }

    /// <summary>Whoever guesses codes learns nothing: neither from what is answered nor from how long it takes.</summary>
    private async Task SameAnswerAsync(HttpClient officer, string hidden)
    {
        var absent = new Core.Taxonomy.EntryCode(Town.Rsj, 4321).ToString();
        var (there, nowhere) = (await officer.AskAsync($"/entries/{hidden}"), await officer.AskAsync($"/entries/{absent}"));
        (there.Status, nowhere.Status).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        there.Body.ToString().Replace(hidden, "CODE", StringComparison.Ordinal).Split("traceId")[0].ShouldBe(nowhere.Body.ToString().Replace(absent, "CODE", StringComparison.Ordinal).Split("traceId")[0]);
        var (a, b) = (new List<double>(), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            a.Add(await TimeAsync(hidden));
            b.Add(await TimeAsync(absent));
        }

        var (first, second) = (Median(a), Median(b));
        output.WriteLine($"median of 300: hidden {first:0.00} ms, absent {second:0.00} ms");
        Math.Abs(first - second).ShouldBeLessThan((0.3 * Math.Max(first, second)) + 2);

        async Task<double> TimeAsync(string code)
        {
            var started = Stopwatch.GetTimestamp();
            (await officer.AskAsync($"/entries/{code}")).Status.ShouldBe(HttpStatusCode.NotFound);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<string> FillAsync(string directory)
    {
        await Town.FillAsync(directory);
        await using var host = TestHost.Open(directory);
        return await host.LoadOneAsync(Town.Rsj, "社保卡补办");
    }
}
