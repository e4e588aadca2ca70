using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Taxonomy;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>Trees as Excel files: the good rows are imported, the rest come back with the reason.</summary>
public sealed class TaxonomyFileTests
{
    [Fact]
    public async Task File_WithWrongDuplicateAndMissingRows_ImportsTheGoodOnesAndReturnsTheRest()
    {
        await using var host = await TestHost.StartAsync();
        await host.CategoryAsync(Town.Rsj, "已有");
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "满");
        string[] given = ["社保/养老", "", "社保/养老", "1/2/3/4/5", "1/2/3/4/5/6", new string('长', 41), "已有", "满/下级", "社保"];

        var rows = await host.Get<CategoryActions>().ImportAsync(Town.Actor("city.reviewer"), Town.Rsj, TaxonomySheet.Read(FileOf(given)));

        rows.Select(row => row.Status).ShouldBe([CategoryRowStatus.Added, CategoryRowStatus.Refused, CategoryRowStatus.Duplicate, CategoryRowStatus.Added, CategoryRowStatus.Refused, CategoryRowStatus.Refused, CategoryRowStatus.Known, CategoryRowStatus.Refused, CategoryRowStatus.Added]);
        (await host.Get<CategoryViews>().TreeAsync(Town.Actor("city.reviewer"), Town.Rsj)).Select(row => row.Path).ShouldBe(["已有", "满", "社保", "社保/养老", "1", "1/2", "1/2/3", "1/2/3/4", "1/2/3/4/5"]);
        using var rest = new MemoryStream(TaxonomySheet.Rest(rows));
        var back = rest.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        back.Select(row => row["原因"]?.ToString()).ShouldBe(["没有填写类别路径。", "与第 1 条重复。", "类别最多 5 级：“1/2/3/4/5/6”。", "类别名称须为 1 至 40 个字：“长长长长长长长长长长长…”太长。", "已有这个类别。", "“满”下已有条目，不能再设子类别。"]);
        await using var db = host.Db();
        (await db.LedgerRowsOf("category.added"))[^1].Actor.ShouldBe("city.reviewer");
    }

    [Fact]
    public async Task Export_OfATree_ComesBackAsItWentAndIsRecorded()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published(category: "社保/=养老");
        using var file = new MemoryStream();
        await host.Get<CategoryExport>().ExportAsync(Town.Actor("officer.rsj"), Town.Rsj, tree => TaxonomySheet.WriteAsync(file, tree));
        file.Position = 0;
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        rows.Select(row => (row["类别路径"], row["本级条目"], row["含下级条目"])).ShouldBe([("社保", 0d, 1d), ("社保/=养老", 1d, 1d)]);
        file.Position = 0;
        TaxonomySheet.Read(file).ShouldBe(["社保", "社保/=养老"]);
        await using var db = host.Db();
        (await db.LedgerRowsOf("category.exported")).Single().Data.ShouldBe("{\"unit\":441800001,\"rows\":2}");
        await host.Get<CategoryExport>().ExportAsync(Town.Actor("officer.yiliao"), Town.Rsj, _ => Task.CompletedTask).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await db.LedgerRowsOf("category.exported")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task LargeTree_AsExported_ComesBackWhole()
    {
        await using var host = await TestHost.StartAsync();
        string[] paths = [.. from top in Enumerable.Range(0, 20) from second in Enumerable.Range(0, 10) from third in Enumerable.Range(0, 11) select $"类{top:00}/类{top:00}-{second}/三{third}"];
        await host.Get<CategoryActions>().AddAsync(Actor.System("test"), Town.Rsj, paths);
        using var file = new MemoryStream();
        await host.Get<CategoryExport>().ExportAsync(Town.Actor("city.reviewer"), Town.Rsj, tree => TaxonomySheet.WriteAsync(file, tree));
        file.Position = 0;
        file.Length.ShouldBeLessThan(TaxonomySheet.MaxSize);

        var rows = await host.Get<CategoryActions>().ImportAsync(Town.Actor("city.reviewer"), Town.Yiliao, TaxonomySheet.Read(file));

        rows.Count(row => row.Status is CategoryRowStatus.Added or CategoryRowStatus.Known).ShouldBe(2_420);
        var views = host.Get<CategoryViews>();
        (await views.TreeAsync(Town.Actor("city.reviewer"), Town.Yiliao)).Select(row => row.Path).ShouldBe((await views.TreeAsync(Town.Actor("city.reviewer"), Town.Rsj)).Select(row => row.Path), "in the same order");
    }

    [Fact]
    public void File_ThatIsNone_IsRefusedInASentence()
    {
        Should.Throw<Refusal>(() => TaxonomySheet.Read(new MemoryStream("not a workbook"u8.ToArray()))).Message.ShouldContain("Excel");
        Should.Throw<Refusal>(() => TaxonomySheet.Read(FileOf([]))).Message.ShouldContain("没有类别路径");
        Should.Throw<Refusal>(() => TaxonomySheet.Read(FileOf([.. Enumerable.Range(0, CategoryActions.MaxPathsAtOnce + 1).Select(i => $"类{i}")]))).Message.ShouldContain("分成几个文件");
    }

    private static MemoryStream FileOf(string[] paths)
    {
        var file = new MemoryStream();
        file.SaveAs(paths.Select(path => new { 类别路径 = path, 备注 = "x" }));
        file.Position = 0;
        return file;
    }
}
