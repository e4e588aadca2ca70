using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.WorkOrders;

public sealed class WorkOrderTests
{
    [Fact]
    public async Task Order_Shown_IsMasked()
    {
        await using var host = await WithOrdersAsync();
        var detail = await host.Get<WorkOrderViews>().GetAsync(Town.Actor("city.editor"), "GD-1");
        detail.Masked.ShouldBeTrue();
        foreach (var secret in (string[])["13800138000", "441802199001011234", "张小明", "某路88号"])
            detail.Content.ShouldNotContain(secret);
        detail.Content.ShouldContain("138******00");
        detail.Content.ShouldContain("询问社保卡丢失后如何补办");
        (await host.Get<WorkOrderViews>().ListAsync(Town.Actor("city.editor"), new WorkOrderFilter("GD-2"), 0, 10)).Items.Single().Title.ShouldBe("请回电138******00");
    }

    [Fact]
    public async Task Original_OpenedWithAReason_IsWholeAndStandsInTheLedger()
    {
        await using var host = await WithOrdersAsync();
        var actions = host.Get<WorkOrderActions>();
        await actions.OpenOriginalAsync(Town.Actor("city.editor"), "GD-1", "  ").ShouldBeRefusedAsync(WorkOrderRule.ReasonRequired);
        await actions.OpenOriginalAsync(Town.Actor("city.editor"), "GD-1", new string('因', 1001)).ShouldBeRefusedAsync(WorkOrderRule.ReasonTooLong);
        (await LedgerAsync(host)).ShouldBeEmpty();

        var original = await actions.OpenOriginalAsync(Town.Actor("city.editor"), "GD-1", " 核对来电人所述地点 ");

        original.Content.ShouldContain("13800138000");
        var row = (await LedgerAsync(host)).Single();
        (row.Actor, row.Subject, row.Data).ShouldBe(("city.editor", "workOrder:GD-1", """{"number":"GD-1","reason":"核对来电人所述地点"}"""));
    }

    [Theory]
    [InlineData("operator01", "GD-1", BasicRule.NotPermitted)]
    [InlineData("officer.rsj", "GD-1", BasicRule.NotPermitted)]
    [InlineData("yingde.office", "GD-1", BasicRule.NotFound)]
    [InlineData("qingcheng.office", "GD-3", BasicRule.NotFound)]
    [InlineData("city.editor", "GD-77", BasicRule.NotFound)]
    public async Task Original_OfAnOrderOutsideOnesBusiness_IsRefused(string name, string number, BasicRule rule)
    {
        await using var host = await WithOrdersAsync();
        await host.Get<WorkOrderActions>().OpenOriginalAsync(Town.Actor(name), number, "好奇").ShouldBeRefusedAsync(rule);
        (await LedgerAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_OfAnOffice_HoldsItsOwnJurisdiction()
    {
        await using var host = await WithOrdersAsync();
        (await NumbersAsync("city.supervisor")).ShouldBe(["GD-2", "GD-1", "GD-3"], "newest first");
        (await NumbersAsync("yingde.office")).ShouldBe(["GD-3"]);
        (await NumbersAsync("qingcheng.office")).ShouldBeEmpty();
        await host.Get<WorkOrderViews>().ListAsync(Town.Actor("officer.rsj"), new WorkOrderFilter(), 0, 10).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await host.Get<WorkOrderViews>().GetAsync(Town.Actor("yingde.office"), "GD-1").ShouldBeRefusedAsync(BasicRule.NotFound);

        async Task<IEnumerable<string>> NumbersAsync(string name) => (await host.Get<WorkOrderViews>().ListAsync(Town.Actor(name), new WorkOrderFilter(), 0, 10)).Items.Select(item => item.Number);
    }

    [Fact]
    public async Task Order_ThatARevisionCameFrom_IsShownMaskedToTheUnitOnceItHasTheRevision()
    {
        await using var host = await WithOrdersAsync();
        var entry = await AnEntry.FromWorkOrder(host, number: "GD-1");
        await host.Get<WorkOrderViews>().GetAsync(Town.Actor("officer.rsj"), "GD-1").ShouldBeRefusedAsync(BasicRule.NotFound);

        await entry.SubmittedToUnit();

        var detail = await host.Get<WorkOrderViews>().GetAsync(Town.Actor("officer.rsj"), "GD-1");
        detail.Content.ShouldNotContain("13800138000");
        detail.Item.RevisionId.ShouldBe(entry.Id);
        detail.Item.Stage.ShouldBe(Stage.UnitRevision);
        await host.Get<WorkOrderViews>().GetAsync(Town.Actor("officer.yiliao"), "GD-1").ShouldBeRefusedAsync(BasicRule.NotFound);
    }

    [Fact]
    public async Task Filter_ByUse_KnowsWhatWasMadeFromAnOrder()
    {
        await using var host = await WithOrdersAsync();
        var entry = await AnEntry.FromWorkOrder(host, number: "GD-1");
        (await CountAsync(used: true)).ShouldBe(1);
        (await CountAsync(used: false)).ShouldBe(2);
        await entry.Abandoned();
        (await CountAsync(used: true)).ShouldBe(0, "an abandoned draft used nothing up");

        async Task<int> CountAsync(bool used) => (await host.Get<WorkOrderViews>().ListAsync(Town.Actor("city.editor"), new WorkOrderFilter(Used: used), 0, 10)).Total;
    }

    [Fact]
    public async Task Draft_FromAnOrder_TakesItsUnitAndRemembersItsNumber()
    {
        await using var host = await WithOrdersAsync();
        var row = await (await AnEntry.FromWorkOrder(host, number: "GD-1")).RowAsync();
        (row.UnitId, row.WorkOrderNumber, row.Origin).ShouldBe((Town.Rsj, "GD-1", Origin.WorkOrder));
        await using var db = host.Db();
        (await db.LedgerRowsOf("revision.drafted")).Single().Data.ShouldContain("\"workOrder\":\"GD-1\"");
    }

    [Fact]
    public async Task Draft_FromAnOrderThatIsNotThereOrNotTheOffices_IsRefused()
    {
        await using var host = await WithOrdersAsync();
        var actions = host.Get<WorkOrderActions>();
        await actions.DraftAsync(Town.Actor("city.editor"), Request("GD-77")).ShouldBeRefusedAsync(RevisionRule.UnknownWorkOrder);
        await actions.DraftAsync(Town.Actor("city.editor"), Request(null)).ShouldBeRefusedAsync(RevisionRule.UnknownWorkOrder);
        await actions.DraftAsync(Town.Actor("yingde.office"), Request("GD-1")).ShouldBeRefusedAsync(RevisionRule.UnknownWorkOrder);
        await actions.DraftAsync(Town.Actor("city.editor"), Request("GD-1") with { Origin = Origin.Collected }).ShouldBeRefusedAsync(RevisionRule.WrongOrigin);
        await actions.DraftAsync(Town.Actor("officer.rsj"), Request("GD-1")).ShouldBeRefusedAsync(BasicRule.NotPermitted);

        static DraftRequest Request(string? number) => new(Origin.WorkOrder, ChangeKind.New, null, null, AnEntry.AText, number);
    }

    /// <summary>The order may lie in the call system and never have been imported: the route is the same.</summary>
    [Fact]
    public async Task Draft_OfTheWorkOrderRouteWithoutANumber_IsDrafted()
    {
        await using var host = await WithOrdersAsync();
        var state = await host.Get<EntryActions>().DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.WorkOrder, ChangeKind.New, "市人社局", null, AnEntry.AText));
        state.Stage.ShouldBe(Stage.Drafting);
    }

    private static async Task<TestHost> WithOrdersAsync()
    {
        var host = await TestHost.StartAsync();
        var row = AWorkOrder.Numbered("GD-1");
        await host.Get<WorkOrderActions>().ImportAsync(Actor.System("test"),
        [
            row,
            row with { Number = "GD-2", Title = "请回电13800138000", ReceivedAt = row.ReceivedAt!.Value.AddHours(1) },
            row with { Number = "GD-3", Unit = "英德市民政局", ReceivedAt = row.ReceivedAt!.Value.AddHours(-1) },
        ]);
        return host;
    }

    private static async Task<List<Core.Ledger.LedgerRow>> LedgerAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.LedgerRowsOf("workOrder.originalOpened");
    }
}
