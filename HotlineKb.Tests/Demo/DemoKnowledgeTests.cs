using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Demo;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Demo;

/// <summary>Basic information, structures, and what makes searching find, in the sample city.</summary>
public sealed class DemoKnowledgeTests(LoadedCity loaded, ITestOutputHelper output) : IClassFixture<LoadedCity>
{
    [Fact]
    public async Task Load_IntoFreshDatabase_GivesNearlyEveryUnitItsCard()
    {
        var (host, now) = (loaded.Host, loaded.Host.Now);
        var office = await WhoAsync("city.checker");

        var views = host.Get<ProfileViews>();
        var (items, total) = await views.ListAsync(office, new ProfileFilter(), 0, 500);
        output.WriteLine($"{items.Count(item => item.InUse > 0)} of {total} in use: {string.Join(", ", items.GroupBy(item => item.Age).Select(group => $"{group.Key} {group.Count()}"))}");
        items.Count(item => item.InUse > 0).ShouldBeGreaterThan(250);
        items.Where(item => item.InUse == 0).Select(item => item.Unit.Name).Order().ShouldBe(
            ["英德市信访局", "英德市民政局", "佛冈县汤塘镇人民政府", "清远市司法局", "清远市应急管理局", "清新区交通运输局"], ignoreOrder: true);
        foreach (var age in Enum.GetValues<ProfileAge>())
            items.Count(item => item.Age == age).ShouldBeGreaterThan(10, age.ToString());
        items.Count(item => item.Stage is ProfileStage.Submitted).ShouldBe(2);
        (await views.CountAsync(await WhoAsync("yingde.office"), new ProfileFilter(ProfileStage.Submitted))).ShouldBe(1);
        items.ShouldContain(item => item.InUse == 2);

        await using var db = host.Db();
        (await db.Profiles().AsNoTracking().ToListAsync()).ShouldContain(profile => profile.Stage == ProfileStage.Drafting && profile.Reason != null);
        (await db.ProfileVersions().CountAsync(version => version.At > now)).ShouldBe(0);
        // Nothing is left for the first real sweep.
        (await host.Get<ProfileSweep>().RunAsync()).ShouldBe(0);
    }

    [Fact]
    public void Profiles_KeepEveryRuleWithNumbersThatNobodyHas()
    {
        var city = DemoData.Load();
        var texts = new DemoProfileTexts(city);
        var phones = new List<string>();
        foreach (var unit in city.Units)
        {
            var text = texts.Of(unit);
            foreach (var version in new[] { text, texts.Of(unit, 1), texts.Of(unit, 2) })
            {
                ProfileRules.Tidy(version).ShouldBe(version, unit.Name);
                ProfileRules.RequireComplete(version);
            }

            texts.Of(unit, 1).ShouldNotBe(text, unit.Name);
            if (city.Profiles.Profiles.ContainsKey(unit.Name))
                texts.Of(unit, 2).ShouldNotBe(texts.Of(unit, 1), unit.Name);
            var numbers = text.Windows.SelectMany(line => ProfileRules.Numbers(line.Phones)).Concat(text.People.Select(line => line.Phone)).Concat(text.Institutions.Select(line => line.Phone)).ToList();
            numbers.ShouldAllBe(number => number.StartsWith("0763-33") || number == "12329", unit.Name);
            text.People.Where(person => person.Mobile.Length > 0).ShouldAllBe(person => person.Mobile.EndsWith("00000000"), unit.Name);
            if (!city.Profiles.Profiles.ContainsKey(unit.Name))
                phones.AddRange(numbers);
        }

        phones.ShouldBeUnique();
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasStructuresAskedForAndReviewed()
    {
        await using var db = loaded.Host.Db();
        var requests = await db.Set<CategoryRequest>().AsNoTracking().ToListAsync();
        requests.Select(row => row.Stage).Distinct().Order().ShouldBe(Enum.GetValues<CategoryRequestStage>());
        (await db.CategoriesInUse().CountAsync(row => row.ReviewMonths != null)).ShouldBe(loaded.City.Structures.Review.Count);
        (await db.CategoriesInUse().CountAsync(row => row.Path == "贷款/商转公")).ShouldBe(1);
        (await db.Entries().CountAsync(entry => entry.ExpiredAfter != null)).ShouldBeGreaterThanOrEqualTo(1);
        (await db.Entries().CountAsync(entry => entry.WarnedFor != null)).ShouldBeGreaterThanOrEqualTo(4);
        (await db.EditingRequests().CountAsync(row => row.Source == RequestSource.Review)).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasUnitsThatShare()
    {
        await using var db = loaded.Host.Db();
        var requests = await db.SharingRequests().AsNoTracking().ToListAsync();
        requests.Select(row => row.Stage).Order().ShouldBe([SharingStage.Requested, SharingStage.Consented, SharingStage.Granted, SharingStage.Granted, SharingStage.Ended]);
        requests.Where(row => row.Stage is SharingStage.Granted).Select(row => row.What).Order().ShouldBe([SharedWhat.All, SharedWhat.Categories]);
    }

    [Fact]
    public async Task Load_IntoFreshDatabase_HasFeedbackInEveryStageThatPeopleGiveIt()
    {
        await using var db = loaded.Host.Db();
        var said = await db.Feedbacks().AsNoTracking().ToListAsync();
        said.Count.ShouldBe(loaded.City.Searching.Feedback.Count);
        foreach (var kind in Enum.GetValues<FeedbackKind>())
            said.Where(row => row.Kind == kind).Select(row => row.Stage).Distinct().Order().ShouldBe([FeedbackStage.Open, FeedbackStage.Closed]);
    }

    [Fact]
    public async Task Load_ThenIndexed_FindsWhatIsPinnedButOnceAndNothingOfWhatFailed()
    {
        var host = loaded.Host;
        var city = loaded.City;
        var office = await WhoAsync("city.reviewer");
        await host.CatchUpAsync();

        var golden = host.Get<GoldenQueries>();
        await DemoCity.CheckPinsAsync(host.Services, default);
        var (pins, _) = await golden.ListAsync(office, 0, 100);
        foreach (var pin in pins)
            output.WriteLine($"{pin.Query.Text} → {pin.Query.Rank}: {pin.Title}");
        pins.Count.ShouldBe(city.Searching.Pins.Count);
        pins.Count(pin => pin.Query.BrokenSince is not null).ShouldBe(1);

        // What is said to have found nothing finds nothing.
        var views = host.Get<SearchViews>();
        foreach (var search in city.Searching.Failed)
        {
            var result = await views.SearchAsync(await WhoAsync(search.By[0]), new SearchQuery(search.Text));
            output.WriteLine($"{search.Text}: {result.LooseFrom} of {result.Total}");
            result.LooseFrom.ShouldBe(0, search.Text);
        }

        var (failed, total) = await host.Get<SearchedQueries>().FailedAsync(office, 30, 0, 100);
        total.ShouldBe(city.Searching.Failed.Count);
        failed[0].Text.ShouldBe("长者饭堂");
        failed[0].People.ShouldBe(5);
        (await views.SearchAsync(await WhoAsync("operator01"), new SearchQuery("劳动局"))).LooseFrom.ShouldBeGreaterThan(0);
        await using var db = host.Db();
        (await db.SynonymGroups().CountAsync()).ShouldBe(city.Searching.Synonyms.Count);
        (await db.LedgerRows().CountAsync(row => row.Kind == "entry.keywordsChanged")).ShouldBe(city.Searching.Keywords.Count);
        // A pinned query that has been looked at is not looked at again.
        var before = await host.Get<LedgerVerifier>().VerifyAsync();
        await DemoCity.CheckPinsAsync(host.Services, default);
        (await host.Get<LedgerVerifier>().VerifyAsync()).ShouldBe(before);
    }

    private async Task<Actor> WhoAsync(string userName)
    {
        await using var db = loaded.Host.Db();
        return (await db.Accounts().AsNoTracking().SingleAsync(account => account.UserName == userName)).ToActor();
    }
}
