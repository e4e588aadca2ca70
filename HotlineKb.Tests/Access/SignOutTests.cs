using System.Net;
using System.Text.RegularExpressions;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

/// <summary>Signing out, and addresses that do not exist, over real HTTP with a real sign-in.</summary>
public sealed partial class SignOutTests : IAsyncLifetime
{
    private const string Password = "Testing-12345";

    private TestHost _host = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        await _host.Get<AccountActions>().ProvisionAsync(Actor.System("test"), new NewAccount("officer.rsj", "王采集", Password, UnitId: Town.Rsj), [Role.InformationOfficer]);
        _app = HotlineApp.Build(["--urls=http://127.0.0.1:0", $"--HotlineKb:DataDirectory={_host.Folder}", "--environment=Production", "--applicationName=HotlineKb.Web"]);
        await _app.StartAsync();
        _client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.Single()) };
        (await PostAsync("/sign-in", new() { ["_handler"] = "sign-in", ["Form.UserName"] = "officer.rsj", ["Form.Password"] = Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _client.GetAsync("/work")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task SignOut_ByItsForm_EndsTheSession()
    {
        var answer = await PostAsync("/sign-out", []);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe("/sign-in");
        (await _client.GetAsync("/work")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await using var db = _host.Db();
        (await db.LedgerRowsOf("account.signedOut")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SignOut_FromAnotherSite_AsksFirst()
    {
        var answer = await _client.PostAsync("/sign-out", new FormUrlEncodedContent([]));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe("/sign-out");
        (await _client.GetAsync("/work")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/admin/no-such-page")]
    public async Task Address_ThatDoesNotExist_IsAPageThatSaysSo(string address)
    {
        var answer = await _client.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("blazor.web");
    }

    private async Task<HttpResponseMessage> PostAsync(string page, Dictionary<string, string> fields) =>
        await _client.PostAsync(page, new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = TokenField().Match(await _client.GetStringAsync(page)).Groups[1].Value }));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
