using System.Text;
using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>What a hall that is broken, or in bad hands, must not be able to do.</summary>
public sealed class HarmfulHallTests
{
    [Fact]
    public async Task Changes_ThatCancelNearlyEverything_StopTheRunAndTell()
    {
        var hall = new MemoryHall();
        for (var i = 1; i <= 60; i++)
            hall.Records.Add(SyncHost.Item($"A{i}", $"事项{i}"));
        await using var host = await SyncHost.StartAsync(hall);
        (await host.SyncAsync()).Added.ShouldBe(60);
        hall.Records.Clear();
        for (var i = 1; i <= 60; i++)
            hall.Records.Add(SyncHost.Item($"A{i}", $"事项{i}", state: "0"));

        var run = await host.SyncAsync();

        (run.State, run.Withdrawn).ShouldBe((HallRunState.Stopped, 0));
        await using var db = host.Db();
        (await db.ApprovalItems().CountAsync(item => item.State == ApprovalState.InForce)).ShouldBe(60);
        (await db.LedgerRowsOf("hall.stopped")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("[{},{}]", 9_223_372_036_854_775_807, "不合理")]
    [InlineData("", 1000, "超过约定")]
    public void Page_ThatCannotBeMeant_IsNone(string list, long stamp, string sentence)
    {
        if (list.Length == 0)
            list = $"[{string.Join(',', Enumerable.Repeat("0", HallClient.PageSize + 1))}]";
        var body = Encoding.UTF8.GetBytes($$$"""{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":{{{stamp}}},"list":{{{list}}}}}""");
        Should.Throw<HallFault>(() => HallClient.Parse(body, 0)).Message.ShouldContain(sentence);
    }

    [Fact]
    public void Record_NestedDeep_SpoilsNeitherThePageNorItsNeighbours()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 300)) + string.Concat(Enumerable.Repeat("]", 300));
        var body = Encoding.UTF8.GetBytes("""{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":1000,"list":[{"AUDIT_ITEM":{"ITEM_ID":"D1","X":""" + deep + "}}," + SyncHost.Item("A1") + "]}}");
        HallClient.Parse(body, 0).Records.Select(record => record.Guide is not null).ShouldBe([false, true]);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("filings")]
    [InlineData("..")]
    public void Identity_ThatIsAnAddressOfAPage_IsNone(string code)
    {
        using var json = JsonDocument.Parse(SyncHost.Item(code));
        HallRecord.Read(json.RootElement).Guide.ShouldBeNull();
    }

    [Fact]
    public async Task File_ThatNamesAnItemOfTheHallByItsTaskCode_AddsNoSecondOne()
    {
        var hall = new MemoryHall();
        hall.Records.Add(SyncHost.Item("A1", "社保卡补办"));
        await using var host = await SyncHost.StartAsync(hall);
        await host.SyncAsync();
        using var json = JsonDocument.Parse("""{"TASK_CODE":"T-A1","CATANAME":"社保卡补办","DEPT_NAME":"清远市人力资源和社会保障局","consult_phone":"0763-1"}""");

        var (run, rows) = await host.Get<HallSync>().ImportAsync(Town.Actor("city.editor"), "大厅导出.jsonl", Rows(new FileRecord(1, HallRecord.Read(json.RootElement))));

        (run.Added, run.Unchanged).ShouldBe((0, 1));
        rows[0].Reason.ShouldNotBeNull().ShouldContain("办事大厅已有此事项");
        await using var db = host.Db();
        (await db.ApprovalItems().CountAsync()).ShouldBe(1);
    }

    private static async IAsyncEnumerable<FileRecord> Rows(params FileRecord[] rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }
}
