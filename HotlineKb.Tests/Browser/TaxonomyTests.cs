using System.Diagnostics;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HotlineKb.Tests.Browser;

/// <summary>A tree of 5 levels and 2,000 categories, shaped by keyboard and mouse by two people at once.</summary>
public sealed class TaxonomyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task LargeTree_ByKeyboardAndMouse_ShowsAndChangesWithoutLag()
    {
        Chromium.Need();
        await using var server = await LiveServer.StartAsync(prepare: FillAsync);
        await using var first = await Person.SignInAsync(chromium, server, "city.reviewer", Town.Password);
        await using var second = await Person.SignInAsync(chromium, server, "city.all", Town.Password);
        await second.Page.GotoAsync("/taxonomy?unit=441800-001");
        await first.Page.GotoAsync("/taxonomy?unit=441800-001");
        await Expect(first.Page.Locator(".filters .total")).ToContainTextAsync("2000");
        var tree = first.Page.GetByRole(AriaRole.Tree);
        await Expect(Row(first, "类00")).ToBeVisibleAsync();

        var opening = Stopwatch.GetTimestamp();
        await first.Button("全部展开").ClickAsync();
        await Expect(Row(first, "类00-0")).ToBeVisibleAsync();
        Stopwatch.GetElapsedTime(opening).ShouldBeLessThan(Patience.Long);
        (await first.Page.Locator(".tree-row").CountAsync()).ShouldBeLessThan(120, "only what is in sight is in the page");
        await first.Page.Keyboard.PressAsync("Tab");
        await tree.FocusAsync();
        await first.Page.Keyboard.PressAsync("End");
        await Expect(first.Page.Locator(".tree-row.chosen")).ToBeInViewportAsync();
        await first.Button("全部收起").ClickAsync();

        await Row(first, "类00").ClickAsync();
        await tree.FocusAsync();
        await first.Page.Keyboard.PressAsync("F2");
        await Expect(first.Page.Locator("input.rename")).ToBeFocusedAsync();
        await first.Page.Keyboard.TypeAsync("改过的名称");
        await first.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(second, "改过的名称")).ToBeVisibleAsync();
        await Expect(tree).ToBeFocusedAsync();
        await first.Page.Keyboard.PressAsync("Alt+ArrowDown");
        await Expect(second.Page.Locator(".tree-row .name").Nth(1)).ToHaveTextAsync("类01");

        await Row(second, "类03").DragToAsync(Row(second, "类02"), new() { TargetPosition = new() { X = 40, Y = 2 } });
        await Expect(first.Page.Locator(".tree-row .name").Nth(3)).ToHaveTextAsync("类03");
        first.ShouldHaveNothingToComplainAbout();
        second.ShouldHaveNothingToComplainAbout();
    }

    /// <summary>More than one message to the server may hold: it used to end the circuit.</summary>
    [SkippableFact]
    public async Task LargeTree_Pasted_IsAddedWhole()
    {
        Chromium.Need();
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        await using var person = await Person.SignInAsync(chromium, server, "city.reviewer", Town.Password);
        await person.Page.GotoAsync("/taxonomy?unit=441800-001");
        await person.Button("新增一级类别").ClickAsync();
        var box = person.Page.Locator("#new-paths");
        await Expect(box).ToBeFocusedAsync();
        var lines = Enumerable.Range(0, 2_000).Select(i => $"一级类别名称写得比较长{i % 10}/二级类别名称也写得比较长{i % 100}/三级类别名称同样写得比较长而且各不相同{i}");
        await box.FillAsync(string.Join('\n', lines));
        await Expect(person.Button("新增")).ToBeEnabledAsync();
        // A slip in it keeps what was pasted.
        await box.EvaluateAsync("box => { box.value += '\\n1/2/3/4/5/6'; box.dispatchEvent(new Event('input', { bubbles: true })); }");
        await person.Button("新增").ClickAsync();
        await Expect(person.Page.Locator(".taxonomy-side .field-wrong")).ToContainTextAsync("最多 5 级");
        await box.EvaluateAsync("box => { box.value = box.value.replace('1/2/3/4/5/6', ''); box.dispatchEvent(new Event('input', { bubbles: true })); }");
        await person.Button("新增").ClickAsync();
        await Expect(person.Page.Locator(".filters .total")).ToContainTextAsync("2112");
        await Expect(box).ToBeHiddenAsync();
        person.ShouldHaveNothingToComplainAbout();
    }

    private static ILocator Row(Person person, string name) => person.Page.Locator(".tree-row", new() { Has = person.Page.GetByText(name, new() { Exact = true }) });

    private static async Task FillAsync(string directory)
    {
        await Town.FillAsync(directory);
        await using var host = TestHost.Open(directory);
        // 20 × (1 + 3 + 12 + 12 + 72), and the two that the town has.
        var paths = from top in Enumerable.Range(0, 20)
                    from second in Enumerable.Range(0, 3)
                    from third in Enumerable.Range(0, 4)
                    from fifth in Enumerable.Range(0, 6)
                    select $"类{top:00}/类{top:00}-{second}/三{third}/四/五{fifth}";
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, [.. paths.SkipLast(2)]);
    }
}
