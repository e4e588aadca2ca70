using System.Text.Json;

namespace HotlineKb.Tests.Bench;

internal sealed record CorpusDocument(string Id, string Title, string Text);

/// <param name="Right">Ids of the documents that answer it.</param>
internal sealed record CorpusQuestion(string Text, IReadOnlySet<string> Right);

/// <summary>A folder with <c>docs.jsonl</c> and <c>queries.jsonl</c>.</summary>
internal sealed record SearchCorpus(IReadOnlyList<CorpusDocument> Documents, IReadOnlyList<CorpusQuestion> Questions)
{
    public static SearchCorpus Read(string folder) => new(
        [.. Rows(folder, "docs.jsonl").Select(row => new CorpusDocument(Text(row, "id"), Text(row, "title"), Text(row, "text")))],
        [.. Rows(folder, "queries.jsonl").Select(row => new CorpusQuestion(Text(row, "query"), RightOf(row)))]);

    private static HashSet<string> RightOf(JsonElement row) =>
        row.TryGetProperty("docids", out var several) && several.ValueKind is JsonValueKind.Array
            ? [.. several.EnumerateArray().Select(id => id.GetString()!)]
            : row.TryGetProperty("docid", out var one) ? [one.GetString()!] : [];

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static IEnumerable<JsonElement> Rows(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);
}
