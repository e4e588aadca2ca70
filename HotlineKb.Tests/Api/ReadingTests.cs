using System.Net;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Sharing;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>R4.9: what a program reads with a token counts for its account as what is opened on a screen.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task Entries_ReadThroughTheInterface_CountAndStopAtTheLimit()
    {
        var codes = new List<string>();
        await using var server = await LiveServer.StartAsync(prepare: async directory =>
        {
            await Town.FillAsync(directory);
            await using var host = TestHost.Open(directory);
            for (var n = 0; n < 3; n++)
                codes.Add(await host.LoadOneAsync(Town.Rsj, $"社保问答{n}"));
        }, settings: new() { ["HotlineKb:Reading:MostPerHour"] = "2" });
        using var program = await server.ClientAsync("operator01");
        (await program.AskAsync("/entries")).Is(HttpStatusCode.OK);
        (await program.AskAsync($"/entries/{codes[0]}")).Is(HttpStatusCode.OK);
        (await program.AskAsync($"/entries/{codes[1]}/versions")).Is(HttpStatusCode.OK);
        (await program.AskAsync($"/entries/{codes[0]}?version=1")).Is(HttpStatusCode.OK);
        (await program.AskAsync($"/entries/{codes[2]}")).IsProblem(HttpStatusCode.TooManyRequests, "basic.tooMany");
        (await program.AskAsync($"/entries/{codes[2]}/versions")).IsProblem(HttpStatusCode.TooManyRequests, "basic.tooMany");
        (await (await server.ClientAsync("city.editor")).AskAsync($"/entries/{codes[2]}")).Is(HttpStatusCode.OK);
    }
}
