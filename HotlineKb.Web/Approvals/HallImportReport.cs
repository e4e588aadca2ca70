using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;

namespace HotlineKb.Web.Approvals;

/// <summary>What became of a file, row by row.</summary>
internal sealed record HallImportReport(HallFileKind Kind, HallRun Run, IReadOnlyList<FileResult> Rows)
{
    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Rows that were not taken in.</summary>
    public IReadOnlyList<FileResult> Refused { get; } = [.. Rows.Where(row => row.Result is IntakeResult.Quarantined)];

    /// <summary>What is refused, in the kind of file it came in, each row as it stood with its place and the reason beside it: to be mended and imported again.</summary>
    public Task<Stream> RefusedFileAsync() => Kind is HallFileKind.Excel ? HallSheet.RefusedAsync(Refused) : Task.FromResult(Lines());

    private Stream Lines()
    {
        var text = new StringBuilder();
        foreach (var row in Refused)
        {
            var line = ObjectOf(row.Raw ?? "") ?? new JsonObject { ["row"] = row.Raw };
            line["place"] = row.Place;
            line["reason"] = row.Reason;
            text.AppendLine(line.ToJsonString(Relaxed));
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static JsonObject? ObjectOf(string raw)
    {
        try
        {
            return JsonNode.Parse(raw) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
