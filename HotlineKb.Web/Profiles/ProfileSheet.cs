using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Profiles;

/// <summary>Profiles as one sheet with a column for the kind of line: what is exported can be mended and imported again.</summary>
internal static class ProfileSheet
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Bytes.</summary>
    public const long MaxSize = 10 * 1024 * 1024;

    private const string Name = "基本信息";

    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };

    public static Task WriteAsync(Stream file, IReadOnlyList<ProfileRow> rows, CancellationToken ct) => file.SaveAsAsync(rows.Select(row => Line.Of(row)), sheetName: Name, configuration: Plain, cancellationToken: ct);

    /// <summary>The rows that were not taken, each with its reason, to be mended and imported again.</summary>
    public static async Task<Stream> RefusedAsync(IEnumerable<ProfileRowResult> results, CancellationToken ct)
    {
        var file = new MemoryStream();
        await file.SaveAsAsync(results.Where(result => result.Reason is not null).Select(result => RefusedLine.Of(result)), sheetName: Name, configuration: Plain, cancellationToken: ct);
        file.Position = 0;
        return file;
    }

    /// <param name="file">Whole and seekable.</param>
    /// <exception cref="Refusal">With a sentence for people.</exception>
    public static IReadOnlyList<ProfileRow> Read(Stream file)
    {
        var rows = new List<ProfileRow>();
        try
        {
            SheetGuard.Check(file, 20 * 1024 * 1024, ProfileTransfer.MostRows + 1, 50);
            foreach (IDictionary<string, object?> cells in MiniExcel.Query(file, useHeaderRow: true))
            {
                if (rows.Count == 0 && !cells.ContainsKey("类别"))
                    throw Refusal.Malformed("第一行须为列名：单位、类别、名称、地址、时间、电话、办理事项、职务、分工、手机、说明。");
                // The first row names the columns.
                var row = new ProfileRow(rows.Count + 2, Cell(cells, "单位"), Cell(cells, "类别"), Cell(cells, "名称"), Cell(cells, "地址"), Cell(cells, "时间"), Cell(cells, "电话"), Cell(cells, "办理事项"), Cell(cells, "职务"), Cell(cells, "分工"), Cell(cells, "手机"), Text(cells, "说明"));
                rows.Add(row);
                if (rows.Count > ProfileTransfer.MostRows)
                    throw Refusal.Malformed($"一次最多导入 {ProfileTransfer.MostRows:N0} 行，请分成几个文件。");
            }
        }
        catch (Exception e) when (e is not Refusal)
        {
            throw Refusal.Malformed("文件不是可以读取的 Excel 表（.xlsx）。");
        }

        return [.. rows.Where(row => row with { Place = 0 } != new ProfileRow(0, "", ""))];
    }

    private static string Cell(IDictionary<string, object?> cells, string name) => Wording.OneLine(Text(cells, name));

    private static string Text(IDictionary<string, object?> cells, string name)
    {
        var text = Wording.Readable(Convert.ToString(cells.TryGetValue(name, out var value) ? value : null, System.Globalization.CultureInfo.InvariantCulture) ?? "").Trim();
        // The mark that kept a cell from being a formula.
        return text.Length > 1 && text[0] == '\'' && SheetCell.Safe(text[1..]) == text ? text[1..] : text;
    }

    private class Line
    {
        [ExcelColumn(Name = "单位", Width = 32)]
        public string Unit { get; init; } = "";

        [ExcelColumn(Name = "类别", Width = 12)]
        public string Kind { get; init; } = "";

        [ExcelColumn(Name = "名称", Width = 24)]
        public string Name { get; init; } = "";

        [ExcelColumn(Name = "地址", Width = 36)]
        public string Address { get; init; } = "";

        [ExcelColumn(Name = "时间", Width = 24)]
        public string Hours { get; init; } = "";

        [ExcelColumn(Name = "电话", Width = 24)]
        public string Phone { get; init; } = "";

        [ExcelColumn(Name = "办理事项", Width = 36)]
        public string Handles { get; init; } = "";

        [ExcelColumn(Name = "职务", Width = 16)]
        public string Title { get; init; } = "";

        [ExcelColumn(Name = "分工", Width = 24)]
        public string Duty { get; init; } = "";

        [ExcelColumn(Name = "手机", Width = 14)]
        public string Mobile { get; init; } = "";

        [ExcelColumn(Name = "说明", Width = 48)]
        public string Note { get; init; } = "";

        public static Line Of(ProfileRow row) => Fill(row, null);

        protected static Line Fill(ProfileRow row, string? reason)
        {
            var (unit, kind, name, address, hours) = (SheetCell.Safe(row.Unit), SheetCell.Safe(row.Kind), SheetCell.Safe(row.Name), SheetCell.Safe(row.Address), SheetCell.Safe(row.Hours));
            var (phone, handles, title, duty, mobile, note) = (SheetCell.Safe(row.Phone), SheetCell.Safe(row.Handles), SheetCell.Safe(row.Title), SheetCell.Safe(row.Duty), SheetCell.Safe(row.Mobile), SheetCell.Safe(row.Note));
            return reason is null
                ? new Line { Unit = unit, Kind = kind, Name = name, Address = address, Hours = hours, Phone = phone, Handles = handles, Title = title, Duty = duty, Mobile = mobile, Note = note }
                : new RefusedLine { Unit = unit, Kind = kind, Name = name, Address = address, Hours = hours, Phone = phone, Handles = handles, Title = title, Duty = duty, Mobile = mobile, Note = note, Reason = reason };
        }
    }

    private sealed class RefusedLine : Line
    {
        [ExcelColumn(Name = "原因", Width = 60)]
        public string Reason { get; init; } = "";

        public static RefusedLine Of(ProfileRowResult result) => (RefusedLine)Fill(result.Row, result.Reason ?? "");
    }
}
