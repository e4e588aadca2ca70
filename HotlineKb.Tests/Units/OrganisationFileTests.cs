using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Units;

public sealed class OrganisationFileTests
{
    private const string Good = """
        { "regions": [{ "code": 441800, "name": "清远市" }, { "code": 441881, "name": "英德市", "office": "英德市热线办公室" }],
          "units": [{ "region": 441800, "number": 1, "name": "清远市教育局", "shortName": "市教育局" }, { "region": 441881, "number": 7, "name": "英德市教育局" }],
          "counterparts": [{ "city": "清远市教育局", "county": "英德市教育局" }] }
        """;

    [Fact]
    public async Task Import_OfAGoodFileTwice_AddsOnceAndSaysSo()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        var actions = host.Get<UnitActions>();
        var first = await actions.ImportAsync(Town.Actor("admin"), OrganisationFile.Parse(Good));
        (first.Regions, first.Offices, first.Units, first.Counterparts).ShouldBe((2, 2, 2, 1));
        (await actions.ImportAsync(Town.Actor("admin"), OrganisationFile.Parse(Good))).Units.ShouldBe(0);

        await using var db = host.Db();
        (await db.Offices().SingleAsync(office => office.Id == 441881)).Name.ShouldBe("英德市热线办公室");
        (await db.LedgerRows().CountAsync(row => row.Kind == "organisation.imported")).ShouldBe(1);
        (await host.Get<UnitViews>().FindAsync("441881-007"))!.Level.ShouldBe(UnitLevel.County);
    }

    [Theory]
    [InlineData("{ \"regions\": [", "JSON")]
    [InlineData("{ \"regions\": [{ \"code\": 44, \"name\": \"x\" }] }", "六位")]
    [InlineData("{ \"regions\": [{ \"code\": 441800, \"name\": \"清远市\" }, { \"code\": 441900, \"name\": \"乙市\" }] }", "只能有一个市")]
    [InlineData("{ \"regions\": [{ \"code\": 441800, \"name\": \"清远市\" }], \"units\": [{ \"region\": 441881, \"number\": 1, \"name\": \"甲\" }] }", "不在 regions 中")]
    [InlineData("{ \"units\": [{ \"region\": 441800, \"number\": 0, \"name\": \"甲\" }] }", "1 至 999")]
    [InlineData("{ \"units\": [{ \"region\": 441800, \"number\": 1, \"name\": \"甲\" }, { \"region\": 441800, \"number\": 2, \"name\": \"甲\" }] }", "重复")]
    [InlineData("{ \"units\": [{ \"region\": 441800, \"number\": 1, \"name\": \"甲\" }], \"counterparts\": [{ \"city\": \"甲\", \"county\": \"乙\" }] }", "不是 units 中的县级单位")]
    public void Parse_OfABadFile_NamesWhatIsWrong(string text, string sentence)
    {
        var refusal = Should.Throw<Refusal>(() => OrganisationFile.Parse(text));
        refusal.Kind.ShouldBe(RefusalKind.Malformed);
        refusal.Message.ShouldContain(sentence);
    }

    [Fact]
    public async Task Import_ThatGivesAUnitANewCode_IsRefusedAndChangesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var moved = OrganisationFile.Parse("{ \"units\": [{ \"region\": 441800, \"number\": 99, \"name\": \"清远市医疗保障局\" }] }");
        await host.Get<UnitActions>().ImportAsync(Town.Actor("admin"), moved).ShouldBeRefusedAsync(UnitRule.NameTaken);
        await host.Get<UnitActions>().ImportAsync(Town.Actor("city.editor"), moved).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await using var db = host.Db();
        (await db.Units().CountAsync(unit => unit.Number == 99)).ShouldBe(0);
    }
}
