using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

public sealed class HallImportPageTests
{
    [Fact]
    public async Task Import_OfLines_ReportsRowByRow()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(null));
        var screen = await OpenAsync(page);

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText($"{SyncHost.Item("a1")}\n{{oops\n{SyncHost.Item("a2", "失业登记")}", "items.jsonl"));

        PageTest.Until(screen, () => screen.Find("section.import [role=status]").TextContent.ShouldContain("已读 3 行：新增 2，变更 0，未变 0，撤下 0，隔离 1"));
        var rows = screen.FindAll("section.import tbody tr").Select(row => row.TextContent).ToList();
        rows.Count.ShouldBe(3);
        rows[1].ShouldContain("第 2 行不是有效的 JSON");
        screen.FindAll("section.import button").ShouldContain(button => button.TextContent.Trim() == "下载未导入的 1 行");
        await PageTest.TellAsync(screen, "section.import label.check input", box => box.ChangeAsync(true));
        screen.FindAll("section.import tbody tr").Count.ShouldBe(1);
        await using var db = page.Host.Db();
        (await db.HallRuns().SingleAsync()).ShouldSatisfyAllConditions(run => run.File.ShouldBe("items.jsonl"), run => run.StartedBy.ShouldBe("city.editor"), run => run.Kind.ShouldBe(HallRunKind.File));
        (await db.ApprovalItems().CountAsync(item => item.Origin == ApprovalOrigin.File)).ShouldBe(2);
    }

    [Fact]
    public async Task Import_OfASheet_IsTakenInByTheSameRules()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(null));
        var screen = await OpenAsync(page);
        var book = await HallFileTests.BookAsync(new Dictionary<string, object> { ["事项编码"] = "T-1", ["事项名称"] = "社保卡补办", ["实施部门"] = "市人社局" });

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(book.ToArray(), "事项.xlsx"));

        PageTest.Until(screen, () => screen.Find("section.import [role=status]").TextContent.ShouldContain("新增 1"));
        await using var db = page.Host.Db();
        (await db.ApprovalItems().SingleAsync()).Name.ShouldBe("社保卡补办");
    }

    [Theory]
    [InlineData("没有什么", "不是事项")]
    [InlineData("", "空的")]
    public async Task Import_OfSomethingElse_SaysSoAndLeavesNoRun(string text, string says)
    {
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(null));
        var screen = await OpenAsync(page);

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, "items.xlsx"));

        PageTest.Until(screen, () => screen.Find("section.import [role=alert]").TextContent.ShouldContain(says));
        await using var db = page.Host.Db();
        (await db.HallRuns().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Import_WhileASyncRuns_IsToldToWait()
    {
        await using var page = await PageTest.StartAsync("city.editor", await SyncHost.StartAsync(new MemoryHall()));
        await page.Host.Get<HallSync>().BeginAsync(HallSync.Syncer, full: false);
        var screen = await OpenAsync(page);

        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(SyncHost.Item("a1"), "items.jsonl"));

        PageTest.Until(screen, () => screen.Find("section.import [role=alert]").TextContent.ShouldContain("请等它结束"));
    }

    [Fact]
    public async Task Import_ForTheAdministrator_IsNotOffered()
    {
        await using var page = await PageTest.StartAsync("admin", await SyncHost.StartAsync(null));
        var screen = page.Show<SyncPage>("/approvals/sync?tab=files");

        PageTest.Until(screen, () => screen.FindAll(".hall-status").ShouldNotBeEmpty());
        screen.FindAll("section.import").ShouldBeEmpty();
    }

    private static async Task<IRenderedComponent<Screen>> OpenAsync(PageTest page)
    {
        await page.CatchUpAsync();
        var screen = page.Show<SyncPage>("/approvals/sync?tab=files");
        PageTest.Until(screen, () => screen.FindAll("section.import").ShouldNotBeEmpty());
        return screen;
    }
}
