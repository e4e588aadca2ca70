using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>The order of folders: docs/architecture.md in force.</summary>
public sealed partial class FolderOrderTests
{
    /// <summary>Each may use only what is left of it. If a real rule needs another order, change this line and the one in docs/architecture.md; it must stay a line.</summary>
    private const string Line = "Basics < Storage < Ledger < Units < Access < Taxonomy < Sharing < Keywords < Assignments < Entries < Profiles < WorkOrders < Approvals < Supervision < Assessment < Releases < Search < Notifications";

    private static readonly string[] Order = Line.Split(" < ");

    [Fact]
    public void Folder_OfCore_StandsOnTheLine() =>
        Source.Files("HotlineKb.Core", ".cs").Select(file => Source.FolderOf(file.Path)).Distinct().Except(Order)
            .ShouldBeEmpty("a new folder of Core needs its place on the line");

    [Fact]
    public void Folder_OfCore_UsesOnlyWhatIsLeftOfIt()
    {
        var wrong = from file in Source.Files("HotlineKb.Core", ".cs")
                    from used in FoldersUsedBy(file.Text)
                    where Array.IndexOf(Order, used) > Array.IndexOf(Order, Source.FolderOf(file.Path))
                    select $"{file.Path} uses {used}, which is to its right: {Line}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void File_OfCore_HasTheNamespaceOfItsFolder()
    {
        var wrong = Source.Files("HotlineKb.Core", ".cs").Where(file => !file.Text.Contains($"namespace HotlineKb.Core.{Source.FolderOf(file.Path)};", StringComparison.Ordinal));
        wrong.Select(file => file.Path).ShouldBeEmpty("the namespace is what the order of folders is checked by");
    }

    [Fact]
    public void Core_KnowsNothingOfHttpRazorOrHangfire()
    {
        var wrong = from file in Source.Files("HotlineKb.Core", ".cs", ".razor", ".cshtml")
                    from Match match in Foreign().Matches(Source.CodeOnly(file.Text))
                    where !(match.Value == "Microsoft.AspNetCore.Identity" && Source.FolderOf(file.Path) == "Access")
                    select $"{file.Path} uses {match.Value}";
        wrong.ShouldBeEmpty();
        Source.Files("HotlineKb.Core", ".razor", ".cshtml").ShouldBeEmpty();
    }

    [Fact]
    public void Reader_OfUsings_SeesEveryWayToNameAFolder() =>
        FoldersUsedBy("using HotlineKb.Core.Search;\nnamespace HotlineKb.Core.Units;\n// Releases.Feed\nvar a = \"Keywords.Rule\"; Access.Visibility b; this.Entries.Count(); HotlineKb.Core.Ledger.LedgerDoor c;")
            .Order().ShouldBe(["Access", "Ledger", "Search"]);

    private static IEnumerable<string> FoldersUsedBy(string text) =>
        Named().Matches(NamespaceLine().Replace(Source.CodeOnly(text), "")).Select(match => match.Groups["folder"].Value).Where(Order.Contains).Distinct();

    [GeneratedRegex(@"HotlineKb\.Core\.(?<folder>\w+)|(?<![\w.])(?<folder>[A-Z]\w+)\.[A-Z]\w+")]
    private static partial Regex Named();

    [GeneratedRegex(@"^namespace .*$", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"Microsoft\.AspNetCore(?:\.\w+)?|Hangfire|MudBlazor")]
    private static partial Regex Foreign();
}
