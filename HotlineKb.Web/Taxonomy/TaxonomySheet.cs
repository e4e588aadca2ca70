using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Taxonomy;

/// <summary>Trees as Excel files: one path a row. In Chinese whoever asks, because they leave the system and come back.</summary>
internal static class TaxonomySheet
{
    public const long MaxSize = 2 * 1024 * 1024;
    public const string Media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string PathColumn = "类别路径";

    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };

    public static Task WriteAsync(Stream file, IReadOnlyList<CategoryItem> tree, CancellationToken ct = default) =>
        file.SaveAsAsync(tree.Select(item => new Line { Path = SheetCell.Safe(item.Path), Level = item.Level, Own = item.Own, Entries = item.Entries }), configuration: Plain, cancellationToken: ct);

    /// <summary>What was not taken, as it was given, with the reason in its own column.</summary>
    public static byte[] Rest(IReadOnlyList<CategoryRow> rows)
    {
        using var file = new MemoryStream();
        file.SaveAs(rows.Where(row => row.Status is not CategoryRowStatus.Added).Select(row => new RestLine { Path = SheetCell.Safe(row.Path), Result = WordOf(row.Status), Reason = row.Reason ?? "" }), configuration: Plain);
        return file.ToArray();
    }

    public static string WordOf(CategoryRowStatus status) => status switch
    {
        CategoryRowStatus.Added => "已新增",
        CategoryRowStatus.Known => "已有",
        CategoryRowStatus.Duplicate => "重复",
        _ => "未接受",
    };

    /// <summary>The paths of a file: of the column that is called so, else of the first.</summary>
    /// <exception cref="Refusal">When it is no Excel file, or has too many rows.</exception>
    public static IReadOnlyList<string> Read(Stream file)
    {
        var paths = new List<string>();
        try
        {
            SheetGuard.Check(file, 50 * 1024 * 1024, CategoryActions.MaxPathsAtOnce + 1, 50);
            string? column = null;
            foreach (IDictionary<string, object?> row in file.Query(useHeaderRow: false))
            {
                if (column is null)
                {
                    var header = row.FirstOrDefault(cell => Said(cell.Value) is PathColumn or "路径");
                    column = header.Key ?? row.Keys.FirstOrDefault() ?? "A";
                    if (header.Key is not null)
                        continue;
                }

                var said = Said(row.TryGetValue(column, out var value) ? value : null);
                // A cell that was made safe on its way out comes back as it was.
                paths.Add(said.Length > 1 && said[0] == '\'' ? said[1..] : said);
                if (paths.Count > CategoryActions.MaxPathsAtOnce)
                    throw Refusal.Malformed($"文件超过 {CategoryActions.MaxPathsAtOnce} 行，请分成几个文件导入。");
            }
        }
        catch (Exception e) when (e is not Refusal and not OperationCanceledException)
        {
            throw Refusal.Malformed("这不是可读取的 Excel 文件（.xlsx）。");
        }

        while (paths.Count > 0 && paths[^1].Length == 0)
            paths.RemoveAt(paths.Count - 1);
        return paths.Count > 0 ? paths : throw Refusal.Malformed("文件里没有类别路径。");
    }

    private static string Said(object? cell) => (Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture) ?? "").Trim();

    private sealed class Line
    {
        [ExcelColumn(Name = PathColumn, Width = 60)]
        public string Path { get; init; } = "";

        [ExcelColumn(Name = "层级", Width = 8)]
        public int Level { get; init; }

        [ExcelColumn(Name = "本级条目", Width = 12)]
        public int Own { get; init; }

        [ExcelColumn(Name = "含下级条目", Width = 12)]
        public int Entries { get; init; }
    }

    private sealed class RestLine
    {
        [ExcelColumn(Name = PathColumn, Width = 60)]
        public string Path { get; init; } = "";

        [ExcelColumn(Name = "结果", Width = 10)]
        public string Result { get; init; } = "";

        [ExcelColumn(Name = "原因", Width = 60)]
        public string Reason { get; init; } = "";
    }
}
