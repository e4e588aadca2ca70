using System.Net;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>X7: items through programs, by the same rules as on screens.</summary>
[Collection(TownServer.Collection)]
public sealed class ItemApiTests(TownServer town)
{
    [Fact]
    public async Task Item_ThroughTheApi_IsListedReadAndItsVersionsCompared()
    {
        await using var host = await OpenAsync();
        var item = await AnApproval.Named("鲟鱼运输许可").Needing("身份证").With("XHTSDZ", "旧址一号").With("LINK_TEL", "0763-1").With("ONLINECHECK", "1").With("THEME_TEXT", "涉农补贴").With("PROMISE_DAY", "3").In(host);
        await item.With("XHTSDZ", "新址二号").In(host);
        var nobody = await AnApproval.Named("鲟鱼放流许可").OfNobody("广东省农业农村厅").In(host);
        var operators = await As("operator01");

        var listed = (await operators.AskAsync("/approvals?q=鲟鱼运输&unit=市人社局&area=4418&type=行政许可&theme=涉农补贴&online=true&changedDays=7&noKeywords=true")).Is(HttpStatusCode.OK);
        listed["total"].GetInt32().ShouldBe(1);
        var row = listed.Items.ShouldHaveSingleItem();
        (row.GetProperty("code").GetString(), row.GetProperty("unit").GetProperty("name").GetString(), row.GetProperty("version").GetInt32()).ShouldBe((item.Code, "清远市人力资源和社会保障局", 2));
        (await operators.AskAsync("/approvals?q=鲟鱼运输&online=false"))["total"].GetInt32().ShouldBe(0);
        (await operators.AskAsync("/approvals?q=鲟鱼&unmapped=true")).Items.ShouldHaveSingleItem().GetProperty("code").GetString().ShouldBe(nobody.Code);

        var shown = (await operators.AskAsync($"/approvals/{item.TaskCode}")).Is(HttpStatusCode.OK);
        (shown.Text("code"), shown.Text("state"), shown["version"].GetInt32(), shown.Text("address"), shown["promised"].GetProperty("days").GetInt32()).ShouldBe((item.Code, "inForce", 2, "新址二号", 3));
        shown["materials"][0].GetProperty("name").GetString().ShouldBe("身份证");
        shown["changed"].EnumerateArray().Select(key => key.GetString()).ShouldBe(["address"]);
        shown["unit"].GetProperty("code").GetString().ShouldBe("441800-001");
        (await operators.AskAsync($"/approvals/{item.Code}?version=1")).Is(HttpStatusCode.OK).Text("address").ShouldBe("旧址一号");
        var unmapped = (await operators.AskAsync($"/approvals/{nobody.Code}")).Is(HttpStatusCode.OK);
        unmapped["unit"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        unmapped.Text("department").ShouldBe("广东省农业农村厅");

        var versions = (await operators.AskAsync($"/approvals/{item.Code}/versions")).Is(HttpStatusCode.OK);
        versions.Items.Select(version => version.GetProperty("version").GetInt32()).ShouldBe([2, 1]);
        versions.Items[0].GetProperty("isCurrent").GetBoolean().ShouldBeTrue();
        var difference = versions.Items[0].GetProperty("differences").EnumerateArray().ShouldHaveSingleItem();
        (difference.GetProperty("field").GetString(), difference.GetProperty("parts")[0].GetProperty("kind").GetString()).ShouldBe(("address", "removed"));
        versions.Items[1].GetProperty("differences").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Item_OfOthers_IsNotThere()
    {
        await using var host = await OpenAsync();
        var item = await AnApproval.Named("失业登记之一").In(host);
        var nobody = await AnApproval.Named("失业登记之二").OfNobody().In(host);
        var stranger = await As("officer.yiliao");

        foreach (var code in new[] { item.Code, item.TaskCode, nobody.Code })
        {
            (await stranger.AskAsync($"/approvals/{code}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await stranger.AskAsync($"/approvals/{code}/versions")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        }

        (await stranger.AskAsync("/approvals?q=失业登记之"))["total"].GetInt32().ShouldBe(0);
        (await (await As("officer.rsj")).AskAsync("/approvals?q=失业登记之"))["total"].GetInt32().ShouldBe(1);
        (await (await As("admin")).AskAsync("/approvals?q=失业登记之"))["total"].GetInt32().ShouldBe(0);
        (await stranger.AskAsync("/approvals/no-such-item")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await stranger.AskAsync($"/approvals/{new string('9', 4_000)}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
    }

    [Fact]
    public async Task Keywords_ThroughTheApi_FollowTheSameRules()
    {
        await using var host = await OpenAsync();
        var item = await AnApproval.Named("工伤认定").In(host);
        var editor = await As("city.editor");
        var path = $"/approvals/{item.Code}/keywords";
        var version = (await editor.AskAsync($"/approvals/{item.Code}"))["keywordsVersion"].GetInt32();

        (await (await As("operator01")).PutAsync(path, new { version, keywords = new[] { "工伤" } })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await (await As("officer.rsj")).PutAsync(path, new { version, keywords = new[] { "工伤" } })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.PutAsync(path, new { version })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("keywords");
        (await editor.PutAsync(path, new { keywords = new[] { "工伤" } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PutAsync(path, new { version, keywords = new string?[] { "工伤", null } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("keywords");
        (await editor.PutAsync(path, new { version, keywords = new[] { "伤" } })).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.badKeywords").Names("keywords");
        (await editor.PutAsync(path, new { version, keywords = new[] { new string('伤', 10_000) } })).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.badKeywords").Names("keywords");
        (await editor.PutAsync(path, new { version, keywords = Enumerable.Range(10, 13).Select(n => $"词{n}") })).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.badKeywords").Names("keywords");
        (await editor.PutAsync("/approvals/no-such-item/keywords", new { version, keywords = new[] { "工伤" } })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");

        var set = (await editor.PutAsync(path, new { version, keywords = new[] { "工伤", "受\0伤" } })).Is(HttpStatusCode.OK);
        (await editor.PutAsync(path, new { version, keywords = new[] { "别的" } })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(set["version"].GetInt32());
        (await editor.AskAsync($"/approvals/{item.Code}"))["keywords"].EnumerateArray().Select(word => word.GetString()).ShouldBe(["工伤", "受伤"]);
    }

    [Fact]
    public async Task Search_OfItems_GivesKindAndOwner()
    {
        await using var host = await OpenAsync();
        var item = await AnApproval.Named("鳗鱼出口备案").OfNobody("广东省农业农村厅").In(host);
        var operators = await As("operator01");

        var found = await Patience.UntilAsync(() => operators.AskAsync("/search?q=鳗鱼出口&kind=approval"), answer => answer["total"].GetInt32() == 1);

        var hit = found.Items.ShouldHaveSingleItem();
        (hit.GetProperty("kind").GetString(), hit.GetProperty("code").GetString(), hit.GetProperty("unit").GetString(), hit.GetProperty("title").GetString()).ShouldBe(("approval", item.Code, "广东省农业农村厅", "<mark>鳗鱼出口</mark>备案"));
        (await operators.AskAsync("/search?q=鳗鱼出口&kind=entry"))["total"].GetInt32().ShouldBe(0);
        (await (await As("officer.rsj")).AskAsync("/search?q=鳗鱼出口"))["total"].GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("online=maybe", "online")]
    [InlineData("changedDays=0", "changedDays")]
    [InlineData("changedDays=x", "changedDays")]
    [InlineData("state=gone", "state")]
    [InlineData("noKeywords=1", "noKeywords")]
    public async Task List_WithAWrongValue_NamesIt(string query, string field) =>
        (await (await As("operator01")).AskAsync($"/approvals?{query}")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names(field);

    private Task<HttpClient> As(string name) => town.Server.ClientAsync(name);

    /// <summary>A second node on the server's database, at the server's time; what it takes in is no first load.</summary>
    private async Task<TestHost> OpenAsync()
    {
        var host = TestHost.Open(town.Server.DataDirectory, services => services.AddSingleton(TimeProvider.System));
        await host.FirstLoadAsync();
        return host;
    }
}
