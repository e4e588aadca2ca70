using System.Globalization;
using System.Text;
using HotlineKb.Core.Releases;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Releases;

/// <summary>公开台账 as a file, in Chinese and in the city's time whoever asks, because it leaves the system.</summary>
internal static class ReleaseSheet
{
    public const string ExcelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };
    private static readonly string[] Heads = ["编码", "标题", "单位", "地区", "版本", "状态", "渠道", "公开依据", "提出人", "批准人", "公开时间", "终止时间", "终止人", "原因", "核对说明"];

    public static Task ExcelAsync(Stream file, IReadOnlyList<ReleaseItem> rows, CancellationToken ct) =>
        file.SaveAsAsync(rows.Select(LineOf), sheetName: "公开台账", configuration: Plain, cancellationToken: ct);

    /// <summary>UTF-8 with its mark, as Excel wants it.</summary>
    public static byte[] Csv(IReadOnlyList<ReleaseItem> rows)
    {
        var text = new StringBuilder().AppendJoin(',', Heads).Append("\r\n");
        foreach (var line in rows.Select(LineOf))
            text.AppendJoin(',', new[] { line.Code, line.Title, line.Unit, line.Region, line.Version.ToString(CultureInfo.InvariantCulture), line.Stage, line.Channels, line.Basis, line.ProposedBy, line.ApprovedBy, Time(line.Since), Time(line.Until), line.EndedBy, line.Reason, line.Acknowledgement }
                .Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append("\r\n");
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Time(DateTime? city) => city?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static Line LineOf(ReleaseItem item) => new()
    {
        Code = item.Release.Code,
        Title = SheetCell.Safe(item.Title),
        Unit = SheetCell.Safe(item.Unit),
        Region = SheetCell.Safe(item.Region),
        Version = item.Release.EntryVersion,
        Stage = ReleaseFlow.NameOf(item.Release.Stage),
        Channels = string.Join('、', ReleaseWords.Of(item.Release.Channels)),
        Basis = SheetCell.Safe(item.Release.Basis),
        ProposedBy = item.Release.ProposedById is null ? "系统（新版本）" : SheetCell.Safe(item.Release.ProposedBy),
        ApprovedBy = SheetCell.Safe(item.Release.ApprovedBy),
        Since = item.Release.PublicSince is { } since ? CityTime.Of(since) : null,
        Until = item.Release.PublicUntil is { } until ? CityTime.Of(until) : null,
        EndedBy = SheetCell.Safe(item.Release.EndedBy),
        Reason = SheetCell.Safe(item.Release.Reason ?? ""),
        Acknowledgement = SheetCell.Safe(item.Release.Acknowledgement ?? ""),
    };

    private sealed class Line
    {
        [ExcelColumn(Name = "编码", Width = 22)]
        public string Code { get; init; } = "";

        [ExcelColumn(Name = "标题", Width = 44)]
        public string Title { get; init; } = "";

        [ExcelColumn(Name = "单位", Width = 28)]
        public string Unit { get; init; } = "";

        [ExcelColumn(Name = "地区", Width = 12)]
        public string Region { get; init; } = "";

        [ExcelColumn(Name = "版本", Width = 8)]
        public int Version { get; init; }

        [ExcelColumn(Name = "状态", Width = 12)]
        public string Stage { get; init; } = "";

        [ExcelColumn(Name = "渠道", Width = 18)]
        public string Channels { get; init; } = "";

        [ExcelColumn(Name = "公开依据", Width = 40)]
        public string Basis { get; init; } = "";

        [ExcelColumn(Name = "提出人", Width = 14)]
        public string ProposedBy { get; init; } = "";

        [ExcelColumn(Name = "批准人", Width = 12)]
        public string ApprovedBy { get; init; } = "";

        [ExcelColumn(Name = "公开时间", Width = 20)]
        public DateTime? Since { get; init; }

        [ExcelColumn(Name = "终止时间", Width = 20)]
        public DateTime? Until { get; init; }

        [ExcelColumn(Name = "终止人", Width = 12)]
        public string EndedBy { get; init; } = "";

        [ExcelColumn(Name = "原因", Width = 30)]
        public string Reason { get; init; } = "";

        [ExcelColumn(Name = "核对说明", Width = 30)]
        public string Acknowledgement { get; init; } = "";
    }
}
