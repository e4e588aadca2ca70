using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Approvals;

/// <summary>Items in an Excel file: first sheet, headings in the first row, one item a row; and what goes back as one.</summary>
internal static class HallSheet
{
    /// <summary>What the headings may be; an item needs the first three.</summary>
    public static readonly IReadOnlyList<string> Headings =
    [
        "事项编码", "事项名称", "实施部门", "部门代码", "事项状态", "子项名称", "事项类型", "目录编码", "区域代码", "区域", "行使层级", "服务对象", "主题", "受理条件", "申请材料", "办理流程", "承诺办结时限", "法定办结时限",
        "是否收费", "收费标准", "办理地点", "办理时间", "咨询电话", "投诉电话", "到现场次数", "是否网上办理", "网上办理地址", "法律依据", "简称", "日常用语",
    ];

    // Unpacked, all parts together.
    private const long MostBytes = 300L * 1024 * 1024;
    private const int MostRows = 50_000;
    private const int MostColumns = 200;

    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the file may be read at all.</summary>
    /// <exception cref="UnreadableFile">No workbook, or a trap.</exception>
    public static async Task CheckAsync(Stream stream, CancellationToken ct)
    {
        try
        {
            await Task.Run(() => SheetGuard.Check(stream, MostBytes, MostRows, MostColumns, ct), ct);
        }
        catch (Refusal refusal)
        {
            throw new UnreadableFile(refusal.Message);
        }
    }

    public static async IAsyncEnumerable<FileRecord> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        stream.Position = 0;
        var place = 1;
        List<(string Column, string Heading)>? headings = null;
        foreach (var cells in Cells(stream))
        {
            ct.ThrowIfCancellationRequested();
            if (headings is null)
            {
                headings = HeadingsOf(cells);
                continue;
            }

            place++;
            var row = new JsonObject();
            foreach (var (column, heading) in headings)
                if (cells.TryGetValue(column, out var cell) && TextOf(cell) is { Length: > 0 } text)
                    row[heading] = text;
            if (row.Count == 0)
                continue;
            using var json = JsonDocument.Parse(row.ToJsonString(Relaxed));
            yield return new FileRecord(place, HallRecord.Read(json.RootElement));
            // Cells come without waiting; others on this machine get their turn.
            if (place % 500 == 0)
                await Task.Yield();
        }

        if (headings is null)
            throw new UnreadableFile("工作表是空的。");
    }

    /// <summary>An empty sheet to fill in, with a second one that says how.</summary>
    public static Task<Stream> TemplateAsync() => WriteAsync(new Dictionary<string, object>
    {
        ["事项"] = new[] { Headings.ToDictionary(heading => heading, _ => (object)"") },
        ["填写说明"] = new[]
        {
            new Dictionary<string, object> { ["列"] = "事项编码、事项名称、实施部门", ["说明"] = "必填。事项编码是事项的标识，同一编码再次导入即为更新。" },
            new Dictionary<string, object> { ["列"] = "事项状态", ["说明"] = "填“取消”撤下该事项；其余留空。文件中没有列出的事项保持不变。" },
            new Dictionary<string, object> { ["列"] = "申请材料", ["说明"] = "多项之间换行或用分号隔开。" },
            new Dictionary<string, object> { ["列"] = "服务对象、主题", ["说明"] = "多项之间用逗号或顿号隔开。" },
            new Dictionary<string, object> { ["列"] = "承诺办结时限、法定办结时限", ["说明"] = "如 15(工作日)。" },
            new Dictionary<string, object> { ["列"] = "是否收费、是否网上办理", ["说明"] = "填“是”或“否”。" },
        },
    });

    /// <summary>Rows that were not taken in, as they stood, with place and reason in columns of their own: to be mended and imported again.</summary>
    public static Task<Stream> RefusedAsync(IReadOnlyList<FileResult> rows)
    {
        var read = rows.Select(row => (Row: row, Cells: CellsOf(row.Raw))).ToList();
        var headings = read.SelectMany(row => row.Cells.Keys).Distinct().ToList();
        return WriteAsync(new Dictionary<string, object>
        {
            ["未接受的事项"] = read.Select(pair =>
            {
                var line = new Dictionary<string, object> { ["行号"] = pair.Row.Place, ["原因"] = SheetCell.Safe(pair.Row.Reason ?? "") };
                foreach (var heading in headings)
                    line[SheetCell.Safe(heading)] = SheetCell.Safe(pair.Cells.GetValueOrDefault(heading, ""));
                return line;
            }).ToList(),
        });
    }

    private static async Task<Stream> WriteAsync(Dictionary<string, object> sheets)
    {
        var file = new MemoryStream();
        await file.SaveAsAsync(sheets, configuration: Plain);
        file.Position = 0;
        return file;
    }

    private static IEnumerable<IDictionary<string, object>> Cells(Stream stream)
    {
        IEnumerator<IDictionary<string, object>> rows;
        try
        {
            rows = stream.Query(useHeaderRow: false, excelType: ExcelType.XLSX, configuration: Plain).Cast<IDictionary<string, object>>().GetEnumerator();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Damaged();
        }

        using (rows)
            while (true)
            {
                try
                {
                    if (!rows.MoveNext())
                        yield break;
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // Whatever a broken workbook makes of its reader.
                    throw Damaged();
                }

                yield return rows.Current;
            }

        static UnreadableFile Damaged() => new("Excel 文件已损坏，请在 Excel 中打开并另存后再导入。");
    }

    private static List<(string Column, string Heading)> HeadingsOf(IDictionary<string, object> cells)
    {
        var seen = new HashSet<string>();
        var headings = cells.Select(cell => (Column: cell.Key, Heading: TextOf(cell.Value))).Where(column => column.Heading.Length is > 0 and <= 100 && seen.Add(column.Heading)).ToList();
        return seen.Overlaps(["事项名称", "事项编码", "CATANAME", "TASK_NAME", "TASK_CODE", "ITEM_ID"])
            ? headings
            : throw new UnreadableFile("第一个工作表的第一行须是列名，其中要有“事项编码”“事项名称”“实施部门”；可下载模板填写。");
    }

    private static string TextOf(object? cell) => cell switch
    {
        null => "",
        string text => SheetCell.Given(text.Trim()),
        DateTime day => day.TimeOfDay == TimeSpan.Zero ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : day.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        // A code of fifteen digits is no quantity.
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        bool yes => yes ? "是" : "否",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static Dictionary<string, string> CellsOf(string? raw)
    {
        using var json = JsonDocument.Parse(raw ?? "{}");
        return json.RootElement.EnumerateObject().ToDictionary(cell => cell.Name, cell => cell.Value.ToString());
    }
}
