using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

[Collection(TownServer.Collection)]
public sealed class ServingTests(TownServer town)
{
    [Fact]
    public async Task SignIn_AskedByAnyone_IsShown()
    {
        using var client = town.Server.Anonymous();
        var response = await client.GetAsync("/sign-in");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, town.Server.Log);
    }
}
