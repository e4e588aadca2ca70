using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.WorkOrders;

namespace HotlineKb.Web.WorkOrders;

/// <summary>What became of each row of a file. Rows that went in are only counted.</summary>
public sealed class ImportReport
{
    public static readonly ImportReport Empty = new();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<ImportStatus, int> _counts = [];
    private readonly List<(FileRow Row, ImportResult Result)> _notable = [];

    public int Rows { get; private set; }

    /// <summary>Rows that were not taken as new or as known, in the order of the file.</summary>
    public IReadOnlyList<(FileRow Row, ImportResult Result)> Notable => _notable;

    public IReadOnlyList<(FileRow Row, ImportResult Result)> Refused => [.. _notable.Where(row => row.Result.Status is ImportStatus.Refused)];

    public int Count(ImportStatus status) => _counts.GetValueOrDefault(status);

    /// <param name="results">One for each row that could be read, in order.</param>
    public void Add(IReadOnlyList<FileRow> rows, IReadOnlyList<ImportResult> results)
    {
        var next = 0;
        foreach (var row in rows)
        {
            var result = row.Order is null ? new ImportResult(null, ImportStatus.Refused, row.Problem) : results[next++];
            Rows++;
            _counts[result.Status] = Count(result.Status) + 1;
            if (result.Status is ImportStatus.Refused or ImportStatus.Duplicate)
                _notable.Add((row, result));
        }
    }

    /// <summary>JSON Lines: each row as it stood in the file with its place and reason added, to be mended and imported again.</summary>
    public Stream RefusedFile()
    {
        var text = new StringBuilder();
        foreach (var (row, result) in Refused)
        {
            var line = ObjectOf(row.Raw) ?? new JsonObject { ["row"] = row.Raw };
            line["place"] = row.Place;
            line["reason"] = result.Message;
            text.AppendLine(line.ToJsonString(Json));
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static JsonObject? ObjectOf(string raw)
    {
        try
        {
            return JsonNode.Parse(raw) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
