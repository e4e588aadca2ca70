using HotlineKb.Core.Supervision;
using HotlineKb.Web.Assignments;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Supervision;

/// <summary>Rows as an Excel file, in Chinese and in the city's time whoever asks, because it leaves the system; the second sheet says who took it and when.</summary>
internal static class SupervisionSheet
{
    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };

    public static Task WriteAsync(Stream file, IAsyncEnumerable<SupervisionRow> rows, Func<ExportMark> mark, SupervisionFilter filter, CancellationToken ct) =>
        file.SaveAsAsync(new Dictionary<string, object> { ["督办事项"] = LinesAsync(rows, mark), ["导出说明"] = Notes(mark, filter) }, configuration: Plain, cancellationToken: ct);

    private static async IAsyncEnumerable<Line> LinesAsync(IAsyncEnumerable<SupervisionRow> rows, Func<ExportMark> mark)
    {
        await foreach (var row in rows)
        {
            yield return new Line
            {
                Title = SheetCell.Safe(row.Title),
                Kind = AssignmentWords.Of(row.Kind),
                Owner = SheetCell.Safe(row.Owner),
                Unit = SheetCell.Safe(row.Unit),
                Region = SheetCell.Safe(row.Region),
                State = StateOf(row, mark().At),
                OpenedAt = CityTime.Of(row.OpenedAt),
                DueAt = CityTime.Of(row.DueAt),
                ClosedAt = row.ClosedAt is { } closed ? CityTime.Of(closed) : null,
                Hours = row.ClosedAt is { } answered ? Math.Round((answered - row.OpenedAt).TotalHours, 1) : null,
                ClaimedBy = SheetCell.Safe(row.ClaimedBy ?? ""),
                Urging = row.Urging is { } urging ? UrgingFlow.NameOf(urging) : "",
            };
        }
    }

    private static string StateOf(SupervisionRow row, DateTime now) => row.ClosedAt is not null
        ? row.OnTime switch { true => "按时办结", false => "超时办结", _ => "已收回" }
        : row.OverdueAt is not null || row.DueAt < now ? "在办，已超时" : "在办";

    // Read only when its turn comes, after the last row.
    private static IEnumerable<Note> Notes(Func<ExportMark> mark, SupervisionFilter filter)
    {
        var made = mark();
        yield return new Note("导出人", SheetCell.Safe(made.By));
        yield return new Note("导出时间", $"{CityTime.Full(made.At)}（北京时间）");
        yield return new Note("条数", made.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new Note("筛选", $"{SupervisionWords.Of(filter.Due)}；{SupervisionAddress.Rows(filter)}");
        if (made.Capped)
            yield return new Note("注意", $"符合条件的超过 {SupervisionExport.MostRows} 条，只导出前 {SupervisionExport.MostRows} 条；请缩小筛选范围。");
        yield return new Note("说明", "本表仅供督办使用，导出已记入台账。");
    }

    private sealed record Note([property: ExcelColumn(Name = "项目", Width = 12)] string Name, [property: ExcelColumn(Name = "内容", Width = 80)] string Text);

    private sealed class Line
    {
        [ExcelColumn(Name = "标题", Width = 48)]
        public string Title { get; init; } = "";

        [ExcelColumn(Name = "环节", Width = 12)]
        public string Kind { get; init; } = "";

        [ExcelColumn(Name = "由谁办理", Width = 28)]
        public string Owner { get; init; } = "";

        [ExcelColumn(Name = "单位", Width = 28)]
        public string Unit { get; init; } = "";

        [ExcelColumn(Name = "地区", Width = 12)]
        public string Region { get; init; } = "";

        [ExcelColumn(Name = "状态", Width = 14)]
        public string State { get; init; } = "";

        [ExcelColumn(Name = "交办时间", Width = 20)]
        public DateTime OpenedAt { get; init; }

        [ExcelColumn(Name = "到期时间", Width = 20)]
        public DateTime DueAt { get; init; }

        [ExcelColumn(Name = "办结时间", Width = 20)]
        public DateTime? ClosedAt { get; init; }

        [ExcelColumn(Name = "用时（小时）", Width = 14)]
        public double? Hours { get; init; }

        [ExcelColumn(Name = "认领", Width = 12)]
        public string ClaimedBy { get; init; } = "";

        [ExcelColumn(Name = "督办", Width = 10)]
        public string Urging { get; init; } = "";
    }
}
