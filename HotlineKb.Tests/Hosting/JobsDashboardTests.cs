using System.Net;
using System.Text.RegularExpressions;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>Who sees the dashboard of jobs, and who may press its buttons.</summary>
[Collection(TownServer.Collection)]
public sealed partial class JobsDashboardTests(TownServer town)
{
    private static readonly string[] Whole = ["admin"];
    private static readonly string[] Lookers = ["audit", "city.supervisor"];

    private static readonly string[] Commands = ["/jobs/recurring/trigger", "/jobs/recurring/remove", "/jobs/jobs/scheduled/enqueue", "/jobs/jobs/failed/requeue", "/jobs/jobs/failed/delete", "/jobs/jobs/actions/requeue/1"];

    public static TheoryData<string> People => [.. Town.Names];

    [Theory]
    [MemberData(nameof(People))]
    public void Right_OfEachPerson_IsTheRoles(string name) =>
        JobsDashboard.RightOf(Town.Actor(name)).ShouldBe(Whole.Contains(name) ? JobsRight.Whole : Lookers.Contains(name) ? JobsRight.Look : JobsRight.None);

    [Theory]
    [MemberData(nameof(People))]
    public async Task Dashboard_AskedByAPerson_IsShownOrRefused(string name)
    {
        using var client = await town.Server.ClientAsync(name);
        foreach (var path in new[] { "/jobs", "/jobs/recurring", "/jobs/servers" })
        {
            using var answer = await client.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            if (Whole.Contains(name) || Lookers.Contains(name))
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
                text.ShouldContain("hangfireConfig");
                text.ShouldContain("作业");
            }
            else
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
                text.ShouldNotContain("hangfireConfig");
            }
        }
    }

    [Theory]
    [MemberData(nameof(People))]
    public async Task Command_OfAPerson_IsTheSystemAdministratorsOnly(string name)
    {
        using var client = await town.Server.ClientAsync(name);
        // With a token of our forms that is in order, so that nothing else than the right is asked.
        using var page = await client.GetAsync(Whole.Contains(name) || Lookers.Contains(name) ? "/jobs/recurring" : "/sign-in");
        var token = FormToken().Match(await page.Content.ReadAsStringAsync()).Groups.Values.Skip(1).First(group => group.Success).Value;
        foreach (var command in Commands)
        {
            using var without = await client.PostAsync(command, Form());
            without.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{command} without a form token");
            using var request = new HttpRequestMessage(HttpMethod.Post, command) { Content = Form() };
            if (page.Headers.TryGetValues("Set-Cookie", out var cookies))
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
            request.Headers.Add("RequestVerificationToken", WebUtility.HtmlDecode(token));
            using var answer = await client.SendAsync(request);
            if (Whole.Contains(name))
                ((int)answer.StatusCode).ShouldBeLessThan(400, $"{command} {await answer.Content.ReadAsStringAsync()}");
            else
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, command);
        }
    }

    [Fact]
    public async Task Dashboard_AskedByAStranger_LeadsToSignIn()
    {
        using var client = town.Server.Anonymous();
        using var answer = await client.GetAsync("/jobs");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldContain("/sign-in?returnUrl=%2Fjobs");
        using var command = await client.PostAsync(Commands[0], Form());
        command.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Dashboard_OfAPersonsSession_EndsWithTheRightAndWithTheAccount()
    {
        await using var host = TestHost.Open(town.Server.DataDirectory);
        var id = await host.Get<AccountActions>().ProvisionAsync(Actor.System("test"), new NewAccount("jobs.looker", "jobs.looker", Town.Password), [Role.AuditAdministrator]);
        using var session = await town.Server.SessionAsync("jobs.looker");
        using (var seen = await session.GetAsync("/jobs"))
            seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.Get<AccountActions>().DisableAsync(Actor.System("test"), id);
        using (var gone = await session.GetAsync("/jobs"))
            gone.StatusCode.ShouldBe(HttpStatusCode.Found);

        using var editor = await town.Server.SessionAsync("city.editor");
        using var refused = await editor.GetAsync("/jobs");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("_framework/blazor.web");
    }

    [Fact]
    public async Task JobServer_SwitchedOff_LeavesNoDashboardAndIsReady()
    {
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync, settings: new() { ["HotlineKb:Jobs:Enabled"] = "false" });
        using var admin = await server.ClientAsync("admin");
        using var dashboard = await admin.GetAsync("/jobs");
        dashboard.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var ready = await admin.GetStringAsync("/readyz");
        ready.ShouldContain("\"jobs\":{\"enabled\":false,\"recurring\":[]}");
    }

    private static FormUrlEncodedContent Form() => new(new Dictionary<string, string> { ["jobs[]"] = "no-such-job" });

    [GeneratedRegex("csrf-token\" content=\"([^\"]+)|__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex FormToken();
}
