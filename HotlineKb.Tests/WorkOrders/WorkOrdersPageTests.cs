using Bunit;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.WorkOrders;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.WorkOrders;

public sealed class WorkOrdersPageTests
{
    [Fact]
    public async Task Detail_OfAnOrder_IsMaskedUntilAReasonIsGiven()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.Get<WorkOrderActions>().ImportAsync(page.Actor, [AWorkOrder.Numbered("GD-1")]);
        var screen = page.Show<WorkOrdersPage>("/work-orders?number=GD-1");
        PageTest.Until(screen, () => screen.Find("article").TextContent.ShouldContain("来电人信息已遮盖"));
        screen.Find("article").TextContent.ShouldNotContain("13800138000");

        await PageTest.PressAsync(screen, "查看原文");
        await PageTest.SubmitAsync(screen, "form.asking");
        screen.Find("article [role=alert]").TextContent.ShouldContain("须写明原因");
        await PageTest.TypeAsync(screen, "#original-reason", "核对地址");
        await PageTest.SubmitAsync(screen, "form.asking");

        PageTest.Until(screen, () => screen.Find("article").TextContent.ShouldContain("13800138000"));
        (await page.LedgerAsync("workOrder.originalOpened")).Single().Data.ShouldContain("核对地址");
        screen.Find("article a[href*='/revisions/new']").GetAttribute("href").ShouldBe("/revisions/new?origin=workOrder&workOrder=GD-1");
    }

    [Fact]
    public async Task List_NotYetUsed_LeavesOutWhatHasARevision()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await AnEntry.FromWorkOrder(page.Host, number: "GD-1");
        await page.Host.Get<WorkOrderActions>().ImportAsync(page.Actor, [AWorkOrder.Numbered("GD-2") with { Title = "公积金怎么提取" }]);

        var screen = page.Show<WorkOrdersPage>("/work-orders?used=no");

        PageTest.Until(screen, () => screen.FindAll("a.row-link").Select(link => link.TextContent).ShouldBe(["公积金怎么提取"]));
        page.Navigation.NavigateTo("/work-orders?used=yes");
        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("编辑"));
    }

    [Fact]
    public async Task List_ByWhoHandlesNone_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");

        page.Show<WorkOrdersPage>("/work-orders").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task Import_OfAFile_ReportsEachRow()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.Get<WorkOrderActions>().ImportAsync(page.Actor, [AWorkOrder.Numbered("GD-1")]);
        var screen = page.Show<WorkOrdersPage>("/work-orders");
        PageTest.Until(screen, () => screen.FindAll("a.row-link").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "导入");

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("""
            [{"number":"GD-1","title":"另一件","content":"别的内容","receivedAt":"2026-11-20T10:00:00"},
             {"number":"GD-2","title":"新的工单","content":"内容","unit":"市人社局","receivedAt":"2026-11-20 10:00:00"},
             {"number":"GD-3","title":"","content":"内容","receivedAt":"2026-11-20 10:00:00"},
             {"number":"GD-4","title":"时间不对","content":"内容","receivedAt":"昨天"},
             7]
            """, "orders.json"));

        PageTest.Until(screen, () => screen.Find("section.import [role=status]").TextContent.ShouldContain("已读 5 条：新增 1，已有 0，编号重复 1，未接受 3"));
        var report = screen.FindAll("section.import tbody tr").Select(row => row.TextContent).ToList();
        report.Count.ShouldBe(4);
        report[0].ShouldContain("已存在且内容不同");
        report[2].ShouldContain("“昨天”不是有效的时间");
        await using var db = page.Host.Db();
        (await db.WorkOrders().SingleAsync(row => row.Number == "GD-2")).ReceivedAt.ShouldBe(new DateTime(2026, 11, 20, 2, 0, 0, DateTimeKind.Utc));
        (await page.LedgerAsync("workOrder.imported")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Import_OfSomethingElse_SaysSoAndTakesNothing()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var screen = page.Show<WorkOrdersPage>("/work-orders");
        PageTest.Until(screen, () => screen.FindAll(".state-box").ShouldNotBeEmpty());
        await PageTest.PressAsync(screen, "导入");

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("PK\u0003\u0004", "orders.json"));

        PageTest.Until(screen, () => screen.Find("section.import [role=alert]").TextContent.ShouldContain("不是 JSON"));
        (await page.LedgerAsync("workOrder.imported")).ShouldBeEmpty();
    }
}
