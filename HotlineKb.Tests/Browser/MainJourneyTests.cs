using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>From a work order through unit, office and city to the operator's search, as five people at five screens.</summary>
[Collection(DemoServer.Collection)]
public sealed partial class MainJourneyTests(DemoServer demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Title = "鲟鱼养殖户参加工伤保险有没有补贴";

    [SkippableFact]
    public async Task WorkOrder_ThroughFivePeople_IsFoundByTheOperatorByTwoCharacters()
    {
        Chromium.Need();
        await ImportAsync("MJ-0001");
        await using var operator01 = await Person.SignInAsync(chromium, demo.Server, "operator01");
        await operator01.SearchBox.FillAsync("鲟鱼");
        await Expect(operator01.Page.Locator("#search-hits")).ToContainTextAsync("没有找到");

        var id = await DraftAsync("MJ-0001");
        await CorrectAsync(id);
        await PassAsync(id);
        var code = await PublishAsync(id);

        // Nobody touched the operator's screen: the hit comes by itself.
        await Expect(operator01.Page.Locator("#search-hits")).ToContainTextAsync("养殖户参加工伤保险");
        await operator01.Page.Keyboard.PressAsync("Escape");
        await operator01.SearchBox.PressSequentiallyAsync("鲟鱼", new() { Delay = 40 });
        await Expect(operator01.Page.Locator("#search-hits mark").First).ToHaveTextAsync("鲟鱼");
        await Expect(operator01.Page.Locator(".search-detail .say")).ToContainTextAsync("有补贴，按实际缴费的一半发放。");
        await operator01.SearchBox.PressAsync("Enter");
        await operator01.AtAsync(new Regex($"/entries/{code}"));

        operator01.ShouldHaveNothingToComplainAbout();
        (await KindsAsync($"revision:{id}")).Where(kind => kind is not ("revision.edited" or "revision.claimed"))
            .ShouldBe(["revision.drafted", "revision.submitted", "revision.approved", "revision.passed", "revision.published"]);
        (await KindsAsync($"entry:{code}")).ShouldBe(["entry.published"]);
    }

    private async Task ImportAsync(string number)
    {
        using var client = await demo.Server.ClientAsync("city.editor");
        var answer = await client.PostAsJsonAsync("/api/v1/work-orders", new[]
        {
            new
            {
                number, title = Title, unit = "清远市人力资源和社会保障局", receivedAt = "2026-11-20T09:00:00+08:00", repliedAt = "2026-11-21T15:00:00+08:00",
                content = "我在连州养鲟鱼，请了三个工人，电话13800000000，想问参加工伤保险有没有补贴。",
                reply = "您好！按项目参加工伤保险的养殖户，可凭缴费凭证到参保地人社窗口申领补贴。",
            },
        });
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> DraftAsync(string number)
    {
        await using var editor = await Person.SignInAsync(chromium, demo.Server, "city.editor");
        await editor.Page.GotoAsync($"/work-orders?number={number}");
        await Expect(editor.Page.GetByText("138******00").First).ToBeVisibleAsync();
        await editor.Page.GetByRole(AriaRole.Link, new() { Name = "起草", Exact = true }).Or(editor.Button("起草")).First.ClickAsync();
        await editor.AtAsync(RevisionAddress());
        var id = RevisionAddress().Match(editor.Page.Url).Groups[1].Value;
        await editor.Page.GetByLabel("口径").FillAsync("有补贴，凭缴费凭证到窗口申领。");
        await editor.TypeBodyAsync("带营业执照和缴费凭证，到参保地人社窗口办理。");
        await editor.Button("提交审定").ClickAsync();
        await Expect(editor.Button("撤回")).ToBeVisibleAsync();
        editor.ShouldHaveNothingToComplainAbout();
        return id;
    }

    private async Task CorrectAsync(string id)
    {
        await using var officer = await Person.SignInAsync(chromium, demo.Server, "officer.rsj");
        await officer.OpenRowAsync("/work", Title);
        officer.Page.Url.ShouldContain(id);
        await officer.Page.GetByLabel("口径").FillAsync("有补贴，按实际缴费的一半发放。凭缴费凭证到窗口申领。");
        await officer.Button("审定通过").ClickAsync();
        await Expect(officer.Button("审定通过")).ToHaveCountAsync(0);
        officer.ShouldHaveNothingToComplainAbout();
    }

    private async Task PassAsync(string id)
    {
        await using var checker = await Person.SignInAsync(chromium, demo.Server, "city.checker");
        await checker.Page.GotoAsync($"/revisions/{id}");
        await checker.Button("把关通过").ClickAsync();
        await Expect(checker.Button("把关通过")).ToHaveCountAsync(0);
        checker.ShouldHaveNothingToComplainAbout();
    }

    private async Task<string> PublishAsync(string id)
    {
        await using var reviewer = await Person.SignInAsync(chromium, demo.Server, "city.reviewer");
        await reviewer.Page.GotoAsync($"/revisions/{id}");
        var category = reviewer.Page.GetByLabel("类别", new() { Exact = false }).First;
        await category.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await reviewer.Button("审核入库").ClickAsync();
        await Expect(reviewer.Button("审核入库")).ToHaveCountAsync(0);
        reviewer.ShouldHaveNothingToComplainAbout();
        using var client = await demo.Server.ClientAsync("city.reviewer");
        var revision = await client.GetFromJsonAsync<JsonElement>($"/api/v1/revisions/{id}");
        revision.GetProperty("stage").GetString().ShouldBe("published");
        return revision.GetProperty("entry").GetString()!;
    }

    private async Task<IReadOnlyList<string>> KindsAsync(string subject)
    {
        using var client = await demo.Server.ClientAsync("audit");
        var rows = await client.GetFromJsonAsync<JsonElement>($"/api/v1/ledger?subject={Uri.EscapeDataString(subject)}&after=0&top=500");
        return [.. rows.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("kind").GetString()!)];
    }

    [GeneratedRegex("/revisions/([0-9a-f-]{36})")]
    private static partial Regex RevisionAddress();
}
