using System.Diagnostics;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Sharing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>R4.7(5), R4.8 at open screens: what is taken away leaves them at once; who looks as somebody else is told so on every page.</summary>
public sealed class AccessJourneyTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Grant_EndedDuringASearch_LeavesEveryOpenScreenWithinTwoSeconds()
    {
        Chromium.Need();
        var (code, id, version) = ("", Guid.Empty, 0);
        await using var server = await LiveServer.StartAsync(prepare: async directory =>
        {
            await Town.FillAsync(directory);
            await using var host = TestHost.Open(directory);
            code = await host.LoadOneAsync(Town.Rsj, "鲟鱼养殖补贴");
            var actions = host.Get<SharingActions>();
            var request = await actions.ApplyAsync(Town.Actor("officer.yiliao"), new NewSharing(Unit.CodeOf(Town.Rsj), SharedWhat.All, null, null, "联合办理", CityDays.Of(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(30)));
            request = await actions.ActAsync(Town.Actor("officer.rsj"), request.Id, SharingAct.Consent, 1);
            request = await actions.ActAsync(Town.Actor("city.supervisor"), request.Id, SharingAct.Grant, 2);
            (id, version) = (request.Id, request.Version);
        });
        await using var searching = await Person.SignInAsync(chromium, server, "officer.yiliao", Town.Password);
        await using var reading = await Person.SignInAsync(chromium, server, "officer.yiliao", Town.Password);
        var owner = await server.ClientAsync("officer.rsj");
        await searching.Page.GotoAsync("/?q=鲟鱼养殖");
        await Expect(searching.Page.Locator(".hit")).ToHaveCountAsync(1);
        await Expect(searching.Page.GetByText("请到窗口办理。").First).ToBeVisibleAsync();
        await reading.Page.GotoAsync($"/entries/{code}");
        await Expect(reading.Page.GetByRole(AriaRole.Heading, new() { Name = "鲟鱼养殖补贴" })).ToBeVisibleAsync();

        var ended = Stopwatch.GetTimestamp();
        (await owner.PostAsync($"/sharing/{id}/end", new { version, reason = "事项办结" })).Is(System.Net.HttpStatusCode.OK);
        await Expect(searching.Page.Locator(".hit")).ToHaveCountAsync(0);
        await Expect(searching.Page.GetByText("请到窗口办理。")).ToHaveCountAsync(0);
        await Expect(reading.Page.GetByText("请到窗口办理。")).ToHaveCountAsync(0);
        await Expect(reading.Page.GetByText("或您无权查看")).ToBeVisibleAsync();
        output.WriteLine($"gone from both screens after {Stopwatch.GetElapsedTime(ended).TotalSeconds:0.00} s");
        searching.ShouldHaveNothingToComplainAbout();
        reading.ShouldHaveNothingToComplainAbout();
    }

    [SkippableFact]
    public async Task LookAs_OnEveryPage_SaysSoUntilItIsEnded()
    {
        Chromium.Need();
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        await using var city = await Person.SignInAsync(chromium, server, "city.supervisor", Town.Password);
        await city.Page.GotoAsync("/access?tab=as&account=officer.yiliao");
        await city.Button("开始查看").ClickAsync();
        var banner = city.Page.Locator(".looking-as");
        await Expect(banner).ToContainTextAsync("officer.yiliao");
        await city.Page.Locator("nav.side").GetByText("查看共享").ClickAsync();
        await Expect(banner).ToBeVisibleAsync();
        await Expect(city.Page.Locator("nav.side").GetByText("督办看板")).ToHaveCountAsync(0);
        await city.Button("申请查看共享").ClickAsync();
        await city.Page.Locator("#sharing-purpose").FillAsync("联合办理");
        await city.Button("提交申请").ClickAsync();
        await Expect(city.Page.GetByText("正以他人身份查看，只能看，不能办理。")).ToBeVisibleAsync();
        // Files and the interface know only the cookie: neither is had from a page that shows another's.
        (await FetchAsync("GET", "/releases/export?form=csv")).ShouldBe("403 您正在某个页面以他人身份查看，期间不能下载文件、调用接口；请在那个页面结束查看后再试。");
        (await FetchAsync("GET", "/supervision/export")).ShouldBe("403 您正在某个页面以他人身份查看，期间不能下载文件、调用接口；请在那个页面结束查看后再试。");
        (await FetchAsync("POST", "/api/v1/feedback")).ShouldContain("basic.readOnly");
        (await FetchAsync("GET", "/api/v1/units")).ShouldStartWith("403");
        (await (await server.ClientAsync("city.supervisor")).AskAsync("/units")).Is(System.Net.HttpStatusCode.OK);
        await city.Button("结束查看").ClickAsync();
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(city.Page.Locator("nav.side").GetByText("督办看板")).ToBeVisibleAsync();
        (await FetchAsync("GET", "/releases/export?form=csv")).ShouldStartWith("200");

        // A page that is loaded anew has one's own eyes, and its files at once.
        await city.Page.GotoAsync("/access?tab=as&account=officer.rsj");
        await city.Button("开始查看").ClickAsync();
        await Expect(banner).ToContainTextAsync("officer.rsj");
        await city.Page.ReloadAsync();
        await Expect(city.Page.Locator("nav.side").GetByText("督办看板")).ToBeVisibleAsync();
        await Patience.UntilAsync(() => FetchAsync("GET", "/releases/export?form=csv"), answer => answer.StartsWith("200", StringComparison.Ordinal));
        (await city.Page.Locator(".looking-as").CountAsync()).ShouldBe(0);

        Task<string> FetchAsync(string method, string address) =>
            city.Page.EvaluateAsync<string>("async ([method, address]) => { const answer = await fetch(address, { method }); return answer.status + ' ' + await answer.text(); }", new[] { method, address });
    }

    [SkippableFact]
    public async Task SignOut_WhileLooking_IsOnesOwnAndEndsIt()
    {
        Chromium.Need();
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        await using var city = await Person.SignInAsync(chromium, server, "city.supervisor", Town.Password);
        await city.Page.GotoAsync("/access?tab=as&account=officer.yiliao");
        await city.Button("开始查看").ClickAsync();
        await Expect(city.Page.Locator(".looking-as")).ToBeVisibleAsync();
        await city.Page.Locator("summary[title=用户菜单]").ClickAsync();
        await city.Page.Locator(".user-menu a[href='/sign-out']").ClickAsync();
        await city.Page.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await Expect(city.Page.GetByLabel("密码")).ToBeVisibleAsync();
        var rows = await (await server.ClientAsync("audit")).AskAsync("/ledger?kind=account.signedOut");
        rows.Items.ShouldHaveSingleItem().GetProperty("actor").GetString().ShouldBe("city.supervisor");
        await city.Page.GotoAsync("/");
        await Expect(city.Page.GetByLabel("密码")).ToBeVisibleAsync();
    }
}
