using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace HotlineKb.Web.Parts;

/// <summary>The whole file cannot be read, from the beginning or from some place on; the sentence is for people.</summary>
internal sealed class UnreadableFile(string message) : Exception(message);

/// <summary>One element of a file.</summary>
/// <param name="Place">From 1: element of the array, or line.</param>
/// <param name="Element">Valid until the next is asked for; null when it could not be read, then <paramref name="Problem"/> says why.</param>
/// <param name="Raw">As it stood in the file.</param>
internal readonly record struct JsonRow(int Place, JsonElement? Element, string? Problem, string Raw);

/// <summary>A JSON array or JSON Lines, told apart by content, read as a stream, one at a time.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Lenient = new() { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UnreadableFile">With a sentence for people.</exception>
    public static async IAsyncEnumerable<JsonRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var buffered = new BufferedStream(stream, 64 * 1024);
        var (first, head) = await PeekAsync(buffered, ct);
        if (first is not ('[' or '{'))
            throw new UnreadableFile("文件内容不是 JSON：应为 JSON 数组，或每行一个 JSON 对象。");
        var whole = new Rejoined(head, buffered);
        await foreach (var row in first == '[' ? ArrayAsync(whole, ct) : LinesAsync(whole, ct))
            yield return row;
    }

    private static async IAsyncEnumerable<JsonRow> ArrayAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        var place = 0;
        await using var elements = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, Lenient, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await elements.MoveNextAsync())
                    yield break;
            }
            catch (JsonException)
            {
                throw new UnreadableFile(place == 0 ? "文件不是有效的 JSON 数组。" : $"第 {place} 条之后的内容不是有效的 JSON，没有读取。");
            }

            yield return Row(++place, elements.Current);
        }
    }

    private static async IAsyncEnumerable<JsonRow> LinesAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var place = 0;
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            place++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            JsonDocument? json = null;
            try
            {
                json = JsonDocument.Parse(line);
            }
            catch (JsonException)
            {
                // Said below, with its place; the other lines are as good as before.
            }

            using (json)
                yield return json is null ? new JsonRow(place, null, $"第 {place} 行不是有效的 JSON。", line) : Row(place, json.RootElement);
        }
    }

    private static JsonRow Row(int place, JsonElement element)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object ? new JsonRow(place, element, null, element.GetRawText()) : new JsonRow(place, null, $"第 {place} 条不是 JSON 对象。", element.GetRawText());
        }
        catch (InvalidOperationException)
        {
            return new JsonRow(place, null, $"第 {place} 条的文字不是 UTF-8 编码。", "");
        }
    }

    private static async Task<(char First, byte[] Head)> PeekAsync(Stream stream, CancellationToken ct)
    {
        var head = new byte[256];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var skip = head.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        var first = head.AsSpan(skip, read - skip).TrimStart(" \t\r\n"u8);
        return (first.IsEmpty ? '\0' : (char)first[0], head[skip..read]);
    }

    /// <summary>What was read ahead, then the rest.</summary>
    private sealed class Rejoined(byte[] head, Stream rest) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == head.Length)
                return await rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, head.Length - _at);
            head.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous only.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
