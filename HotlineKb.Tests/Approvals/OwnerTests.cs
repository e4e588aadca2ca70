using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>Owners by the department map: by code, then by name; whom nobody knows is a queue.</summary>
public sealed class OwnerTests
{
    private const string Social = "清远市人力资源和社会保障局";

    private static readonly Actor Keeper = Town.Actor("city.supervisor");

    [Fact]
    public async Task Department_Mapped_GivesItsItemsToTheUnitNowAndLater()
    {
        await using var hall = await FakeHall.StartAsync(250);
        hall.Put(FakeHall.Item("other", "不存在的单位"));
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(251, Added: 251));
        var (queue, total) = await host.Get<HallViews>().DepartmentsAsync(Keeper, unmapped: true, null, 0, 10);
        (total, queue[0].Department.Name, queue[0].Items, queue[0].Suggestions[0].Name).ShouldBe((2, Social, 250, Social));
        queue[1].Suggestions.ShouldBeEmpty();

        await host.Get<ApprovalActions>().MapAsync(Keeper, queue[0].Department.Id, queue[0].Department.Version, "市人社局");

        await using (var db = host.Db())
        {
            (await db.ApprovalItems().CountAsync(item => item.UnitId == Town.Rsj)).ShouldBe(250);
            (await db.LedgerRowsOf("approval.assigned")).Count.ShouldBe(250);
        }

        hall.Put(FakeHall.Item("later"));
        await host.SyncsAsync(new HallFigures(2, Added: 1, Unchanged: 1));
        (await host.ItemAsync("later")).UnitId.ShouldBe(Town.Rsj);
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(252, Unchanged: 252), full: true);
        await host.Get<OwnerSweep>().RunAsync();
        (await host.TracesAsync()).ShouldBe(before);
        var mapped = (await host.Get<HallViews>().DepartmentsAsync(Keeper, unmapped: false, null, 0, 10)).Items.Single();
        await host.Get<ApprovalActions>().MapAsync(Keeper, mapped.Department.Id, 0, "市医保局").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        await host.Get<ApprovalActions>().MapAsync(Keeper, mapped.Department.Id, mapped.Department.Version, null);
        (await host.ItemAsync("later")).UnitId.ShouldBeNull();
    }

    [Fact]
    public async Task Department_UnderAnotherCode_IsKnownByItsName()
    {
        await using var hall = await FakeHall.StartAsync(3);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncAsync();
        var known = (await host.Get<HallViews>().DepartmentsAsync(Keeper, null, null, 0, 10)).Items.Single();
        await host.Get<ApprovalActions>().MapAsync(Keeper, known.Department.Id, known.Department.Version, "市人社局");
        var (byName, byCode, byBoth) = (FakeHall.Item("by-name", Social), FakeHall.Item("by-code"), FakeHall.Item("by-both"));
        byCode["AUDIT_ITEM"]!["DEPT_NAME"] = "改了名的局";
        byBoth["AUDIT_ITEM"]!["DEPT_CODE"] = "another-code";
        foreach (var item in new[] { byName, byCode, byBoth })
            hall.Put(item);
        await host.SyncAsync();
        foreach (var code in (string[])["by-name", "by-code", "by-both"])
            (await host.ItemAsync(code)).UnitId.ShouldBe(Town.Rsj, code);
        await using var db = host.Db();
        (await db.HallDepartments().CountAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData("清远市人力资源和社会保障局", "清远市人力资源和社会保障局")]
    [InlineData("广东省人力资源和社会保障厅", "清远市人力资源和社会保障局")]
    [InlineData("英德市人力资源和社会保障局", "英德市人力资源和社会保障局")]
    [InlineData("清城区人力资源和社会保障局", "清城区人力资源和社会保障局")]
    [InlineData("清远市医保局", "清远市医疗保障局")]
    [InlineData("广东省医疗保障局", "清远市医疗保障局")]
    [InlineData("广东省司法厅", "清远市司法局")]
    [InlineData("国家税务总局广东省税务局", "国家税务总局清远市税务局")]
    [InlineData("国家税务总局英德市税务局", "国家税务总局清远市税务局")]
    [InlineData("广东省教育厅", "清远市教育局")]
    [InlineData("广州市公安局", "清远市公安局")]
    [InlineData("英德市民政局", "英德市民政局")]
    [InlineData("不存在的单位", null)]
    [InlineData("", null)]
    [InlineData("局", null)]
    public void Department_ByItsName_IsLikeAUnit(string department, string? unit)
    {
        string[] more = ["清远市司法局", "国家税务总局清远市税务局", "清远市教育局", "清远市公安局"];
        UnitItem[] units =
        [
            Item(1, "清远市人力资源和社会保障局", "市人社局"), Item(2, "清远市医疗保障局", "市医保局"), Item(3, "英德市人力资源和社会保障局", "英德市人社局", "英德市"),
            Item(4, "英德市民政局", "英德市民政局", "英德市"), Item(5, "清城区人力资源和社会保障局", "清城区人社局", "清城区"), .. more.Select((name, i) => Item(10 + i, name, name.Replace("清远", "", StringComparison.Ordinal))),
        ];
        var names = new DepartmentNames(units, ["清远市", "英德市", "清城区"]);
        var like = names.Like(department, 3);
        like.FirstOrDefault()?.Name.ShouldBe(unit);
        (like.Count == 0).ShouldBe(unit is null);
    }

    private static UnitItem Item(int id, string name, string shortName, string region = "清远市") =>
        new() { Id = id, Name = name, ShortName = shortName, Region = region, Level = region is "清远市" ? UnitLevel.City : UnitLevel.County };
}
