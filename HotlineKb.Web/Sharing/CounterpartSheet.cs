using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Sharing;
using HotlineKb.Web.Parts;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HotlineKb.Web.Sharing;

/// <summary>Counterparts as Excel files: a pair a row. In Chinese whoever asks, because they leave the system and come back.</summary>
internal static class CounterpartSheet
{
    public const long MaxSize = 2 * 1024 * 1024;
    private const string CityColumn = "市级单位";
    private const string CountyColumn = "县级单位";

    private static readonly OpenXmlConfiguration Plain = new() { TableStyles = TableStyles.None, EnableAutoWidth = false };

    public static Stream Write(IReadOnlyList<CounterpartsOfUnit> rows) =>
        Sheet(rows.SelectMany(row => row.Counties.Select(county => new Line { City = SheetCell.Safe(row.City.Name), County = SheetCell.Safe(county.Name) })));

    /// <summary>What was not taken, as it was given, with the reason in its own column.</summary>
    public static Stream Rest(IReadOnlyList<CounterpartRow> rows) =>
        Sheet(rows.Where(row => row.Problem is not null).Select(row => new RestLine { City = SheetCell.Safe(row.City), County = SheetCell.Safe(row.County), Reason = row.Problem! }));

    /// <summary>The pairs of a file: of the columns that are called so, else of the first two. Empty rows count as none.</summary>
    /// <exception cref="Refusal">When it is no Excel file, or has nothing in it, or too much.</exception>
    public static IReadOnlyList<(string City, string County)> Read(Stream file)
    {
        var pairs = new List<(string, string)>();
        try
        {
            SheetGuard.Check(file, 50 * 1024 * 1024, AccessPolicyActions.MostRows + 1, 50);
            (string City, string County)? columns = null;
            foreach (IDictionary<string, object?> row in file.Query(useHeaderRow: false))
            {
                if (columns is null)
                {
                    var (city, county) = (row.FirstOrDefault(cell => Said(cell.Value) == CityColumn).Key, row.FirstOrDefault(cell => Said(cell.Value) == CountyColumn).Key);
                    columns = (city ?? "A", county ?? "B");
                    if (city is not null && county is not null)
                        continue;
                }

                var pair = (Cell(row, columns.Value.City), Cell(row, columns.Value.County));
                if (pair is not ("", ""))
                    pairs.Add(pair);
                if (pairs.Count > AccessPolicyActions.MostRows)
                    throw Refusal.Malformed($"文件超过 {AccessPolicyActions.MostRows:N0} 行，请分成几个文件导入。");
            }
        }
        catch (Exception e) when (e is not Refusal and not OperationCanceledException)
        {
            throw Refusal.Malformed("这不是可读取的 Excel 文件（.xlsx）。");
        }

        return pairs.Count > 0 ? pairs : throw Refusal.Malformed("文件里没有对口关系。");
    }

    private static MemoryStream Sheet<T>(IEnumerable<T> rows)
    {
        var file = new MemoryStream();
        file.SaveAs(rows, configuration: Plain);
        file.Position = 0;
        return file;
    }

    // A cell that was made safe on its way out comes back as it was.
    private static string Cell(IDictionary<string, object?> row, string column) =>
        SheetCell.Given(Said(row.TryGetValue(column, out var value) ? value : null));

    private static string Said(object? cell) => (Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "").Trim();

    private sealed class Line
    {
        [ExcelColumn(Name = CityColumn, Width = 36)]
        public string City { get; init; } = "";

        [ExcelColumn(Name = CountyColumn, Width = 36)]
        public string County { get; init; } = "";
    }

    private sealed class RestLine
    {
        [ExcelColumn(Name = CityColumn, Width = 36)]
        public string City { get; init; } = "";

        [ExcelColumn(Name = CountyColumn, Width = 36)]
        public string County { get; init; } = "";

        [ExcelColumn(Name = "原因", Width = 60)]
        public string Reason { get; init; } = "";
    }
}
