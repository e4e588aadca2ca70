using System.Net.Http.Json;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>What only a real browser can show: lost lines, pasted documents, ended sessions, accessible names.</summary>
[Collection(DemoServer.Collection)]
public sealed class ScreensTests(DemoServer demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Saved = ".body-editor-state[data-state=saved]";

    [SkippableFact]
    public async Task DisabledAccount_WithAnOpenScreen_IsLedToTheSignInPage()
    {
        Chromium.Need();
        await using var operator05 = await Person.SignInAsync(chromium, demo.Server, "operator05");
        await operator05.SearchBox.WaitForAsync();

        await using (var host = TestHost.Open(demo.Server.DataDirectory))
        {
            await using var db = host.Db();
            var account = await db.Accounts().SingleAsync(row => row.UserName == "operator05");
            await host.Get<AccountActions>().DisableAsync(Actor.System("test"), account.Id);
        }

        await Assertions.Expect(operator05.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"), new() { Timeout = (float)Patience.VeryLong.TotalMilliseconds });
    }

    [SkippableFact]
    public async Task Editor_LineLostWhileTyping_KeepsTheTextAndSavesItAfterwards()
    {
        Chromium.Need();
        await using var officer = await Person.SignInAsync(chromium, demo.Server, "officer.yiliao");
        var id = await DraftAsync("officer.yiliao");
        await officer.Page.GotoAsync($"/revisions/{id}");
        var body = await BodyAsync(officer);
        await body.ClickAsync();
        await officer.Page.Keyboard.TypeAsync("断线前");

        await officer.Page.Context.SetOfflineAsync(true);
        await officer.Page.Keyboard.TypeAsync("断线后");
        await Expect(officer.Page.Locator(".body-editor-state")).ToHaveAttributeAsync("data-state", "offline");
        await officer.Page.Context.SetOfflineAsync(false);

        await Expect(officer.Page.Locator(Saved)).ToBeVisibleAsync();
        (await RevisionAsync("officer.yiliao", id)).GetProperty("body").GetString()!.ShouldContain("断线前断线后");
        officer.Forgive("ERR_INTERNET_DISCONNECTED", "WebSocket", "Connection disconnected", "Failed to fetch");
        officer.ShouldHaveNothingToComplainAbout();
    }

    [SkippableFact]
    public async Task Form_ServerRestartedWhileTyping_KeepsWhatWasTyped()
    {
        Chromium.Need();
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        using var client = await server.ClientAsync("officer.yiliao");
        var id = await DraftAsync(client);
        await using var officer = await Person.SignInAsync(chromium, server, "officer.yiliao", Town.Password);
        await officer.Page.GotoAsync($"/revisions/{id}");
        await BodyAsync(officer);

        server.Kill();
        await officer.Page.GetByLabel("口径").FillAsync("断线时写下的口径");
        await officer.Page.Locator("#components-reconnect-modal[open]").WaitForAsync();
        await server.RestartAsync();

        // The new server knows nothing of the old page: it is loaded anew, and what was typed is put back and saved.
        await officer.Page.Locator("#components-reconnect-modal[open]").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Expect(officer.Page.GetByLabel("口径")).ToHaveValueAsync("断线时写下的口径");
        await Expect(officer.Page.Locator(Saved)).ToBeVisibleAsync();
        await officer.Button("保存草稿").ClickAsync();
        await Expect(officer.Page.GetByText("没有未保存的内容").Or(officer.Page.GetByText("已保存 ")).First).ToBeVisibleAsync();
        await Patience.UntilAsync(async () => (await client.GetFromJsonAsync<JsonElement>($"/api/v1/revisions/{id}")).GetProperty("answer").GetString(), answer => answer == "断线时写下的口径");
    }

    [SkippableFact]
    public async Task Editor_TwoHundredKilobytes_AreSavedWhole()
    {
        Chromium.Need();
        await using var officer = await Person.SignInAsync(chromium, demo.Server, "officer.yiliao");
        var id = await DraftAsync("officer.yiliao");
        await officer.Page.GotoAsync($"/revisions/{id}");
        var body = await BodyAsync(officer);
        await body.ClickAsync();
        var paragraph = $"<p>{new string('长', 1_000)}</p>";
        await PasteAsync(body, string.Concat(Enumerable.Repeat(paragraph, 200)));
        await Expect(officer.Page.Locator(Saved)).ToBeVisibleAsync();

        await officer.Page.Keyboard.PressAsync("Control+End");
        await officer.Page.Keyboard.TypeAsync("到此为止");
        await officer.Button("保存草稿").ClickAsync();
        await Expect(officer.Page.Locator(Saved)).ToBeVisibleAsync();

        var saved = (await RevisionAsync("officer.yiliao", id)).GetProperty("body").GetString()!;
        saved.Count(c => c == '长').ShouldBe(200_000);
        saved.ShouldContain("到此为止");
        officer.ShouldHaveNothingToComplainAbout();
    }

    [SkippableFact]
    public async Task Editor_PasteFromWord_KeepsListsAndTablesOnly()
    {
        Chromium.Need();
        await using var officer = await Person.SignInAsync(chromium, demo.Server, "officer.yiliao");
        var id = await DraftAsync("officer.yiliao");
        await officer.Page.GotoAsync($"/revisions/{id}");
        var body = await BodyAsync(officer);
        await body.ClickAsync();
        await PasteAsync(body, await File.ReadAllTextAsync(Path.Combine(LiveServer.SolutionFolder, "HotlineKb.Tests", "Entries", "Paste", "word-list.html")));
        await Expect(officer.Page.Locator(Saved)).ToBeVisibleAsync();

        await Expect(body.Locator("ol > li").First).ToContainTextAsync("身份证");
        var saved = (await RevisionAsync("officer.yiliao", id)).GetProperty("body").GetString()!;
        saved.ShouldContain("<ol>");
        saved.ShouldNotContain("mso", Case.Insensitive);
        saved.ShouldNotContain("style=");
        saved.ShouldNotContain("<span");
        officer.ShouldHaveNothingToComplainAbout();
    }

    [SkippableTheory]
    [InlineData("operator01", "/")]
    [InlineData("city.editor", "/work")]
    [InlineData("city.editor", "/entries")]
    [InlineData("city.editor", "/editing-requests")]
    [InlineData("city.editor", "/editing-requests/new")]
    [InlineData("city.editor", "/work-orders")]
    [InlineData("city.editor", "/units")]
    [InlineData("admin", "/admin/accounts")]
    [InlineData("admin", "/admin/readers")]
    [InlineData("audit", "/admin/ledger")]
    [InlineData("city.editor", "/account/tokens")]
    public async Task Page_AtTheSmallestScreen_HasAccessibleNamesAndNoSidewaysScrolling(string who, string path)
    {
        Chromium.Need();
        await using var person = await Person.SignInAsync(chromium, demo.Server, who);
        await person.Page.GotoAsync(path);
        await person.Page.Locator("main#main").Locator("table, .hits, .panel, form, .state-box").First.WaitForAsync();

        var result = await person.Page.RunAxe();
        result.Violations.Where(violation => violation.Impact is "critical" or "serious")
            .Select(violation => $"{violation.Id}: {violation.Help} {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").ShouldBeEmpty();
        (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
        person.ShouldHaveNothingToComplainAbout();
    }

    private static async Task<ILocator> BodyAsync(Person person)
    {
        var body = person.Page.GetByRole(AriaRole.Textbox, new() { Name = "正文" });
        await body.WaitForAsync();
        await person.Page.Locator(Saved).WaitForAsync();
        return body;
    }

    private static Task PasteAsync(ILocator body, string html) => body.EvaluateAsync(
        """
        (element, html) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', '');
          element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """, html);

    private async Task<string> DraftAsync(string who)
    {
        using var client = await demo.Server.ClientAsync(who);
        return await DraftAsync(client);
    }

    private static async Task<string> DraftAsync(HttpClient client)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/revisions", new
        {
            origin = "supplementary", change = "new", unit = "清远市医疗保障局", title = $"浏览器测试 {Guid.NewGuid():N}", answer = "口径", body = "<p>开头</p>",
        });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> RevisionAsync(string who, string id)
    {
        using var client = await demo.Server.ClientAsync(who);
        return await client.GetFromJsonAsync<JsonElement>($"/api/v1/revisions/{id}");
    }
}
