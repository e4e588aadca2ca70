using System.IO.Compression;
using System.Text;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.1, pitfalls 25 and 27: files of items in both shapes and as Excel; dirt costs a row, a trap costs nothing.</summary>
public sealed class HallFileTests
{
    private const string Flat = """{"TASK_CODE":"T-2","TASK_NAME":"失业登记","DEPT_NAME":"清远市人力资源和社会保障局","ORGCODE":"RS01","material_intro":["身份证","登记表"],"handle_time_limit":"5(工作日)"}""";

    private static readonly string[] Wrapped = [SyncHost.Item("a1"), Flat];

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    [InlineData("bom")]
    [InlineData("gbk")]
    [InlineData("gbk-array")]
    public async Task Json_InEitherShapeAndFrame_GivesTheSameItems(string frame)
    {
        var text = frame.EndsWith("array", StringComparison.Ordinal) ? $"[{string.Join(',', Wrapped)}]" : $"\n{string.Join("\r\n\n", Wrapped)}\n";
        var bytes = frame.StartsWith("gbk", StringComparison.Ordinal) ? CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text)
            : frame == "bom" ? [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] : Encoding.UTF8.GetBytes(text);

        var rows = await ReadAsync(new MemoryStream(bytes));

        rows.Select(row => (row.Record.Code, row.Record.Name, row.Record.Problem)).ShouldBe([("a1", "社保卡补办", null), ("T-2", "失业登记", null)]);
        rows[1].Record.Guide!.Materials.Select(material => material.Name).ShouldBe(["身份证", "登记表"]);
        rows[1].Record.Guide!.Promised!.Days.ShouldBe(5);
    }

    [Fact]
    public async Task Dirt_InAFile_CostsItsOwnRowAndNoOther()
    {
        string[] lines =
        [
            SyncHost.Item("a1"), "{oops", "null", "7", "[1,2]", """{"AUDIT_ITEM":null}""", """{"AUDIT_ITEM":[null,null],"AUDIT_MATERIAL":[null,{"MATERIAL_NAME":null}]}""", "\u0000\u0000", """{"ITEM_ID":"x1","CATANAME":"\ud800","DEPT_NAME":"局"}""",
            $$"""{"ITEM_ID":"x2","CATANAME":"{{new string('长', 10_000)}}","DEPT_NAME":"局"}""", $$"""{"ITEM_ID":"x3","CATANAME":"长条件","DEPT_NAME":"局","ACCEPT_CONDITION":"{{new string('长', 10_000)}}\u0000"}""", SyncHost.Item("a2", "失业登记"),
        ];
        await using var host = await SyncHost.StartAsync(null);
        var file = await HallFile.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

        var (run, rows) = await host.Get<HallSync>().ImportAsync(Town.Actor("city.editor"), "dirt.jsonl", file.ReadAsync());

        (run.State, run.Read, run.Added, run.Quarantined).ShouldBe((HallRunState.Succeeded, 12, 3, 9));
        rows.Where(row => row.Result is IntakeResult.Added).Select(row => (row.Place, row.Code)).ShouldBe([(1, "a1"), (11, "x3"), (12, "a2")]);
        rows.Where(row => row.Result is IntakeResult.Quarantined).ShouldAllBe(row => row.Reason!.Length > 0 && row.Raw != null);
        rows[1].Reason!.ShouldContain("第 2 行");
        rows[9].Reason!.ShouldContain("300");
        (await host.Get<HallViews>().QuarantineAsync(Town.Actor("city.editor"), 0, 50)).Items.ShouldAllBe(row => !row.Raw.Contains('\0'));
    }

    [Fact]
    public async Task Array_BrokenOff_KeepsWhatCameBeforeAndSaysFromWhereOn()
    {
        await using var host = await SyncHost.StartAsync(null);
        var file = await HallFile.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes($"[{SyncHost.Item("a1")},{{\"ITEM_ID\":")));

        var (run, rows) = await host.Get<HallSync>().ImportAsync(Town.Actor("city.editor"), "broken.json", file.ReadAsync());

        (run.State, run.Error).ShouldBe((HallRunState.Failed, "第 1 条之后的内容不是有效的 JSON，没有读取。"));
        rows.Count.ShouldBe(0);
        (await host.Get<HallViews>().StatusAsync()).Running.ShouldBeNull();
    }

    [Fact]
    public async Task Excel_WithChineseHeadings_IsReadCellByCell()
    {
        var rows = await ReadAsync(await BookAsync(
            new() { ["事项编码"] = "T-1", ["事项名称"] = "社保卡补办", ["实施部门"] = "市人社局", ["申请材料"] = "身份证；照片\n申请表", ["承诺办结时限"] = "15(工作日)", ["是否网上办理"] = "是", ["咨询电话"] = 12345, ["服务对象"] = "自然人、法人" },
            new(),
            new() { ["事项编码"] = 441802000000, ["事项名称"] = "'=1+1", ["实施部门"] = "市人社局", ["事项状态"] = "取消" },
            new() { ["事项编码"] = "T-3", ["事项名称"] = "", ["实施部门"] = "市人社局" }));

        rows.Select(row => (row.Place, row.Record.Code, row.Record.Problem is null)).ShouldBe([(2, "T-1", true), (4, "441802000000", true), (5, "T-3", false)]);
        var guide = rows[0].Record.Guide!;
        guide.Materials.Select(material => material.Name).ShouldBe(["身份证", "照片", "申请表"]);
        (guide.Promised!.Days, guide.Online, guide.Phone, guide.Audience.Count).ShouldBe((15, true, "12345", 2));
        (rows[1].Record.Name, rows[1].Record.Cancelled).ShouldBe(("=1+1", true));
    }

    [Fact]
    public async Task Excel_FromTheTemplate_IsUnderstoodInEveryColumn()
    {
        var headings = (await (await HallSheet.TemplateAsync()).QueryAsync(useHeaderRow: true)).Cast<IDictionary<string, object>>().First().Keys.ToList();
        headings.ShouldBe(HallSheet.Headings);
        var cells = headings.ToDictionary(heading => heading, heading => (object)$"{heading}内容");
        (cells["事项编码"], cells["承诺办结时限"], cells["法定办结时限"], cells["是否收费"], cells["是否网上办理"], cells["到现场次数"], cells["网上办理地址"], cells["部门代码"]) = ("T-1", "3(工作日)", "9(自然日)", "是", "是", "2", "https://hall.example/a", "RS01");

        var record = (await ReadAsync(await BookAsync(cells))).Single().Record;

        record.Problem.ShouldBeNull();
        var guide = record.Guide!;
        (guide.Promised!.Days, guide.Statutory!.Days, guide.Charges, guide.Online, guide.Visits, guide.OnlineUrl, guide.DepartmentCode).ShouldBe((3, 9, true, true, 2, "https://hall.example/a", "RS01"));
        // Whatever a heading promises stands somewhere in the guide.
        var whole = string.Join('\n', GuideFields.All.Select(field => field.Text(guide)));
        foreach (var heading in headings.Except(["事项编码", "承诺办结时限", "法定办结时限", "是否收费", "是否网上办理", "到现场次数", "网上办理地址", "部门代码", "事项状态"]))
            whole.ShouldContain($"{heading}内容");
    }

    [Fact]
    public async Task Excel_WithLongCellsAndAnEmptyEnd_IsRead()
    {
        var rows = await ReadAsync(await BookAsync(new Dictionary<string, object> { ["事项编码"] = "T-1", ["事项名称"] = "长", ["实施部门"] = "局", ["受理条件"] = new string('长', 10_000) }, new() { ["事项编码"] = "T-2", ["事项名称"] = new string('长', 10_000), ["实施部门"] = "局" }, new(), new()));

        rows.Count.ShouldBe(2);
        rows[0].Record.Guide!.Conditions.Length.ShouldBe(10_000);
        rows[1].Record.Problem!.ShouldContain("300");
    }

    [Theory]
    [InlineData("", "空的")]
    [InlineData(" \r\n\t", "空的")]
    [InlineData("事项编码,事项名称\n1,甲", "不是事项")]
    [InlineData("<html></html>", "不是事项")]
    [InlineData("\u00D0\u00CF\u0011\u00E0", ".xls")]
    public async Task File_OfAnotherKind_IsRefusedByItsContent(string text, string says)
    {
        var bytes = text.StartsWith('\u00D0') ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);

        (await Should.ThrowAsync<UnreadableFile>(() => HallFile.OpenAsync(new MemoryStream(bytes)))).Message.ShouldContain(says);
    }

    [Fact]
    public async Task Archive_ThatIsNoWorkbook_IsRefused()
    {
        (await Should.ThrowAsync<UnreadableFile>(() => HallFile.OpenAsync(Archive(("a.txt", 10))))).Message.ShouldContain("不是 Excel");
        (await Should.ThrowAsync<UnreadableFile>(() => HallFile.OpenAsync(new MemoryStream([.. "PK\u0003\u0004"u8, 1, 2, 3])))).Message.ShouldContain("已损坏");
    }

    [Fact]
    public async Task Archive_ThatUnpacksToHundredsOfMegabytes_IsRefusedBeforeItIsRead()
    {
        var bomb = Archive(("xl/workbook.xml", 0), ("xl/sharedStrings.xml", 320 * 1024 * 1024));
        bomb.Length.ShouldBeLessThan(1024 * 1024);

        (await Should.ThrowAsync<UnreadableFile>(() => HallFile.OpenAsync(bomb))).Message.ShouldContain("解压后过大");
    }

    [Theory]
    [InlineData("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>")]
    [InlineData("<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"a\">]><row r=\"2\"/>")]
    public async Task Sheet_WithCellsFarApart_IsRefusedBeforeItIsRead(string rows)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "xl/workbook.xml", "<workbook/>");
            Write(zip, "xl/worksheets/sheet1.xml", rows.StartsWith("<!", StringComparison.Ordinal) ? rows : $"<worksheet><sheetData>{rows}</sheetData></worksheet>");
        }

        (await Should.ThrowAsync<UnreadableFile>(() => HallFile.OpenAsync(file))).Message.ShouldMatch("最多|已损坏");

        static void Write(ZipArchive zip, string name, string text)
        {
            using var part = new StreamWriter(zip.CreateEntry(name).Open());
            part.Write(text);
        }
    }

    [Fact]
    public async Task Workbook_WithoutKnownHeadings_SaysWhichAreNeeded()
    {
        var (run, _) = await ImportAsync(await BookAsync(new Dictionary<string, object> { ["编号"] = "1", ["标题"] = "甲" }));
        (run.State, run.Error!.Contains("事项编码", StringComparison.Ordinal)).ShouldBe((HallRunState.Failed, true));
    }

    [Fact]
    public async Task Refused_OfASheet_ComesBackAsASheetThatNoProgramRuns()
    {
        var (run, rows) = await ImportAsync(await BookAsync(
            new() { ["事项编码"] = "T-1", ["事项名称"] = "", ["实施部门"] = "=HYPERLINK(1)" }, new() { ["事项编码"] = "T-2", ["事项名称"] = "好", ["实施部门"] = "局" }));
        var report = new HallImportReport(HallFileKind.Excel, run, rows);
        report.Refused.Count.ShouldBe(1);

        var file = await report.RefusedFileAsync();

        var line = (await file.QueryAsync(useHeaderRow: true)).Cast<IDictionary<string, object>>().Single();
        (line["行号"].ToString(), line["原因"].ToString()!.Contains("没有事项名称", StringComparison.Ordinal), line["实施部门"].ToString()).ShouldBe(("2", true, "'=HYPERLINK(1)"));
        // Mended, it goes in; and what was made text is what it was.
        var again = (await ReadAsync(file)).Single().Record;
        (again.Code, again.Department).ShouldBe(("T-1", "=HYPERLINK(1)"));
    }

    [Fact]
    public async Task Refused_OfLines_ComesBackAsLinesToBeMended()
    {
        var (run, rows) = await ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes("{\"ITEM_ID\":\"x1\",\"DEPT_NAME\":\"局\"}\n{oops")));
        var lines = (await new StreamReader(await new HallImportReport(HallFileKind.Json, run, rows).RefusedFileAsync()).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("{oops");
        var mended = await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines[0].Replace("\"place\"", "\"CATANAME\":\"补办\",\"place\"", StringComparison.Ordinal))));
        mended.Single().Record.Guide!.Name.ShouldBe("补办");
    }

    private static async Task<(HallRun Run, IReadOnlyList<FileResult> Rows)> ImportAsync(Stream stream)
    {
        await using var host = await SyncHost.StartAsync(null);
        return await host.Get<HallSync>().ImportAsync(Town.Actor("city.editor"), "items", (await HallFile.OpenAsync(stream)).ReadAsync());
    }

    private static async Task<List<FileRecord>> ReadAsync(Stream stream)
    {
        var rows = new List<FileRecord>();
        await foreach (var row in (await HallFile.OpenAsync(stream)).ReadAsync())
            rows.Add(row);
        return rows;
    }

    /// <summary>A workbook; an empty row stays empty.</summary>
    internal static async Task<MemoryStream> BookAsync(params Dictionary<string, object>[] rows)
    {
        var headings = rows.SelectMany(row => row.Keys).Distinct().ToList();
        var file = new MemoryStream();
        await file.SaveAsAsync(rows.Select(row => headings.ToDictionary(heading => heading, heading => row.GetValueOrDefault(heading))).ToList());
        return file;
    }

    private static MemoryStream Archive(params (string Name, long Size)[] parts)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, size) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                if (name == "xl/workbook.xml")
                {
                    part.Write("<workbook/>"u8);
                    continue;
                }

                var zeros = new byte[1024 * 1024];
                for (var left = size; left > 0; left -= zeros.Length)
                    part.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
            }

        return file;
    }
}
