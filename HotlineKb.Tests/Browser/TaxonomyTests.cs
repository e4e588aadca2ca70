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
