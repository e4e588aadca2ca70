using CsCheck;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Search;

/// <summary>Architecture rule 5: every path gives the same set, and it is the one R4.7 says.</summary>
public sealed class SameVisibilityTests
{
    private const int City = 441800;
    private static readonly int[] Counties = [441802, 441803, 441881];

    /// <param name="CityUnits">How many units the city has; likewise for each county.</param>
    /// <param name="Pairs">City unit and county unit, as places in their lists.</param>
    /// <param name="Entries">Which unit each entry is of.</param>
    private sealed record Case(int CityUnits, int[] CountyUnits, (int City, int County)[] Pairs, int[] Entries);

    private static readonly Gen<Case> Cases =
        from cityUnits in Gen.Int[1, 4]
        from countyUnits in Gen.Int[0, 3].Array[Counties.Length]
        from pairs in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 8]).Array[0, 10]
        from entries in Gen.Int[0, 12].Array[0, 25]
        select new Case(cityUnits, countyUnits, pairs, entries);

    [Fact]
    public async Task See_AnyOrganisation_ListSearchCountAndRuleAgree() =>
        await Cases.SampleAsync(CheckAsync, iter: 12, threads: 1);

    private static async Task CheckAsync(Case given)
    {
        var city = Enumerable.Range(1, given.CityUnits).Select(number => UnitOf(City, number, UnitLevel.City)).ToList();
        var county = Counties.SelectMany((region, at) => Enumerable.Range(1, given.CountyUnits[at]).Select(number => UnitOf(region, number, UnitLevel.County))).ToList();
        List<Unit> units = [.. city, .. county];
        var pairs = given.Pairs.Where(pair => pair.City < city.Count && pair.County < county.Count).Distinct()
            .Select(pair => new Counterpart { CityUnitId = city[pair.City].Id, CountyUnitId = county[pair.County].Id }).ToList();
        await using var host = await TestHost.StartAsync(withTown: false, services => services.AddSearch());
        int[] regions = [City, .. Counties];
        await host.Get<UnitActions>().ImportAsync(Actor.System("test"), new Organisation(
            [.. regions.Select(code => new Region { Code = code, Name = $"地区{code}", IsCity = code == City })],
            [.. regions.Select(code => new Office { Id = code, Name = $"热线办{code}", Level = code == City ? OfficeLevel.City : OfficeLevel.County })], units, pairs));
        var owners = given.Entries.Select(at => units[at % units.Count].Id).ToList();
        var codes = new List<(int Unit, string Code)>();
        foreach (var owner in owners.Distinct())
        {
            var category = await host.CategoryAsync(owner);
            var loaded = await host.LoadAsync([.. owners.Where(id => id == owner).Select((_, at) => (owner, new EntryText { Title = $"共同的词 {at}", CategoryId = category }))]);
            codes.AddRange(loaded.Select(code => (owner, code)));
        }

        await host.CatchUpAsync();

        foreach (var (viewer, sees) in Viewers(units, pairs))
        {
            var rule = codes.Where(entry => sees(entry.Unit)).Select(entry => entry.Code).Order().ToList();
            var (listed, count) = await host.Get<EntryViews>().ListAsync(viewer, new EntryFilter("共同的词"), 0, 500);
            var found = await host.Get<SearchViews>().SearchAsync(viewer, new SearchQuery("共同的词", Top: 100));
            listed.Select(item => item.Code).Order().ShouldBe(rule);
            count.ShouldBe(rule.Count);
            found.Items.Select(hit => hit.Code).Order().ShouldBe(rule);
            found.Total.ShouldBe(rule.Count);
            found.Counts.Units.Sum(unit => unit.Count).ShouldBe(rule.Count);
            found.Counts.Regions.Sum(region => region.Count).ShouldBe(rule.Count);
            found.Counts.Categories.Sum(category => category.Count).ShouldBe(rule.Count);
            found.Counts.Kinds.GetValueOrDefault(SearchKind.Entry).ShouldBe(rule.Count);
            foreach (var code in codes.Select(entry => entry.Code))
                (await host.Get<SearchViews>().SearchAsync(viewer, new SearchQuery(code))).Total.ShouldBe(rule.Contains(code) ? 1 : 0);
        }
    }

    /// <summary>R4.7 once more, from its words and not from the code.</summary>
    private static IEnumerable<(Actor Viewer, Func<int, bool> Sees)> Viewers(List<Unit> units, List<Counterpart> pairs)
    {
        // (1) the city office and operators: all units.
        yield return (Person(Role.Operator, City, null), _ => true);
        yield return (Person(Role.CityReviewer, City, null), _ => true);
        // (2) a county office: all units of its county.
        foreach (var county in Counties)
            yield return (Person(Role.CountyOffice, county, null), unit => units.Single(row => row.Id == unit).RegionCode == county);
        // (3) a city-level unit: its own, and its counterpart county-level units'; a county-level unit: its own.
        foreach (var own in units)
            yield return (Person(Role.InformationOfficer, null, own.Id), unit => unit == own.Id || (own.Level is UnitLevel.City && pairs.Exists(pair => pair.CityUnitId == own.Id && pair.CountyUnitId == unit)));
        // Who has no business with entries sees none.
        yield return (Person(Role.SystemAdministrator, null, null), _ => false);
    }

    private static Actor Person(Role role, int? office, int? unit) => new(Guid.NewGuid(), $"{role}-{office}-{unit}", "人", Roles.PermissionsOf([role]), office, unit);

    private static Unit UnitOf(int region, int number, UnitLevel level) =>
        new() { Id = (region * 1000) + number, RegionCode = region, Number = number, Level = level, Name = $"单位{region}-{number}", ShortName = $"单{region}-{number}" };
}
