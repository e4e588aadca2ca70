using System.Text;
using HotlineKb.Web.Parts;
using HotlineKb.Web.WorkOrders;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.WorkOrders;

public sealed class WorkOrderFileTests
{
    [Theory]
    [InlineData("""[{"number":"1","title":"甲"},{"number":"2","title":"乙"}]""")]
    [InlineData("{\"number\":\"1\",\"title\":\"甲\"}\n\n{\"number\":2,\"title\":\"乙\"}\r\n")]
    [InlineData("\uFEFF  [ {\"number\":\"1\",\"title\":\"甲\"}, {\"number\":\"2\",\"title\":\"乙\"}, ]")]
    public async Task Read_ArrayOrLines_GivesTheSameRows(string text)
    {
        var rows = await ReadAsync(text);

        rows.Select(row => (row.Order!.Number, row.Order.Title)).ShouldBe([("1", "甲"), ("2", "乙")]);
    }

    [Fact]
    public async Task Read_ABadLine_GoesOnWithTheRest()
    {
        var rows = await ReadAsync("{\"number\":\"1\"}\n{oops\n{\"number\":\"3\"}");

        rows.Select(row => row.Order?.Number).ShouldBe(["1", null, "3"]);
        rows[1].Problem!.ShouldContain("第 2 行");
    }

    [Fact]
    public async Task Read_AnArrayBrokenOff_SaysFromWhereOn()
    {
        var taken = new List<FileRow>();
        var stopped = await Should.ThrowAsync<UnreadableFile>(async () =>
        {
            await foreach (var row in WorkOrderFile.ReadAsync(Stream("[{\"number\":\"1\"},{\"number\":")))
                taken.Add(row);
        });

        taken.Count.ShouldBe(1);
        stopped.Message.ShouldContain("第 1 条之后");
    }

    [Theory]
    [InlineData("")]
    [InlineData("number,title\n1,甲")]
    [InlineData("   ")]
    public async Task Read_SomethingElse_IsRefused(string text) => (await Should.ThrowAsync<UnreadableFile>(() => ReadAsync(text))).Message.ShouldContain("不是 JSON");

    [Theory]
    [InlineData("2026-11-20 10:00:00", "2026-11-20T02:00:00Z")]
    [InlineData("2026-11-20T10:00:00+08:00", "2026-11-20T02:00:00Z")]
    [InlineData("2026-11-20T02:00:00Z", "2026-11-20T02:00:00Z")]
    public async Task Read_Times_AreUtc_WithoutAZoneTheCitys(string written, string utc)
    {
        var row = (await ReadAsync($$"""[{"number":"1","receivedAt":"{{written}}"}]"""))[0];

        row.Order!.ReceivedAt!.Value.ToString("yyyy-MM-ddTHH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(utc);
    }

    [Fact]
    public async Task RefusedFile_MendedAndReadAgain_IsTheRow()
    {
        var rows = await ReadAsync("""[{"number":"1","title":"甲","receivedAt":"昨天"}]""");
        var report = new ImportReport();
        report.Add(rows, []);

        using var reader = new StreamReader(report.RefusedFile());
        var again = await ReadAsync((await reader.ReadToEndAsync()).Replace("昨天", "2026-11-20", StringComparison.Ordinal));

        again.Single().Order!.Title.ShouldBe("甲");
    }

    private static async Task<List<FileRow>> ReadAsync(string text)
    {
        var rows = new List<FileRow>();
        await foreach (var row in WorkOrderFile.ReadAsync(Stream(text)))
            rows.Add(row);
        return rows;
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
