using System.Text.RegularExpressions;
using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>R5.3 at two screens that nobody reloads: the office asks, the unit writes and hands in, the office accepts.</summary>
[Collection(DemoServer.Collection)]
public sealed partial class EditingRequestJourneyTests(DemoServer demo, Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Requirement_FromTheOfficeToTheUnitAndBack_ComesByItself()
    {
        Chromium.Need();
        var wanted = $"请写明鳗鱼养殖户如何参保 {Guid.NewGuid():N}"[..28];
        await using var officer = await Person.SignInAsync(chromium, demo.Server, "officer.yiliao");
        await using var editor = await Person.SignInAsync(chromium, demo.Server, "city.editor");
        await officer.Page.GotoAsync("/work");
        await officer.Page.Locator(".work-tabs").WaitForAsync();

        await editor.Page.GotoAsync("/editing-requests/new?unit=441800-002");
        await editor.Page.GetByLabel("要求采编什么").FillAsync(wanted);
        await editor.Page.GetByLabel("具体说明").FillAsync("写明条件、材料和地点。");
        await editor.Page.GetByLabel("要求采编什么").PressAsync("Enter");
        await Expect(editor.Page.GetByText("写明条件、材料和地点。")).ToBeVisibleAsync();
        await Expect(editor.Page).ToHaveURLAsync(Address());

        // Nobody touched the officer's screen.
        var row = officer.Page.Locator("tr", new() { HasText = wanted });
        await Expect(row).ToBeVisibleAsync();
        await Expect(row.Locator(".countdown")).ToContainTextAsync("剩 21 小时");
        await row.GetByRole(AriaRole.Link, new() { Name = wanted }).ClickAsync();
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "编写答复" }).Or(officer.Button("编写答复")).First.ClickAsync();
        await Expect(officer.Page.GetByText("写明条件、材料和地点。")).ToBeVisibleAsync();
        await officer.Page.GetByLabel("标题").FillAsync("鳗鱼养殖户怎样参加医保");
        await officer.Button("开始编写").ClickAsync();
        await Expect(officer.Page.Locator(".revision-side .clock .countdown")).ToContainTextAsync("剩 21 小时");
        await officer.Page.GetByLabel("口径").FillAsync("带身份证到户籍地医保窗口办理。");
        await officer.TypeBodyAsync("带身份证到户籍地医保窗口办理。");
        await Expect(editor.Page.GetByText("鳗鱼养殖户怎样参加医保")).ToBeVisibleAsync();
        await officer.Button("提交审定").ClickAsync();
        await Expect(officer.Button("撤回")).ToBeVisibleAsync();

        await Expect(editor.Page.GetByText("按时答复")).ToBeVisibleAsync();
        await editor.Button("认可").ClickAsync();
        await Expect(officer.Page.Locator(".asked-of-unit .tag")).ToHaveTextAsync("已了结");
        await Expect(editor.Button("认可")).ToHaveCountAsync(0);

        editor.ShouldHaveNothingToComplainAbout();
        officer.ShouldHaveNothingToComplainAbout();
        using var client = await demo.Server.ClientAsync("city.editor");
        var found = (await client.AskAsync($"/editing-requests/{Address().Match(editor.Page.Url).Groups[1].Value}")).Is(System.Net.HttpStatusCode.OK);
        (found.Text("stage"), found["onTime"].GetBoolean()).ShouldBe(("accepted", true));
    }

    [SkippableFact]
    public async Task Unit_ChosenWithEnter_DoesNotSendTheForm()
    {
        Chromium.Need();
        await using var editor = await Person.SignInAsync(chromium, demo.Server, "city.editor");
        await editor.Page.GotoAsync("/editing-requests/new");
        var unit = editor.Page.Locator(".new-request .unit-picker input").First;
        await unit.FillAsync("清远市医疗保障局");
        await Expect(editor.Page.Locator(".unit-picker-list .unit-choice")).ToHaveCountAsync(1);

        await unit.PressAsync("Enter");

        await Expect(editor.Page.Locator(".unit-picker-list")).ToHaveCountAsync(0);
        await Expect(unit).ToHaveValueAsync("清远市医疗保障局");
        // The form would have been refused before the next act on this page is answered.
        await editor.Page.GetByLabel("要求采编什么").FillAsync($"请写明生育津贴怎样申领 {Guid.NewGuid():N}"[..24]);
        await editor.Page.GetByLabel("具体说明").FocusAsync();
        await Expect(editor.Page.Locator(".field-wrong:not(:empty), .mud-snackbar")).ToHaveCountAsync(0);
        await editor.Page.GetByLabel("要求采编什么").PressAsync("Enter");
        await editor.AtAsync(Address());
        editor.ShouldHaveNothingToComplainAbout();
    }

    [GeneratedRegex("/editing-requests/([0-9a-f-]{36})")]
    private static partial Regex Address();
}
