using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Units;

public sealed class UnitTests
{
    private static readonly Organisation OneMore = new([], [], [new Unit { Id = Town.City * 1000 + 3, RegionCode = Town.City, Number = 3, Name = "市人社局", ShortName = "同名单位" }], []);

    [Fact]
    public async Task Organisation_ImportedAgain_AddsOnlyWhatIsMissing()
    {
        await using var host = await TestHost.StartAsync();
        await Town.BuildAsync(host);
        await host.Get<UnitActions>().ImportAsync(Town.Actor("admin"), OneMore);
        await using var db = host.Db();
        (await db.Units().CountAsync()).ShouldBe(6);
        var rows = await db.LedgerRowsOf("organisation.imported");
        rows.Count.ShouldBe(2);
        rows[1].Data.ShouldBe("""{"regions":0,"offices":0,"units":1,"counterparts":0}""");
        await host.Get<UnitActions>().ImportAsync(Town.Actor("city.supervisor"), OneMore).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public async Task Unit_WhoseFullNameIsAnothersShortName_IsFoundByIt()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<UnitActions>().ImportAsync(Actor.System("test"), OneMore);
        (await host.Get<UnitViews>().FindAsync("市人社局"))!.Id.ShouldBe((Town.City * 1000) + 3, "a full name names its own unit");
        (await host.Get<UnitViews>().FindAsync("441881-002"))!.Name.ShouldBe("英德市民政局");
        foreach (var unknown in (string?[])[null, " ", "不存在", "441881-999", "441881002"])
            (await host.Get<UnitViews>().FindAsync(unknown)).ShouldBeNull();
    }

    [Theory]
    [InlineData(Town.City, Town.Rsj, true)]
    [InlineData(Town.City, Town.YingdeMz, true)]
    [InlineData(Town.Yingde, Town.YingdeMz, true)]
    [InlineData(Town.Yingde, Town.Rsj, false)]
    [InlineData(Town.Yingde, Town.QingchengRsj, false)]
    public void Office_ForAUnit_MayDraftByJurisdiction(int office, int unit, bool may) => Jurisdiction.MayDraft(office, unit).ShouldBe(may);

    /// <summary>R5.1, R4.1: a county-level unit is its county office's, a city-level unit the city office's.</summary>
    [Theory]
    [InlineData(Town.Rsj, Town.City)]
    [InlineData(Town.YingdeMz, Town.Yingde)]
    public void Unit_OfAnyLevel_HasTheOfficeOfItsRegion(int unit, int office)
    {
        Jurisdiction.OfficeOf(unit).ShouldBe(office);
        Jurisdiction.CityOf(unit).ShouldBe(Town.City);
        Unit.IdOf(Unit.CodeOf(unit)).ShouldBe(unit);
    }

    [Fact]
    public void Rule_OfARefusal_HasAStableName()
    {
        Refusal.NameOf(Core.Entries.RevisionRule.WrongStage).ShouldBe("revision.wrongStage");
        Refusal.NotFound("条目").Rule.ShouldBe("basic.notFound");
        Refusal.ChangedMeanwhile(7).CurrentVersion.ShouldBe(7);
        ((int)Refusal.ChangedMeanwhile(7).Kind).ShouldBe(409);
    }
}
