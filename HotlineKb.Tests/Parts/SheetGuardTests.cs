using System.IO.Compression;
using System.Text;
using HotlineKb.Core.Basics;
using HotlineKb.Web.Parts;
using HotlineKb.Web.Profiles;
using HotlineKb.Web.Sharing;
using HotlineKb.Web.Taxonomy;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Parts;

/// <summary>Files that are small to send and endless to read are refused in a moment.</summary>
public sealed class SheetGuardTests
{
    private const string Head = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

    public static TheoryData<string, string> Traps => new()
    {
        { "xl/worksheets/sheet1.xml", Head + "<row r=\"1048576\"><c r=\"A1048576\"/></row></sheetData></worksheet>" },
        { "xl/worksheets/sheet1.xml", Head + "<row r=\"1\"><c r=\"XFD1\"/></row></sheetData></worksheet>" },
        { "xl/worksheets/sheet1.bin", Head + "<row r=\"1\"><c r=\"XFD1\"/></row></sheetData></worksheet>" },
        { "xl/worksheets/sheet1.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]>" + Head },
        { "xl/worksheets/sheet1.xml", Head + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + new string('长', 60 * 1024 * 1024) + "</t></is></c></row></sheetData></worksheet>" },
    };

    [Theory]
    [MemberData(nameof(Traps))]
    public void File_ThatUnpacksWithoutEnd_IsRefusedByEveryImport(string part, string content)
    {
        Should.CompleteIn(
            () =>
            {
                Should.Throw<Refusal>(() => TaxonomySheet.Read(Book(part, content))).Kind.ShouldBe(RefusalKind.Malformed);
                Should.Throw<Refusal>(() => ProfileSheet.Read(Book(part, content))).Kind.ShouldBe(RefusalKind.Malformed);
                Should.Throw<Refusal>(() => CounterpartSheet.Read(Book(part, content))).Kind.ShouldBe(RefusalKind.Malformed);
            },
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Check_OfAGoodFile_LeavesItAtItsBeginning()
    {
        var file = Book("xl/worksheets/sheet1.xml", Head + "<row r=\"1\"><c r=\"A1\"/></row></sheetData></worksheet>");
        SheetGuard.Check(file, 1024 * 1024, 100, 10);
        file.Position.ShouldBe(0);
    }

    private static MemoryStream Book(string part, string content)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("xl/workbook.xml", "<?xml version=\"1.0\"?><workbook/>");
            Add(part, content);

            void Add(string name, string text)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        file.Position = 0;
        return file;
    }
}
