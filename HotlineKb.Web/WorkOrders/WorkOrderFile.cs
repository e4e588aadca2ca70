using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.WorkOrders;

/// <summary>One row of a file of work orders.</summary>
/// <param name="Place">From 1: element of the array, or line.</param>
/// <param name="Order">Null when it could not be read; then <paramref name="Problem"/> says why.</param>
/// <param name="Raw">As it stood in the file.</param>
public sealed record FileRow(int Place, WorkOrderRow? Order, string? Problem, string Raw);

/// <summary>Work orders from a JSON array or JSON Lines, told apart by content, read as a stream, one at a time.</summary>
internal static class WorkOrderFile
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 20 * 1024 * 1024;

    /// <exception cref="UnreadableFile">With a sentence for people.</exception>
    public static async IAsyncEnumerable<FileRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var row in JsonRows.ReadAsync(stream, ct))
            yield return row.Element is { } element ? Row(row, element) : new FileRow(row.Place, null, row.Problem, row.Raw);
    }

    private static FileRow Row(JsonRow row, JsonElement element)
    {
        try
        {
            return new FileRow(row.Place, new WorkOrderRow(Word(element, "number"), Word(element, "title"), Word(element, "content"), Word(element, "reply"), Word(element, "unit"),
                Time(element, "receivedAt"), Time(element, "repliedAt")), null, row.Raw);
        }
        catch (FormatException wrong)
        {
            return new FileRow(row.Place, null, wrong.Message, row.Raw);
        }
        catch (InvalidOperationException)
        {
            // Half a sign, written as an escape.
            return new FileRow(row.Place, null, $"第 {row.Place} 条含有无效的字符。", row.Raw);
        }
    }

    private static string? Word(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Null => null,
        _ => throw new FormatException($"{name} 应为文字。"),
    };

    private static DateTime? Time(JsonElement element, string name)
    {
        if (Word(element, name) is not { Length: > 0 } text)
            return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
            throw new FormatException($"{name} 的“{(text.Length > 40 ? text[..40] + "…" : text)}”不是有效的时间。");
        // Without a zone it is the city's time, as the call system writes it.
        return time.Kind is DateTimeKind.Utc ? time : CityTime.ToUtc(time);
    }
}
