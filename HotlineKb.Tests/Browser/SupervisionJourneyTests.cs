using HotlineKb.Tests.Assignments;
using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>The 22-hour clock shortened to twenty seconds, before the eyes of a supervisor who touches nothing.</summary>
public sealed class SupervisionJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Unit_WithATwentySecondClock_RunsLateBeforeTheSupervisorsEyes_AndIsUrged()
    {
        Chromium.Need();
        await using var server = await RunningClockTests.ServerAsync("00:00:20");
        // Tokens are made by a verb of its own, which would take its seconds from the clock.
        await server.TokenAsync("city.editor");
        await using var supervisor = await Person.SignInAsync(chromium, server, "city.supervisor", Town.Password);
        await using var officer = await Person.SignInAsync(chromium, server, "officer.rsj", Town.Password);
        await supervisor.Page.GotoAsync("/supervision");
        await Expect(Figure(supervisor, "在办")).ToHaveTextAsync("0");
        await Expect(Figure(supervisor, "已超时")).ToHaveTextAsync("0");

        var subject = await RunningClockTests.HandOverAsync(server);

        // From here on nobody touches the supervisor's page.
        await Expect(Figure(supervisor, "在办")).ToHaveTextAsync("1");
        await Expect(Figure(supervisor, "已超时")).ToHaveTextAsync("1");
        await Expect(supervisor.Page.Locator(".supervision")).ToContainTextAsync("超时");
        await Patience.UntilAsync(() => RunningClockTests.KindsAsync(server, subject), kinds => kinds.Contains("assignment.overdue"));

        await supervisor.Page.Locator(".figures a", new() { HasText = "已超时" }).ClickAsync();
        await Expect(supervisor.Page.Locator("tbody .countdown")).ToContainTextAsync("已超时");
        await supervisor.Page.GetByRole(AriaRole.Checkbox).Last.CheckAsync();
        await supervisor.Button("督办").First.ClickAsync();
        await supervisor.Page.GetByLabel("督办内容").FillAsync("请今天审定");
        await supervisor.Button("督办").First.ClickAsync();

        // The unit sees it where it works, and answers; the supervisor's list shows the answer by itself.
        await Expect(supervisor.Page.Locator("tbody")).ToContainTextAsync("待回复");
        await officer.Page.GotoAsync($"/revisions/{subject["revision:".Length..]}");
        await officer.Page.Locator(".revision-side .notice a").ClickAsync();
        await officer.Page.Locator("#urging-text").FillAsync("马上办");
        await officer.Button("回复已办理").ClickAsync();
        await Expect(supervisor.Page.Locator("tbody")).ToContainTextAsync("已回复");

        supervisor.ShouldHaveNothingToComplainAbout();
        officer.ShouldHaveNothingToComplainAbout();
    }

    private static ILocator Figure(Person person, string name) => person.Page.Locator(".figures a", new() { HasText = name }).Locator("strong");
}
