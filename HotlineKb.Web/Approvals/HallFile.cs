using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Approvals;

public enum HallFileKind
{
    /// <summary>JSON Lines or an array, in the hall's shape or the portal's flat one.</summary>
    Json,
    Excel,
}

/// <summary>
/// A file of items for counties whose hall has no interface (R3.1). What it is, is told by its content; it is checked before anything is taken in,
/// and read row by row.
/// </summary>
internal sealed class HallFile
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 50 * 1024 * 1024;

    /// <summary>Characters of a line that is no JSON; more of it says nothing more.</summary>
    private const int MostOfALine = 10_000;

    private readonly Stream _stream;
    private readonly Encoding _encoding;

    private HallFile(Stream stream, HallFileKind kind, Encoding encoding) => (_stream, Kind, _encoding) = (stream, kind, encoding);

    public HallFileKind Kind { get; }

    /// <summary>A copy on disk that goes when it is closed: files are looked through before they are taken in.</summary>
    /// <exception cref="UnreadableFile">Too large.</exception>
    public static async Task<FileStream> CopyAsync(Stream source, CancellationToken ct = default, Action<long>? progress = null)
    {
        var copy = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await source.ReadAsync(buffer, ct) is > 0 and var read)
            {
                if (copy.Length + read > MaxSize)
                    throw new UnreadableFile("文件超过 50 MB，请分成几个文件导入。");
                await copy.WriteAsync(buffer.AsMemory(0, read), ct);
                progress?.Invoke(copy.Length);
            }

            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <param name="stream">Can be read from its beginning again.</param>
    /// <exception cref="UnreadableFile">It is none of the kinds, or a trap.</exception>
    public static async Task<HallFile> OpenAsync(Stream stream, CancellationToken ct = default)
    {
        var head = new byte[512];
        stream.Position = 0;
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var start = head.AsMemory(0, read);
        if (start.Span.StartsWith("PK\u0003\u0004"u8))
        {
            await HallSheet.CheckAsync(stream, ct);
            return new HallFile(stream, HallFileKind.Excel, Encoding.UTF8);
        }

        if (start.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new UnreadableFile("这是旧版 Excel 文件（.xls），请在 Excel 中另存为 .xlsx 后导入。");
        if (start.Span.StartsWith(Encoding.UTF8.Preamble))
            start = start[3..];
        var text = start.Span.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            throw new UnreadableFile("文件是空的。");
        if (text[0] is not ((byte)'[' or (byte)'{'))
            throw new UnreadableFile("文件内容不是事项：应为 JSON（每行一个对象，或数组）或 Excel（.xlsx）。");
        return new HallFile(stream, HallFileKind.Json, await EncodingAsync(stream, ct));
    }

    /// <summary>Each row once, in the order of the file.</summary>
    /// <exception cref="HallFault">The rest cannot be read.</exception>
    public async IAsyncEnumerable<FileRecord> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var rows = (Kind is HallFileKind.Excel ? HallSheet.ReadAsync(_stream, ct) : JsonAsync(ct)).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync())
                    yield break;
            }
            catch (UnreadableFile unreadable)
            {
                throw new HallFault(unreadable.Message);
            }

            yield return rows.Current;
        }
    }

    private async IAsyncEnumerable<FileRecord> JsonAsync([EnumeratorCancellation] CancellationToken ct)
    {
        _stream.Position = 0;
        var utf8 = _encoding is UTF8Encoding ? _stream : Encoding.CreateTranscodingStream(_stream, _encoding, new UTF8Encoding(false), leaveOpen: true);
        await foreach (var row in JsonRows.ReadAsync(utf8, ct))
            yield return new FileRecord(row.Place, row.Element is { } element ? HallRecord.Read(element) : HallRecord.Unreadable(Readable(row.Raw), row.Problem!));
    }

    /// <summary>What databases refuse, shown as what it is: nothing.</summary>
    private static string Readable(string raw) => (raw.Length > MostOfALine ? raw[..MostOfALine] : raw).Replace('\0', '\uFFFD');

    /// <summary>Whatever is not UTF-8 is taken for what older systems here write.</summary>
    private static async Task<Encoding> EncodingAsync(Stream stream, CancellationToken ct)
    {
        stream.Position = 0;
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var (bytes, chars) = (new byte[64 * 1024], new char[64 * 1024 + 1]);
        try
        {
            while (await stream.ReadAsync(bytes, ct) is > 0 and var read)
                decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false);
            decoder.GetChars([], chars, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        }
    }
}
