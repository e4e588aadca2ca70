using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>Trees and requests through programs.</summary>
[Collection(TownServer.Collection)]
public sealed class TaxonomyApiTests(TownServer town)
{
    private const string Unit = "441802-001";

    [Fact]
    public async Task Tree_ThroughTheApi_IsAddedToRenamedMovedAndRetired()
    {
        var reviewer = await As("city.reviewer");
        var top = $"试{Guid.NewGuid():N}"[..12];
        var added = (await reviewer.PostAsync("/categories", new { unit = Unit, paths = new[] { $"{top}/甲", $"{top}/乙" } })).Is(HttpStatusCode.OK);
        added.Items.Select(row => row.GetProperty("path").GetString()).ShouldBe([$"{top}/甲", $"{top}/乙"]);
        var (first, second) = (added.Items[0].GetProperty("id").GetString(), added.Items[1].GetProperty("id").GetString());
        (await reviewer.PutAsync($"/categories/{first}", new { version = 1, name = "丙" })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(2);
        (await reviewer.PutAsync($"/categories/{first}", new { version = 1, name = "丁" })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(2);
        (await reviewer.PutAsync($"/categories/{first}", new { version = 2, name = "乙" })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.nameTaken").Names("name");
        (await reviewer.PutAsync($"/categories/{first}", new { name = "丁" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await reviewer.PutAsync($"/categories/{second}/review", new { version = 1, months = 61 })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.badReview").Names("months");
        (await reviewer.PutAsync($"/categories/{second}/review", new { months = 6 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await reviewer.PutAsync($"/categories/{second}/review", new { version = 1, months = 6 })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(2);
        (await reviewer.PutAsync($"/categories/{second}/review", new { version = 1, months = 6 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await reviewer.AskAsync($"/categories?unit={Unit}")).Items.Single(row => row.GetProperty("id").GetString() == second).GetProperty("reviewMonths").GetInt32().ShouldBe(6);
        (await reviewer.PutAsync($"/categories/{second}/review", new { version = 2 })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(3);
        (await reviewer.PostAsync($"/categories/{second}/move", new { version = 3, parent = first, place = 0 })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(4);
        (await reviewer.PostAsync($"/categories/{first}/move", new { version = 2, parent = second, place = 0 })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.intoItself");
        (await reviewer.PostAsync($"/categories/{first}/move", new { version = 2, parent = "x", place = 0 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("parent");
        (await reviewer.PostAsync($"/categories/{first}/retire", new { version = 2, home = second, below = 1 })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.intoItself").Names("home");
        (await reviewer.PostAsync($"/categories/{first}/retire", new { version = 2 })).IsProblem(HttpStatusCode.Conflict, "category.grownMeanwhile");
        (await reviewer.PostAsync($"/categories/{first}/retire", new { version = 2, below = 1 })).Is(HttpStatusCode.OK)["moved"].GetInt32().ShouldBe(0);
        (await reviewer.AskAsync($"/categories?unit={Unit}")).Items.Where(row => row.GetProperty("path").GetString()!.StartsWith(top, StringComparison.Ordinal)).Select(row => (row.GetProperty("name").GetString(), row.GetProperty("version").GetInt32())).ShouldBe([(top, 1)]);
    }

    [Fact]
    public async Task Tree_WithBadInputOrByOthers_IsRefused()
    {
        var reviewer = await As("city.reviewer");
        var id = Guid.NewGuid();
        (await reviewer.PostAsync("/categories", new { unit = Unit })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("paths");
        (await reviewer.PostAsync("/categories", new { paths = new[] { "甲" } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("unit");
        (await reviewer.PostAsync("/categories", new { unit = Unit, paths = Array.Empty<string>() })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.badName").Names("paths");
        (await reviewer.PostAsync("/categories", new { unit = Unit, paths = new string?[] { null } })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.badName").Names("paths");
        (await reviewer.PostAsync("/categories", new { unit = Unit, paths = new[] { "\0" } })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.badName").Names("paths");
        (await reviewer.PostAsync("/categories", new { unit = Unit, paths = new[] { new string('长', 10_000) } })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.badName").Names("paths");
        (await reviewer.PostAsync("/categories", new { unit = Unit, paths = new[] { "1/2/3/4/5/6" } })).IsProblem(HttpStatusCode.UnprocessableEntity, "category.tooDeep").Names("paths");
        (await reviewer.PutAsync($"/categories/{id}", new { version = 1, name = "甲" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await reviewer.PutAsync("/categories/x", new { version = 1, name = "甲" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("id");
        foreach (var name in new[] { "city.editor", "officer.rsj", "operator01", "yingde.office" })
        {
            var other = await As(name);
            (await other.PostAsync("/categories", new { unit = Unit, paths = new[] { "甲" } })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await other.PutAsync($"/categories/{id}", new { version = 1, name = "甲" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await other.PostAsync($"/categories/{id}/move", new { version = 1, place = 0 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await other.PutAsync($"/categories/{id}/review", new { version = 1, months = 6 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
            (await other.PostAsync($"/categories/{id}/retire", new { version = 1 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        }
    }

    [Fact]
    public async Task Request_ThroughTheApi_IsMadeListedAndDecided()
    {
        var officer = await As("officer.yiliao");
        var reviewer = await As("city.reviewer");
        var name = $"类{Guid.NewGuid():N}"[..10];
        (await officer.PostAsync("/category-requests", new { sketch = " ", why = "需要" })).IsProblem(HttpStatusCode.UnprocessableEntity, "categoryRequest.sketchRequired").Names("sketch");
        var made = (await officer.PostAsync("/category-requests", new { sketch = name, why = "需要" })).Is(HttpStatusCode.Created);
        var path = $"/category-requests/{made.Text("id")}";
        made.Location!.ToString().ShouldEndWith(path);
        (await (await As("officer.rsj")).AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await officer.AskAsync(path))["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["cancel"]);
        (await reviewer.AskAsync("/category-requests?stage=open&unit=市医保局")).Items.ShouldContain(row => row.GetProperty("id").GetString() == made.Text("id"));
        (await officer.PostAsync($"{path}/accept", new { version = 1 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await reviewer.PostAsync($"{path}/decline", new { version = 1 })).IsProblem(HttpStatusCode.UnprocessableEntity, "categoryRequest.reasonRequired").Names("reason");
        (await reviewer.PostAsync($"{path}/nonsense", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await reviewer.PostAsync($"{path}/accept", new { version = 1, build = true })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("accepted");
        (await officer.AskAsync("/categories")).Items.ShouldContain(row => row.GetProperty("path").GetString() == name);
        (await reviewer.PostAsync($"{path}/accept", new { version = 2 })).IsProblem(HttpStatusCode.UnprocessableEntity, "categoryRequest.wrongStage");
    }

    [Fact]
    public async Task Export_OfATree_IsAFileForWhoMayOpenIt()
    {
        using var officer = await town.Server.SessionAsync("officer.rsj");
        using var own = await officer.GetAsync("/taxonomy/export?unit=441800-001");
        (own.StatusCode, own.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
        (await officer.GetAsync("/taxonomy/export?unit=441800-002")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.GetAsync("/taxonomy/export?unit=x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/taxonomy/export?unit=441800-001");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await officer.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<HttpClient> As(string name) => town.Server.ClientAsync(name);
}
