using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using Microsoft.OpenApi;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>What those who watch and connect to the running program see.</summary>
[Collection(TownServer.Collection)]
public sealed class ServingTests(TownServer town)
{
    [Fact]
    public async Task SignIn_AskedByAnyone_IsShown()
    {
        using var client = town.Server.Anonymous();
        (await client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK, town.Server.Log);
    }

    [Fact]
    public async Task Address_OfNoPage_ShowsAPageThatSaysSo()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        using var response = await editor.GetAsync("/no-such-page");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("_framework/blazor.web");
    }

    [Fact]
    public async Task Health_OfARunningProgram_IsAliveAndReady()
    {
        using var client = town.Server.Anonymous();
        (await client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // It listens before its readers have begun.
        var (status, ready) = await Patience.UntilAsync(AskAsync, answer => answer.Status == HttpStatusCode.OK && ReadersOf(answer.Ready).Contains("search"));
        status.ShouldBe(HttpStatusCode.OK);
        ready.GetProperty("status").GetString().ShouldBe("ready");
        ready.GetProperty("database").GetBoolean().ShouldBeTrue();

        async Task<(HttpStatusCode Status, JsonElement Ready)> AskAsync()
        {
            using var response = await client.GetAsync("/readyz");
            return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
        }

        static IEnumerable<string?> ReadersOf(JsonElement ready) => ready.GetProperty("readers").EnumerateArray().Select(reader => reader.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Metrics_FromTheMachineItself_CountActsAndRefusals()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        (await editor.PostAsync("/revisions", Calls.Draft())).Is(HttpStatusCode.Created);
        (await editor.PostAsync("/revisions", Calls.Draft(("title", "")))).Is(HttpStatusCode.UnprocessableEntity);
        using var client = town.Server.Anonymous();
        string[] expected = ["hotlinekb_acts_total{", "kind=\"revision.drafted\"", "rule=\"revision.incomplete\"", "hotlinekb_commit_duration_seconds_bucket"];
        // An answer is given again for a moment: one asked for just before these acts does not know them.
        await Patience.UntilAsync(() => client.GetStringAsync("/metrics"), text => expected.All(text.Contains));
    }

    [Fact]
    public async Task Metrics_UnderAnotherName_NeedAnAccountThatOperatesTheSystem()
    {
        using var stranger = town.Server.Anonymous();
        stranger.DefaultRequestHeaders.Host = "kb.example";
        (await stranger.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var editor = await town.Server.ClientAsync("city.editor");
        editor.DefaultRequestHeaders.Host = "kb.example";
        (await editor.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var admin = await town.Server.ClientAsync("admin");
        admin.DefaultRequestHeaders.Host = "kb.example";
        (await admin.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OpenApi_AskedByAnyone_IsAValidDocumentOfEveryEndpoint()
    {
        using var client = town.Server.Anonymous();
        var json = await client.GetStringAsync("/openapi/v1.json");
        var (document, diagnostic) = OpenApiDocument.Parse(json, "json");
        diagnostic!.Errors.ShouldBeEmpty();
        document!.Paths.Keys.ShouldBe(
            ["/api/v1/search", "/api/v1/entries", "/api/v1/entries/outdated", "/api/v1/entries/{code}", "/api/v1/entries/{code}/versions", "/api/v1/approvals", "/api/v1/approvals/{code}", "/api/v1/approvals/{code}/versions", "/api/v1/approvals/{code}/keywords", "/api/v1/revisions", "/api/v1/revisions/{id}", "/api/v1/revisions/{id}/{act}", "/api/v1/units",
             "/api/v1/units/{code}", "/api/v1/units/{code}/profile", "/api/v1/units/{code}/profile/versions", "/api/v1/units/{code}/profile/{act}", "/api/v1/profiles", "/api/v1/units/{code}/people", "/api/v1/accounts/{name}/hand-over", "/api/v1/categories", "/api/v1/categories/{id}", "/api/v1/categories/{id}/expiry", "/api/v1/categories/{id}/review", "/api/v1/categories/{id}/move", "/api/v1/categories/{id}/retire", "/api/v1/category-requests", "/api/v1/category-requests/{id}", "/api/v1/category-requests/{id}/{act}", "/api/v1/assignments", "/api/v1/supervision",
             "/api/v1/urgings", "/api/v1/urgings/{id}", "/api/v1/urgings/{id}/{act}", "/api/v1/editing-requests", "/api/v1/editing-requests/{id}", "/api/v1/editing-requests/{id}/{act}",
             "/api/v1/synonyms", "/api/v1/synonyms/try", "/api/v1/synonyms/{id}", "/api/v1/golden-queries", "/api/v1/golden-queries/{id}", "/api/v1/searches/failed", "/api/v1/keywords", "/api/v1/keyword-suggestions", "/api/v1/keyword-suggestions/{id}/{act}", "/api/v1/releases", "/api/v1/releases/{id}/{act}", "/api/v1/releases/keys", "/api/v1/releases/keys/{id}/revoke",
             "/api/v1/feedback", "/api/v1/feedback/{id}", "/api/v1/feedback/{id}/close", "/api/v1/drift", "/api/v1/drift/{id}", "/api/v1/drift/{id}/request", "/api/v1/drift/{id}/dismiss", "/api/v1/filings", "/api/v1/filings/{id}", "/api/v1/filings/{id}/{act}", "/api/v1/filings/unfiled", "/api/v1/filings/unfiled/{id}", "/api/v1/filings/unfiled/{id}/{act}", "/api/v1/notifications", "/api/v1/notifications/read", "/api/v1/notifications/log", "/api/v1/work-orders", "/api/v1/work-orders/{number}", "/api/v1/ledger", "/api/v1/ledger/verify", "/api/v1/access/policy", "/api/v1/access/counterparts", "/api/v1/access/counterparts/{unit}", "/api/v1/access/why", "/api/v1/access/preview", "/api/v1/sharing", "/api/v1/sharing/{id}", "/api/v1/sharing/{id}/{act}",
             "/api/v1/hall/sync", "/api/v1/hall/runs", "/api/v1/hall/runs/{id}", "/api/v1/hall/quarantine", "/api/v1/hall/departments", "/api/v1/hall/departments/{id}", "/api/v1/hall/files"],
            ignoreOrder: true);
        document.Components!.SecuritySchemes!.ShouldContainKey("bearer");
        foreach (var operation in document.Paths.SelectMany(path => path.Value.Operations!.Values))
        {
            operation.Summary.ShouldNotBeNullOrEmpty();
            operation.Responses!.Keys.ShouldContain("401");
        }

        var act = document.Paths["/api/v1/revisions/{id}/{act}"].Operations![HttpMethod.Post].Parameters!.Single(parameter => parameter.Name == "act");
        act.Schema!.Enum!.Select(word => word.GetValue<string>()).ShouldContain("publish");
    }

    [Fact]
    public async Task Keys_WithACertificate_AreEncryptedOnDisk()
    {
        var folder = Directory.CreateTempSubdirectory("hotlinekb-certificate-");
        try
        {
            using var rsa = RSA.Create(2048);
            using var certificate = new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TestHost.Start.AddYears(-1), TestHost.Start.AddYears(20));
            var file = Path.Combine(folder.FullName, "keys.pfx");
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "secret"));
            await using var server = await LiveServer.StartAsync(settings: new() { ["HotlineKb:Keys:CertificatePath"] = file, ["HotlineKb:Keys:Password"] = "secret" });
            using var client = server.Anonymous();
            (await client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK);
            var key = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(server.DataDirectory, "keys")).Single());
            key.ShouldContain("EncryptedData");
            key.ShouldNotContain("<masterKey");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Account_AtItsLimit_IsToldToWait()
    {
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync, settings: new() { ["HotlineKb:Api:Burst"] = "3", ["HotlineKb:Api:PerSecond"] = "1" });
        var client = await server.ClientAsync("city.editor");
        // All at once: one after the other, a slow machine would never be over one a second.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.AskAsync("/units")));
        answers.ShouldContain(answer => answer.Status == HttpStatusCode.OK);
        answers.First(answer => answer.Status != HttpStatusCode.OK).IsProblem(HttpStatusCode.TooManyRequests, "basic.tooMany");
        (await (await server.ClientAsync("city.checker")).AskAsync("/units")).Is(HttpStatusCode.OK);
    }
}
