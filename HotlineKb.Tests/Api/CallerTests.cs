using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>The API with a person's own session instead of a token.</summary>
[Collection(TownServer.Collection)]
public sealed partial class CallerTests(TownServer town)
{
    [Fact]
    public async Task Session_WritesFromOwnPagesOnly()
    {
        using var person = await SignInAsync("city.editor");
        (await person.AskAsync("/units")).Is(HttpStatusCode.OK);
        (await person.PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Sec-Fetch-Site", "cross-site")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Origin", "http://elsewhere.example")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Sec-Fetch-Site", "same-origin")).Is(HttpStatusCode.Created);
        (await FromAsync(person, "Origin", town.Server.Address.GetLeftPart(UriPartial.Authority))).Is(HttpStatusCode.Created);
    }

    private static async Task<Answer> FromAsync(HttpClient client, string header, string value)
    {
        client.DefaultRequestHeaders.Add(header, value);
        try
        {
            return await client.CallAsync(HttpMethod.Post, "/revisions", JsonContent.Create(Calls.Draft()));
        }
        finally
        {
            client.DefaultRequestHeaders.Remove(header);
        }
    }

    private async Task<HttpClient> SignInAsync(string account)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = town.Server.Address };
        var page = await client.GetStringAsync("/sign-in");
        var token = FormToken().Match(page).Groups[1].Value;
        var response = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in", ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token), ["Form.UserName"] = account, ["Form.Password"] = Town.Password,
        }));
        response.StatusCode.ShouldBe(HttpStatusCode.Found, await response.Content.ReadAsStringAsync());
        return client;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
