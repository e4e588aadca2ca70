using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

/// <summary>The editor's end of a draft, over real HTTP with a real sign-in.</summary>
public sealed partial class DraftEndpointTests : IAsyncLifetime
{
    private const string Password = "Testing-12345";

    private TestHost _host = null!;
    private WebApplication _app = null!;
    private AnEntry _entry = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        var accounts = _host.Get<AccountActions>();
        await accounts.ProvisionAsync(Actor.System("test"), new NewAccount("officer.rsj", "王采集", Password, UnitId: Town.Rsj), [Role.InformationOfficer]);
        await accounts.ProvisionAsync(Actor.System("test"), new NewAccount("officer.yiliao", "陈采集", Password, UnitId: Town.Yiliao), [Role.InformationOfficer]);
        _entry = AnEntry.Drafted(_host).SubmittedToUnit();
        await _entry;
        _app = HotlineApp.Build(["--urls=http://127.0.0.1:0", $"--HotlineKb:DataDirectory={_host.Folder}", "--environment=Production", "--applicationName=HotlineKb.Web"]);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Save_IsKeptInTheRowAndTheLedger_AndAnswersWhatWasTidied()
    {
        using var client = await SignedInAsync("officer.rsj");
        var read = await client.GetFromJsonAsync<JsonElement>(Url);
        read.GetProperty("body").GetString().ShouldBe(AnEntry.AText.Body);

        var saved = await PostAsync(client, new { version = read.GetProperty("version").GetInt32(), body = "<p onclick=\"x()\">新的</p><script>alert(1)</script>" });

        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await saved.Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("version").GetInt32().ShouldBe(_entry.Version + 1);
        answer.GetProperty("body").GetString().ShouldBe("<p>新的</p>");
        (await _entry.RowAsync()).Text.Body.ShouldBe("<p>新的</p>");
        (await _entry.KindsAsync())[^1].ShouldBe("revision.edited");
    }

    [Fact]
    public async Task Save_OverANewerVersion_IsAConflictWithWhatStandsNow()
    {
        using var client = await SignedInAsync("officer.rsj");
        await _entry.Edited("lead.rsj", text => text with { Body = "<p>别人的</p>" });

        var answer = await PostAsync(client, new { version = _entry.Version - 1, body = "<p>我的</p>" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var conflict = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (conflict.GetProperty("version").GetInt32(), conflict.GetProperty("body").GetString()).ShouldBe((_entry.Version, "<p>别人的</p>"));
        conflict.GetProperty("detail").GetString()!.ShouldContain("刚刚被他人修改");
        (await _entry.RowAsync()).Text.Body.ShouldBe("<p>别人的</p>");
    }

    [Fact]
    public async Task Save_EveryAllowedLength_IsKept_AndMoreIsToldItsLimit()
    {
        using var client = await SignedInAsync("officer.rsj");

        (await PostAsync(client, new { version = _entry.Version, body = $"<p>{new string('长', EntryTextRules.MaxBody - 7)}</p>" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ShouldSayAsync(await PostAsync(client, new { version = _entry.Version + 1, body = new string('长', EntryTextRules.MaxBody + 1) }), HttpStatusCode.UnprocessableEntity, "正文最多 400,000 个字符");
        await ShouldSayAsync(await PostAsync(client, new { version = _entry.Version + 1, body = new string('长', 1_000_000) }), HttpStatusCode.RequestEntityTooLarge, "正文太大");
        (await _entry.RowAsync()).Text.Body.Length.ShouldBe(EntryTextRules.MaxBody);
    }

    [Fact]
    public async Task Save_WithoutTheRight_IsRefusedInWords()
    {
        using var stranger = await SignedInAsync("officer.yiliao");
        await ShouldSayAsync(await PostAsync(stranger, new { version = 1, body = "x" }), HttpStatusCode.NotFound, "没有找到这份修订，或您无权查看");
        await ShouldSayAsync(await stranger.GetAsync(Url), HttpStatusCode.NotFound, "没有找到这份修订，或您无权查看");

        using var client = await SignedInAsync("officer.rsj");
        await _entry.Approved("lead.rsj");
        await ShouldSayAsync(await PostAsync(client, new { version = _entry.Version, body = "x" }), HttpStatusCode.UnprocessableEntity, "阶段不能修改内容");
        using var nobody = Client(new CookieContainer());
        (await nobody.GetAsync(Url)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Save_FromAnotherSite_IsRefused()
    {
        using var client = await SignedInAsync("officer.rsj");
        client.DefaultRequestHeaders.Remove("RequestVerificationToken");

        await ShouldSayAsync(await PostAsync(client, new { version = _entry.Version, body = "<p>伪造</p>" }), HttpStatusCode.BadRequest, "请刷新页面后再保存");

        (await _entry.RowAsync()).Text.Body.ShouldBe(AnEntry.AText.Body);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    public async Task Save_Malformed_SaysSo(string json)
    {
        using var client = await SignedInAsync("officer.rsj");

        await ShouldSayAsync(await client.PostAsync(Url, new StringContent(json, System.Text.Encoding.UTF8, "application/json")), HttpStatusCode.BadRequest, "没有读懂");
    }

    private string Url => $"/drafts/{_entry.Id}";

    private Task<HttpResponseMessage> PostAsync(HttpClient client, object body) => client.PostAsJsonAsync(Url, body);

    private static async Task ShouldSayAsync(HttpResponseMessage answer, HttpStatusCode status, string detail)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!.ShouldContain(detail);
    }

    private HttpClient Client(CookieContainer cookies) =>
        new(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.Single()) };

    private async Task<HttpClient> SignedInAsync(string name)
    {
        var client = Client(new CookieContainer());
        var fields = new Dictionary<string, string> { ["_handler"] = "sign-in", ["__RequestVerificationToken"] = await TokenAsync(client, "/sign-in"), ["Form.UserName"] = name, ["Form.Password"] = Password };
        (await client.PostAsync("/sign-in", new FormUrlEncodedContent(fields))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", await TokenAsync(client, "/sign-out"));
        return client;
    }

    private static async Task<string> TokenAsync(HttpClient client, string page) => TokenField().Match(await client.GetStringAsync(page)).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
