using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.WorkOrders;

public sealed class ImportTests
{
    [Fact]
    public async Task Order_ImportedAgain_IsUnchangedAndLeavesNoRow()
    {
        await using var host = await TestHost.StartAsync();
        (await ImportAsync(host, "city.editor", AWorkOrder.Numbered("GD-1"))).Single().Status.ShouldBe(ImportStatus.Added);
        (await ImportAsync(host, "city.editor", AWorkOrder.Numbered(" GD-1 "))).Single().Status.ShouldBe(ImportStatus.Unchanged);
        await using var db = host.Db();
        (await db.WorkOrders().CountAsync()).ShouldBe(1);
        (await db.LedgerRowsOf("workOrder.imported")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Number_TakenByAnotherText_KeepsTheStoredOne()
    {
        await using var host = await TestHost.StartAsync();
        await ImportAsync(host, "city.editor", AWorkOrder.Numbered("GD-1"));
        var result = (await ImportAsync(host, "city.editor", AWorkOrder.Numbered("GD-1") with { Reply = "另一答复" })).Single();
        result.Status.ShouldBe(ImportStatus.Duplicate);
        result.Message!.ShouldContain("GD-1");
        await using var db = host.Db();
        (await db.WorkOrders().SingleAsync()).Reply.ShouldBe(AWorkOrder.Numbered("x").Reply);
    }

    [Fact]
    public async Task Number_TwiceInOneImport_IsAddedOnce()
    {
        await using var host = await TestHost.StartAsync();
        var results = await ImportAsync(host, "city.editor", AWorkOrder.Numbered("GD-1"), AWorkOrder.Numbered("GD-1"), AWorkOrder.Numbered("GD-1") with { Title = "别的标题" });
        results.Select(result => result.Status).ShouldBe([ImportStatus.Added, ImportStatus.Unchanged, ImportStatus.Duplicate]);
    }

    [Fact]
    public async Task Rows_ThatAreBad_KeepTheirPlaceAndDoNotStopTheRest()
    {
        await using var host = await TestHost.StartAsync();
        var good = AWorkOrder.Numbered("GD-0");
        WorkOrderRow?[] rows =
        [
            good with { Number = "GD-1" },
            good with { Number = "  " },
            good with { Number = new string('9', 61) },
            good with { Number = "GD-2", Title = " " },
            good with { Number = "GD-3", Content = null },
            good with { Number = "GD-4", Title = new string('题', 201) },
            good with { Number = "GD-5", Content = new string('文', WorkOrder.MaxText + 1) },
            good with { Number = "GD-6", ReceivedAt = null },
            good with { Number = "GD-7", Unit = "不存在的局" },
            null,
            good with { Number = "GD-8", Unit = null, Reply = null, RepliedAt = null },
            good with { Number = "GD-9", Content = "前\0后" },
        ];

        var results = await host.Get<WorkOrderActions>().ImportAsync(Town.Actor("city.editor"), rows!);

        results.Count.ShouldBe(rows.Length);
        foreach (var (result, at) in results.Select((result, at) => (result, at)))
        {
            result.Status.ShouldBe(at is 0 or 10 or 11 ? ImportStatus.Added : ImportStatus.Refused, $"row {at}");
            (result.Message is null).ShouldBe(result.Status is ImportStatus.Added);
        }

        results[8].Message!.ShouldContain("不存在的局");
        await using var db = host.Db();
        (await db.WorkOrders().OrderBy(row => row.Number).Select(row => row.Number).ToListAsync()).ShouldBe(["GD-1", "GD-8", "GD-9"]);
        (await db.LedgerRowsOf("workOrder.imported")).Single().Data.ShouldBe("""{"count":3,"numbers":["GD-1","GD-8","GD-9"]}""");
    }

    [Fact]
    public async Task Rows_TooMany_AreRefusedWhole()
    {
        await using var host = await TestHost.StartAsync();
        var rows = Enumerable.Range(1, WorkOrderActions.MaxRows + 1).Select(number => AWorkOrder.Numbered($"GD-{number}")).ToArray();
        await host.Get<WorkOrderActions>().ImportAsync(Town.Actor("city.editor"), rows).ShouldBeRefusedAsync(WorkOrderRule.TooMany);
    }

    [Theory]
    [InlineData("operator01")]
    [InlineData("city.reviewer")]
    [InlineData("officer.rsj")]
    [InlineData("admin")]
    public async Task Import_ByWhoHandlesNoOrders_IsRefused(string name)
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<WorkOrderActions>().ImportAsync(Town.Actor(name), [AWorkOrder.Numbered("GD-1")]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public async Task Import_ByACountyOffice_IsForItsOwnUnitsOnly()
    {
        await using var host = await TestHost.StartAsync();
        await ImportAsync(host, "city.editor", AWorkOrder.Numbered("GD-9"));
        var row = AWorkOrder.Numbered("GD-1");
        var results = await ImportAsync(host, "yingde.office", row with { Unit = "英德市民政局" }, row with { Number = "GD-2", Unit = "市人社局" }, row with { Number = "GD-3", Unit = "清城区人社局" }, row with { Number = "GD-4", Unit = null }, AWorkOrder.Numbered("GD-9"));
        results.Select(result => result.Status).ShouldBe([ImportStatus.Added, ImportStatus.Refused, ImportStatus.Refused, ImportStatus.Refused, ImportStatus.Refused]);
        results[4].Message.ShouldBe(results[1].Message, "whether the city has such an order is not the county's to know");
    }

    [Fact]
    public async Task Unit_ByCodeFullOrShortName_IsFound()
    {
        await using var host = await TestHost.StartAsync();
        var row = AWorkOrder.Numbered("GD-1");
        var results = await ImportAsync(host, "city.editor", row with { Unit = "441800-001" }, row with { Number = "GD-2", Unit = "清远市人力资源和社会保障局" }, row with { Number = "GD-3", Unit = " 市人社局 " });
        results.ShouldAllBe(result => result.Status == ImportStatus.Added);
        await using var db = host.Db();
        (await db.WorkOrders().Select(order => order.UnitId).Distinct().ToListAsync()).ShouldBe([Town.Rsj]);
    }

    private static Task<IReadOnlyList<ImportResult>> ImportAsync(TestHost host, string by, params WorkOrderRow[] rows) => host.Get<WorkOrderActions>().ImportAsync(Town.Actor(by), rows);
}
