using System.Globalization;
using System.IO.Compression;
using System.Xml;
using HotlineKb.Core.Basics;

namespace HotlineKb.Web.Parts;

/// <summary>
/// Looks through an Excel file before anything reads it: a small file may unpack to gigabytes, or name one cell a million rows down, and a reader
/// that fills the gaps never comes back. Every import asks here first.
/// </summary>
internal static class SheetGuard
{
    private const int MostParts = 1_000;

    /// <summary>Unpacks everything once and counts: what a part says of its own size is not believed, nor that cells stand close together.</summary>
    /// <param name="stream">Whole and seekable; stands at its beginning afterwards.</param>
    /// <param name="mostBytes">Unpacked, all parts together.</param>
    /// <exception cref="Refusal">No workbook, damaged, or a trap.</exception>
    public static void Check(Stream stream, long mostBytes, int mostRows, int mostColumns, CancellationToken ct = default)
    {
        try
        {
            stream.Position = 0;
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.GetEntry("xl/workbook.xml") is null)
                throw Refusal.Malformed("这是压缩文件，但不是 Excel 工作簿（.xlsx）。");
            if (zip.Entries.Count > MostParts)
                throw Refusal.Malformed("Excel 文件的结构过于复杂，没有读取。");
            var left = mostBytes;
            foreach (var entry in zip.Entries)
            {
                using var part = entry.Open();
                using var counted = new Counted(part, left);
                // Which part is the first sheet only the workbook says; a sheet may lie anywhere and be called anything.
                if (entry.FullName is not "xl/sharedStrings.xml" && !entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase) && LooksLikeXml(entry))
                    CheckSheet(counted, mostRows, mostColumns, ct);
                counted.CopyTo(Stream.Null);
                left -= counted.Count;
            }
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            throw Refusal.Malformed("Excel 文件已损坏，请在 Excel 中打开并另存后再导入。");
        }
        finally
        {
            stream.Position = 0;
        }
    }

    /// <summary>By what it begins with, not by its name.</summary>
    private static bool LooksLikeXml(ZipArchiveEntry entry)
    {
        if (entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            return true;
        Span<byte> start = stackalloc byte[64];
        using var part = entry.Open();
        var read = part.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read].TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8);
    }

    private static void CheckSheet(Stream sheet, int mostRows, int mostColumns, CancellationToken ct)
    {
        using var reader = XmlReader.Create(sheet, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = false });
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (reader.NodeType is not XmlNodeType.Element)
                continue;
            var far = reader.LocalName switch
            {
                "row" => int.TryParse(reader.GetAttribute("r"), CultureInfo.InvariantCulture, out var row) && row > mostRows + 1,
                "c" => Column(reader.GetAttribute("r")) > mostColumns,
                "dimension" => (reader.GetAttribute("ref") ?? "").Split(':').Any(corner => Column(corner) > mostColumns),
                _ => false,
            };
            if (far)
                throw Refusal.Malformed($"工作表最多 {mostRows} 行、{mostColumns} 列；请删去多余的行列后再导入。");
        }
    }

    /// <summary>From 1: <c>AB12</c> is 28.</summary>
    private static int Column(string? cell) => (cell ?? "").TakeWhile(char.IsAsciiLetter).Take(4).Aggregate(0, (column, letter) => (column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1));
}
