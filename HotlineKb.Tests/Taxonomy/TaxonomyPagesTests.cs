using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Taxonomy;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

public sealed class TaxonomyPagesTests
{
    private const string Address = "/taxonomy?unit=441800-001";
    private const string Tree = ".taxonomy-tree";

    [Fact]
    public async Task Reviewer_ByKeyboard_WalksRenamesAddsMovesAndRetires()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await ShapingTests.AddAsync(page.Host, "甲/甲一", "乙", "丙");
        var screen = page.Show<TaxonomyPage>(Address);
        await ShowsAsync(screen, "甲", "甲一", "乙", "丙");

        await KeyAsync(screen, "ArrowDown");
        await KeyAsync(screen, "ArrowLeft");
        await ShowsAsync(screen, "甲", "乙", "丙");
        await KeyAsync(screen, "ArrowRight");
        await ShowsAsync(screen, "甲", "甲一", "乙", "丙");
        await KeyAsync(screen, "F2");
        await PageTest.TypeAsync(screen, "input.rename", "甲/错");
        await PageTest.TellAsync(screen, "input.rename", input => input.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" }));
        PageTest.Until(screen, () => screen.Find(".tree-row .field-wrong").TextContent.ShouldContain("不含“/”"));
        screen.Find("input.rename").GetAttribute("value").ShouldBe("甲/错", "what was typed stays");
        await PageTest.TypeAsync(screen, "input.rename", "新甲");
        await PageTest.TellAsync(screen, "input.rename", input => input.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" }));
        await ShowsAsync(screen, "新甲", "甲一", "乙", "丙");

        await KeyAsync(screen, "End");
        await KeyAsync(screen, "ArrowUp", alt: true);
        await ShowsAsync(screen, "新甲", "甲一", "丙", "乙");
        await KeyAsync(screen, "ArrowRight", alt: true);
        await ShowsAsync(screen, "新甲", "甲一", "丙", "乙");
        PageTest.Until(screen, () => screen.Find(".taxonomy-side h2").TextContent.ShouldBe("新甲 / 丙"));
        await KeyAsync(screen, "ArrowLeft", alt: true);
        PageTest.Until(screen, () => screen.Find(".taxonomy-side h2").TextContent.ShouldBe("丙"));

        await KeyAsync(screen, "Insert");
        await PageTest.TypeAsync(screen, "#new-paths", "一\n二/三\n");
        await PageTest.PressAsync(screen, "新增", ".taxonomy-side");
        await ShowsAsync(screen, "新甲", "甲一", "丙", "一", "二", "三", "乙");
        await KeyAsync(screen, "Delete");
        PageTest.Until(screen, () => screen.FindAll(".homes input").Count.ShouldBe(3));
        await PageTest.PressAsync(screen, "停用", ".taxonomy-side");
        await ShowsAsync(screen, "新甲", "甲一", "丙", "二", "三", "乙");
    }

    [Fact]
    public async Task TwoScreens_OnOneTree_SeeEachOtherAndLoseNothingTyped()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var ids = await ShapingTests.AddAsync(page.Host, "甲", "乙");
        var screen = page.Show<TaxonomyPage>(Address);
        await ShowsAsync(screen, "甲", "乙");
        await KeyAsync(screen, "ArrowDown");
        await KeyAsync(screen, "F2");
        await PageTest.TypeAsync(screen, "input.rename", "我的名称");

        var colleague = Town.Actor("city.all");
        await page.Host.Get<CategoryActions>().RenameAsync(colleague, ids["甲"], 1, "他的名称");
        await PageTest.TellAsync(screen, "input.rename", input => input.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" }));
        PageTest.Until(screen, () => screen.Find(".tree-row .field-wrong").TextContent.ShouldContain("他的名称"));
        screen.Find("input.rename").GetAttribute("value").ShouldBe("我的名称");
        await PageTest.TellAsync(screen, "input.rename", input => input.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" }));
        await ShowsAsync(screen, "我的名称", "乙");

        await page.Host.Get<RefilingActions>().RetireAsync(colleague, ids["甲"], 3, null);
        await page.HearAsync();
        await ShowsAsync(screen, "乙");
        PageTest.Until(screen, () => screen.Find(".news").TextContent.ShouldContain("刚刚被停用"));
        await page.Host.Get<CategoryActions>().AddAsync(colleague, Town.Rsj, ["丁"]);
        await page.HearAsync();
        await ShowsAsync(screen, "乙", "丁");
    }

    [Fact]
    public async Task Drop_OfWhatAColleagueHasMovedAway_IsRefusedAndTheTreeIsShownAnew()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var ids = await ShapingTests.AddAsync(page.Host, "甲/子", "乙", "丙");
        var screen = page.Show<TaxonomyPage>(Address);
        await ShowsAsync(screen, "甲", "子", "乙", "丙");
        var colleague = Town.Actor("city.all");
        await page.Host.Get<CategoryActions>().MoveAsync(colleague, ids["甲/子"], 1, ids["乙"], 0);
        await DropAsync("甲/子", "丙", "inside");
        await RefusedAsync("他人", "甲", "乙", "子", "丙");

        // What it was to go into is gone.
        await page.Host.Get<RefilingActions>().RetireAsync(colleague, ids["丙"], 1, null);
        await DropAsync("甲/子", "丙", "inside");
        await RefusedAsync("没有要移入的类别", "甲", "乙", "子");

        // Beside it there is no conflict: both orders stand.
        await page.Host.Get<CategoryActions>().AddAsync(colleague, Town.Rsj, ["丁"]);
        await DropAsync("甲/子", "甲", "before");
        await ShowsAsync(screen, "子", "甲", "乙", "丁");
        (await page.LedgerAsync("category.moved")).Count.ShouldBe(2);

        Task DropAsync(string dragged, string onto, string where) => screen.InvokeAsync(() => screen.FindComponent<TaxonomyTree>().Instance.DropAsync(ids[dragged], ids[onto], where));

        async Task RefusedAsync(string sentence, params string[] names)
        {
            PageTest.Until(screen, () => screen.FindAll(".mud-snackbar").Last().TextContent.ShouldContain(sentence));
            await ShowsAsync(screen, names);
        }
    }

    [Theory]
    [InlineData(149, 150)]
    [InlineData(150, 1)]
    public async Task LargeTree_OnTheUnitsCard_IsShownByItsBranches(int below, int shown)
    {
        await using var page = await PageTest.StartAsync("operator01");
        await ShapingTests.AddAsync(page.Host, [.. Enumerable.Range(0, below).Select(i => $"甲/类{i}")]);
        var screen = page.Show<HotlineKb.Web.Units.UnitPage>("/units/441800-001", ("Code", "441800-001"));
        PageTest.Until(screen, () => screen.FindAll("ul.tree li").Count.ShouldBe(shown));
    }

    [Fact]
    public async Task File_OnTheScreen_AddsTheGoodRowsAndListsTheRest()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await ShapingTests.AddAsync(page.Host, "已有");
        var screen = page.Show<TaxonomyPage>(Address);
        await ShowsAsync(screen, "已有");
        await PageTest.PressAsync(screen, "导入 Excel");
        using var file = new MemoryStream();
        file.SaveAs(new[] { "社保/养老", "", "社保/养老", "1/2/3/4/5/6", "已有" }.Select(path => new { 类别路径 = path }));
        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file.ToArray(), "架构.xlsx"));
        PageTest.Until(screen, () => screen.Find(".import [role=status]").TextContent.ShouldBe("新增 1，已有 1，重复 1，未接受 2。"));
        screen.FindAll(".import tbody tr").Select(row => (row.Children[0].TextContent, row.Children[2].TextContent)).ShouldBe([("2", "没有填写类别路径。"), ("3", "与第 1 条重复。"), ("4", "类别最多 5 级：“1/2/3/4/5/6”。"), ("5", "已有这个类别。")]);
        await page.HearAsync();
        await ShowsAsync(screen, "已有", "社保");
        screen.Find(".filters .total").TextContent.ShouldBe("3 个类别，0 条");
        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("不是表格", "x.xlsx"));
        PageTest.Until(screen, () => screen.Find(".import .field-wrong").TextContent.ShouldContain("Excel"));
    }

    [Fact]
    public async Task Retire_OfWhatHoldsEntries_AsksForAHomeAndShowsCounts()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await AnEntry.Drafted(page.Host).SubmittedToUnit().Approved().Passed().Published(category: "社保/养老");
        await page.Host.CategoryAsync(Town.Rsj, "社保/医疗");
        var screen = page.Show<TaxonomyPage>(Address);
        PageTest.Until(screen, () => screen.FindAll(".counts").Select(count => count.TextContent).ShouldBe(["0 / 1", "1", "0"]));
        await PageTest.TellAsync(screen, ".tree-row[aria-level='2']", row => row.ClickAsync());
        await PageTest.PressAsync(screen, "合并或停用");
        await PageTest.PressAsync(screen, "停用", ".taxonomy-side");
        PageTest.Until(screen, () => screen.Find(".taxonomy-side .field-wrong").TextContent.ShouldContain("请选择它们归入的类别"));
        await PageTest.TypeAsync(screen, "#home-filter", "医疗");
        await PageTest.TellAsync(screen, ".homes input", input => input.ChangeAsync(true));
        await PageTest.PressAsync(screen, "合并并停用", ".taxonomy-side");
        PageTest.Until(screen, () => screen.FindAll(".counts").Select(count => count.TextContent).ShouldBe(["0 / 1", "1"]));
        await ShowsAsync(screen, "社保", "医疗");
    }

    [Theory]
    [InlineData("officer.rsj")]
    [InlineData("operator01")]
    [InlineData("city.editor")]
    public async Task Others_SeeTheTreeAndChangeNothing(string name)
    {
        await using var page = await PageTest.StartAsync(name);
        await ShapingTests.AddAsync(page.Host, "甲", "乙");
        var screen = page.Show<TaxonomyPage>(Address);
        await ShowsAsync(screen, "甲", "乙");
        await KeyAsync(screen, "ArrowDown");
        foreach (var key in new[] { "F2", "Insert", "Delete" })
            await KeyAsync(screen, key);
        await KeyAsync(screen, "ArrowDown", alt: true);
        await ShowsAsync(screen, "甲", "乙");
        screen.FindAll("input.rename, #new-paths, .homes, .tree-acts").ShouldBeEmpty();
        screen.FindAll("[draggable=true]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Unit_WhateverTheAddressSays_SeesItsOwn()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        await ShapingTests.AddAsync(page.Host, "甲");
        var screen = page.Show<TaxonomyPage>(Address);
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("此单位还没有类别"));
    }

    [Fact]
    public async Task Unit_AsksAndCityDecides_EachOnItsScreen()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<CategoryRequestsPage>("/taxonomy/requests");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有申请"));
        await PageTest.TypeAsync(screen, "#sketch", "社保/养老");
        await PageTest.SubmitAsync(screen, ".category-ask");
        PageTest.Until(screen, () => screen.Find(".category-ask .field-wrong").TextContent.ShouldBe("请写明理由。"));
        screen.Find("#sketch").GetAttribute("value").ShouldBe("社保/养老", "what was typed stays");
        await PageTest.TypeAsync(screen, "#why", "业务增加");
        await PageTest.SubmitAsync(screen, ".category-ask");
        PageTest.Until(screen, () => screen.Find("[data-request]").TextContent.ShouldContain("社保/养老"));

        await using var db = page.Host.Db();
        var request = await db.Set<CategoryRequest>().AsNoTracking().SingleAsync();
        await page.Host.Get<CategoryRequests>().ActAsync(Town.Actor("city.reviewer"), request.Id, CategoryRequestAct.Decline, 1, "已有类似类别");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find(".decision").TextContent.ShouldContain("已有类似类别"));
    }

    [Fact]
    public async Task City_OnARequest_SeesWhatTheSketchWouldAddAndBuildsIt()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await page.Host.CategoryAsync(Town.Rsj, "社保");
        await page.Host.Get<CategoryRequests>().MakeAsync(Town.Actor("officer.rsj"), "社保\n社保/养老", "业务增加");
        var screen = page.Show<CategoryRequestsPage>("/taxonomy/requests");
        PageTest.Until(screen, () => screen.Find("[data-request]").TextContent.ShouldContain("业务增加"));
        await PageTest.PressAsync(screen, "不采纳");
        await PageTest.PressAsync(screen, "不采纳", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明原因。"));
        await PageTest.PressAsync(screen, "取消");
        await PageTest.PressAsync(screen, "预览按草图新建");
        PageTest.Until(screen, () => screen.FindAll("[data-request] tbody tr").Select(row => row.LastElementChild!.TextContent).ShouldBe(["已有这个类别。", "将新增"]));
        await PageTest.PressAsync(screen, "采纳并按草图新建");
        PageTest.Until(screen, () => screen.Find(".decision").TextContent.ShouldContain("已采纳"));
        (await page.Host.Get<CategoryViews>().TreeAsync(page.Actor, Town.Rsj)).Select(row => row.Path).ShouldBe(["社保", "社保/养老"]);
    }

    private static Task KeyAsync(IRenderedComponent<Screen> screen, string key, bool alt = false) => PageTest.TellAsync(screen, Tree, tree => tree.KeyDownAsync(new KeyboardEventArgs { Key = key, AltKey = alt }));

    private static Task ShowsAsync(IRenderedComponent<Screen> screen, params string[] names)
    {
        PageTest.Until(screen, () => screen.FindAll(".tree-row .name").Select(name => name.TextContent).ShouldBe(names));
        return Task.CompletedTask;
    }
}
