using System.Net;
using System.Net.Http.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>The API with a person's own session instead of a token.</summary>
[Collection(TownServer.Collection)]
public sealed class CallerTests(TownServer town)
{
    [Fact]
    public async Task Session_WritesFromOwnPagesOnly()
    {
        using var person = await town.Server.SessionAsync("city.editor");
        (await person.AskAsync("/units")).Is(HttpStatusCode.OK);
        (await person.PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Sec-Fetch-Site", "cross-site")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Origin", "http://elsewhere.example")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await FromAsync(person, "Sec-Fetch-Site", "same-origin")).Is(HttpStatusCode.Created);
        (await FromAsync(person, "Origin", town.Server.Address.GetLeftPart(UriPartial.Authority))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Caller_WhoseTokenOrAccountWasTakenAway_IsNotSignedIn()
    {
        await using var host = TestHost.Open(town.Server.DataDirectory);
        var id = await host.Get<AccountActions>().ProvisionAsync(Actor.System("test"), new NewAccount("leaver", "leaver", Town.Password, Town.City), [Role.Operator]);
        var leaver = (await host.Get<AccountViews>().ActiveAsync(id))!.ToActor();
        using var revoked = await town.Server.ClientAsync("leaver");
        (await revoked.AskAsync("/units")).Is(HttpStatusCode.OK);
        await host.Get<TokenActions>().RevokeAsync(leaver, (await host.Get<AccountViews>().TokensAsync(leaver)).Single().Id);
        (await revoked.AskAsync("/units")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");

        using var session = await town.Server.SessionAsync("leaver");
        (await session.AskAsync("/units")).Is(HttpStatusCode.OK);
        using var program = town.Server.Anonymous();
        program.DefaultRequestHeaders.Authorization = new("Bearer", (await town.Server.RunAsync("token", "create", "--account", "leaver")).Output.Trim());
        (await program.AskAsync("/units")).Is(HttpStatusCode.OK);
        await host.Get<AccountActions>().DisableAsync(Actor.System("test"), id);
        (await program.AskAsync("/units")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
        (await session.AskAsync("/units")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
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
}
