using System.Globalization;
using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using Microsoft.AspNetCore.WebUtilities;

namespace HotlineKb.Web.Supervision;

/// <summary>The filters of supervision as they stand in addresses: of the screen, of its rows, of the export.</summary>
internal static class SupervisionAddress
{
    public const string Page = "/supervision";
    public const string Export = "/supervision/export";

    /// <summary>The screen.</summary>
    public static string Of(SupervisionFilter filter) => Write(Page, filter.Whose, rows: false);

    /// <summary>The rows behind a figure.</summary>
    public static string Rows(SupervisionFilter filter) => Write(Page, filter, rows: true);

    public static string ExportOf(SupervisionFilter filter) => Write(Export, filter, rows: false);

    /// <summary>For the ledger, which forgets nothing: what was understood of the address and no more, without numbers of persons and shortened.</summary>
    public static string Recorded(SupervisionFilter filter) =>
        ExportOf(filter.Text is { } text ? filter with { Text = Wording.Cut(PersonalData.Mask(text), 120) } : filter)[Export.Length..];

    /// <summary>What an address says; what it says wrongly is as if not said.</summary>
    public static SupervisionFilter Read(Func<string, string?> said) => new(
        Unit.IdOf(said("unit")),
        Number(said("region")),
        Word<AssignmentKind>(said("kind")),
        Word<OwedBy>(said("owes")),
        Number(said("office")),
        Word<WorkState>(said("due")) ?? WorkState.Open,
        Word<WorkAge>(said("age")),
        Number(said("days")) is { } days && SupervisionFilter.Periods.Contains(days) ? days : SupervisionFilter.StandardDays,
        DateOnly.TryParseExact(said("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9000 ? day : null,
        string.IsNullOrWhiteSpace(said("q")) ? null : said("q")!.Trim());

    public static string WordOf(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Write(string path, SupervisionFilter filter, bool rows) => QueryHelpers.AddQueryString(path, new (string Name, string? Value)[]
    {
        ("show", rows ? "rows" : null),
        ("due", filter.Due is WorkState.Open ? null : WordOf(filter.Due)),
        ("age", filter.Age is { } age ? WordOf(age) : null),
        ("day", filter.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("unit", filter.UnitId is { } unit ? Unit.CodeOf(unit) : null),
        ("region", filter.RegionCode?.ToString(CultureInfo.InvariantCulture)),
        ("kind", filter.Kind is { } kind ? WordOf(kind) : null),
        ("owes", filter.Owes is { } owes ? WordOf(owes) : null),
        ("office", filter.OfficeId?.ToString(CultureInfo.InvariantCulture)),
        ("days", filter.Days == SupervisionFilter.StandardDays ? null : filter.Days.ToString(CultureInfo.InvariantCulture)),
        ("q", filter.Text),
    }.Where(part => part.Value is not null).Select(part => KeyValuePair.Create(part.Name, part.Value)));

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsDigit(text![0]) ? word : null;
}
