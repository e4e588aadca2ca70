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
        await Expect(second.Page.Locator(".tree-row .name").First).ToHaveTextAsync("类01");

        await Row(second, "类03").DragToAsync(Row(second, "类02"), new() { TargetPosition = new() { X = 40, Y = 2 } });
        await Expect(first.Page.Locator(".tree-row .name").Nth(2)).ToHaveTextAsync("类03");
        first.ShouldHaveNothingToComplainAbout();
        second.ShouldHaveNothingToComplainAbout();
    }

    private static ILocator Row(Person person, string name) => person.Page.Locator(".tree-row", new() { Has = person.Page.GetByText(name, new() { Exact = true }) });

    /// <summary>20 branches × 99 below them, five levels deep.</summary>
    private static async Task FillAsync(string directory)
    {
        await Town.FillAsync(directory);
        await using var host = TestHost.Open(directory);
        var paths = Enumerable.Range(0, 20).SelectMany(top => Enumerable.Range(0, 3).SelectMany(second => Enumerable.Range(0, 4).SelectMany(third => Enumerable.Range(0, 1).SelectMany(fourth =>
            Enumerable.Range(0, 6).Select(fifth => $"类{top:00}/类{top:00}-{second}/三{third}/四{fourth}/五{fifth}"))))).ToList();
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, paths);
        var count = (await host.Get<CategoryViews>().TreeAsync(Town.Actor("city.reviewer"), Town.Rsj)).Count;
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, [.. Enumerable.Range(0, 2_000 - count).Select(i => $"类19/补{i}")]);
    }
}
