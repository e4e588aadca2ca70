using HotlineKb.Core.Basics;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using HotlineKb.Web.Parts;
using HotlineKb.Web.Supervision;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class ExportTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86", "'+86")]
    [InlineData("-1", "'-1")]
    [InlineData("@a", "'@a")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("1=1", "1=1")]
    [InlineData("", "")]
    public void Cell_ThatBeginsLikeAFormula_IsText(string text, string expected) => SheetCell.Safe(text).ShouldBe(expected);

    [Fact]
    public async Task File_OfRows_OpensAgainWithHeaderCityTimesAndMark()
    {
        await using var host = await TestHost.StartAsync();
        await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "=HYPERLINK(1)" }).SubmittedToUnit().After(TimeSpan.FromHours(23));
        await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "社保卡怎么补办" }).SubmittedToUnit();

        var (sheet, notes, mark) = await ExportAsync(host, "city.supervisor", new SupervisionFilter());

        sheet.Count.ShouldBe(2);
        ((string)sheet[0]["标题"]).ShouldBe("'=HYPERLINK(1)");
        ((string)sheet[0]["状态"]).ShouldBe("在办，已超时");
        ((DateTime)sheet[0]["交办时间"]).ShouldBe(new DateTime(2026, 11, 23, 16, 0, 0));
        sheet[0]["办结时间"].ShouldBeNull();
        ((string)sheet[1]["由谁办理"]).ShouldBe("清远市人力资源和社会保障局");
        notes.Select(note => (string)note["项目"]).ShouldBe(["导出人", "导出时间", "条数", "筛选", "说明"]);
        ((string)notes[0]["内容"]).ShouldContain("city.supervisor");
        ((string)notes[1]["内容"]).ShouldContain("2026-11-24 15:00:00");
        notes[2]["内容"].ToString().ShouldBe("2");
        (mark.Rows, mark.Capped).ShouldBe((2, false));
        var row = (await host.RowsAsync()).Single(row => row.Kind == "supervision.exported");
        (row.Actor, row.Data).ShouldBe(("city.supervisor", "{\"rows\":2,\"filter\":\"?due=open\"}"));
    }

    [Fact]
    public void Recorded_OfAnAddress_IsWhatWasUnderstoodWithoutPersonalData()
    {
        var said = new Dictionary<string, string> { ["due"] = "overdue", ["q"] = "13812345678", ["junk"] = new string('x', 5_000) };
        var recorded = SupervisionAddress.Recorded(SupervisionAddress.Read(said.GetValueOrDefault));
        recorded.ShouldStartWith("?");
        recorded.ShouldContain("due=overdue");
        recorded.ShouldNotContain("12345678");
        recorded.Length.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task File_ForACountyOffice_HoldsItsCountyOnly()
    {
        await using var host = await TestHost.StartAsync();
        await host.OweAsync(Town.Rsj, TimeSpan.FromHours(1));
        await host.OweAsync(Town.YingdeMz, TimeSpan.FromHours(1));

        var (sheet, _, mark) = await ExportAsync(host, "yingde.office", new SupervisionFilter());

        mark.Rows.ShouldBe(1);
        ((string)sheet.Single()["单位"]).ShouldBe("英德市民政局");
    }

    [Fact]
    public async Task Export_ByWhoDoesNotSupervise_IsRefusedAndNotRecorded()
    {
        await using var host = await TestHost.StartAsync();

        await Should.ThrowAsync<Refusal>(() => ExportAsync(host, "officer.rsj", new SupervisionFilter()));

        (await host.RowsAsync()).ShouldNotContain(row => row.Kind == "supervision.exported");
    }

    private static async Task<(List<IDictionary<string, object>> Sheet, List<IDictionary<string, object>> Notes, ExportMark Mark)> ExportAsync(TestHost host, string who, SupervisionFilter filter)
    {
        using var file = new MemoryStream();
        var mark = await host.Get<SupervisionExport>().ExportAsync(Town.Actor(who), filter, "?due=open", (rows, made) => SupervisionSheet.WriteAsync(file, rows, made, filter, CancellationToken.None));
        return (Read("督办事项"), Read("导出说明"), mark);

        List<IDictionary<string, object>> Read(string name)
        {
            using var copy = new MemoryStream(file.ToArray());
            return [.. copy.Query(useHeaderRow: true, sheetName: name).Select(row => (IDictionary<string, object>)row)];
        }
    }
}
