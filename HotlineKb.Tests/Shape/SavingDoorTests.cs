using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>One door to saving. The analyser says so at build time; this also finds what a pragma hides.</summary>
public sealed partial class SavingDoorTests
{
    [Fact]
    public void Saving_OutsideLedgerAndStorage_Nowhere()
    {
        var wrong = from project in (string[])["HotlineKb.Core", "HotlineKb.Web"]
                    from file in Source.Files(project, ".cs", ".razor")
                    where !(project == "HotlineKb.Core" && Source.FolderOf(file.Path) is "Ledger" or "Storage")
                    from Match match in Saving().Matches(Source.CodeOnly(file.Text))
                    select $"{file.Path}: {match.Value} — change state through LedgerDoor.CommitAsync";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Saving_InTheDoor_IsFound() =>
        Source.Files("HotlineKb.Core", ".cs").ShouldContain(file => file.Path.EndsWith("Ledger/LedgerDoor.cs", StringComparison.Ordinal) && Saving().IsMatch(Source.CodeOnly(file.Text)));

    [Fact]
    public void Time_OfTheMachine_IsAskedNowhere()
    {
        var wrong = from project in (string[])["HotlineKb.Core", "HotlineKb.Web", "HotlineKb.Tests"]
                    from file in Source.Files(project, ".cs", ".razor")
                    from Match match in MachineTime().Matches(Source.CodeOnly(file.Text))
                    select $"{file.Path}: {match.Value} — take the time from TimeProvider";
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\b(?:SaveChanges|ExecuteUpdate|ExecuteDelete|ExecuteSql\w*)(?:Async)?\s*[(<]")]
    private static partial Regex Saving();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\s*\.\s*(?:Now|UtcNow|Today)\b")]
    private static partial Regex MachineTime();
}
