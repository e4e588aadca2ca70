using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

public sealed class FileLengthTests
{
    [Theory]
    [InlineData(".razor", 150, "move a part into a child component")]
    [InlineData(".cs", 350, "split by act")]
    public void File_OfThisKind_StaysReadable(string extension, int limit, string remedy)
    {
        var tooLong = from project in (string[])["HotlineKb.Core", "HotlineKb.Web", "HotlineKb.Tests"]
                    from file in Source.Files(project, extension)
                    let lines = file.Text.AsSpan().Count('\n')
                    where lines > limit
                    select $"{file.Path} has {lines} lines, the limit is {limit}: {remedy}";
        tooLong.ShouldBeEmpty();
    }
}
