using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Taxonomy;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>R5.2: after how long what is published in a category has to be looked at again, where nobody has said so.</summary>
public sealed class CategoryReviewTests
{
    private static readonly Actor Reviewer = Town.Actor("city.reviewer");

    [Fact]
    public async Task Review_AtItsBounds_IsSetAndRecordedOrRefusedAtTheField()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await ShapingTests.AddAsync(host, "社保/养老");
        var actions = host.Get<CategoryActions>();
        foreach (var wrong in new[] { 0, -1, 61, int.MaxValue })
            (await actions.SetReviewAsync(Reviewer, ids["社保"], 1, wrong).ShouldBeRefusedAsync(CategoryRule.BadReview)).Fields.Keys.ShouldBe(["months"]);
        (await actions.SetReviewAsync(Reviewer, ids["社保"], 1, 1)).ShouldBe(2);
        (await actions.SetReviewAsync(Reviewer, ids["社保"], 2, 60)).ShouldBe(3);
        (await actions.SetReviewAsync(Reviewer, ids["社保"], 3, 60)).ShouldBe(3, "what changes nothing is no act");
        (await actions.SetReviewAsync(Town.Actor("city.all"), ids["社保"], 1, 12).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(3);
        foreach (var other in new[] { "city.editor", "yingde.office", "officer.rsj", "operator01", "admin" })
            await actions.SetReviewAsync(Town.Actor(other), ids["社保"], 3, 12).ShouldBeRefusedAsync(BasicRule.NotPermitted, other);

        await using var db = host.Db();
        (await db.Categories().SingleAsync(row => row.Id == ids["社保"])).ReviewMonths.ShouldBe(60);
        var rows = await db.LedgerRowsOf("category.reviewChanged");
        (rows.Count, rows[^1].Actor, rows[^1].Subject).ShouldBe((2, "city.reviewer", "categories:441800-001"));
        rows[^1].Data.ShouldContain("\"path\":\"社保\",\"months\":60");
        (await actions.SetReviewAsync(Reviewer, ids["社保"], 3, null)).ShouldBe(4);
    }

    [Fact]
    public async Task Expiry_AtItsBounds_IsSetAndRecorded_AndDatesWhatIsPublishedWithoutOne()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await ShapingTests.AddAsync(host, "社保/养老");
        var actions = host.Get<CategoryActions>();
        foreach (var wrong in new[] { 0, -1, 121 })
            (await actions.SetExpiryAsync(Reviewer, ids["社保"], 1, wrong).ShouldBeRefusedAsync(CategoryRule.BadReview)).Fields.Keys.ShouldBe(["months"]);
        (await actions.SetExpiryAsync(Reviewer, ids["社保"], 1, 120)).ShouldBe(2);
        (await actions.SetExpiryAsync(Reviewer, ids["社保"], 2, 3)).ShouldBe(3);
        await actions.SetExpiryAsync(Town.Actor("officer.rsj"), ids["社保"], 3, 6).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await host.Db().LedgerRowsOf("category.expiryChanged")).Count.ShouldBe(2);

        var today = CityDays.Of(host.Now);
        (await PublishedAsync(null)).ExpiresOn.ShouldBe(today.AddMonths(3));
        (await PublishedAsync(today.AddDays(5))).ExpiresOn.ShouldBe(today.AddDays(5), "what somebody has said stands");

        async Task<Core.Entries.EntryText> PublishedAsync(DateOnly? expires)
        {
            await PublishAsync(host, AnEntry.AText with { ExpiresOn = expires, ReviewBy = null }, ids["社保/养老"]);
            return (await host.Db().EntryVersions().ToListAsync()).Single(row => (row.Text.ExpiresOn == expires) || expires == null).Text;
        }
    }

    [Fact]
    public async Task Tree_WithDefaults_ShowsWhatIsSetAndWhatHoldsBelow()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await ShapingTests.AddAsync(host, "社保/养老/领取", "社保/医疗", "其他");
        await host.Get<CategoryActions>().SetReviewAsync(Reviewer, ids["社保"], 1, 12);
        await host.Get<CategoryActions>().SetReviewAsync(Reviewer, ids["社保/养老"], 1, 6);

        (await host.Get<CategoryViews>().TreeAsync(Town.Actor("officer.rsj"), Town.Rsj)).Select(row => (row.Path, row.OwnReview, row.Review))
            .ShouldBe([("社保", 12, 12), ("社保/养老", 6, 6), ("社保/养老/领取", null, 6), ("社保/医疗", null, 12), ("其他", (int?)null, (int?)null)]);
    }

    [Theory]
    [InlineData("社保/养老", null, null, 6)]
    [InlineData("社保/医疗", null, null, 12)]
    [InlineData("其他", null, null, null)]
    [InlineData("社保/养老", 40, null, null)]
    [InlineData("社保/养老", 1, null, null)]
    [InlineData("社保/养老", 0, null, 6)]
    [InlineData("社保/养老", -400, null, 6)]
    [InlineData("其他", -1, null, null)]
    public async Task Entry_Published_IsLookedAtAgainAsItsCategorySays(string path, int? reviewIn, int? expiresIn, int? months)
    {
        await using var host = await TestHost.StartAsync();
        var ids = await DefaultsAsync(host);
        var today = CityDays.Of(host.Now);
        DateOnly? said = reviewIn is { } days ? today.AddDays(days) : null;
        await PublishAsync(host, AnEntry.AText with { ReviewBy = said, ExpiresOn = expiresIn is { } more ? today.AddDays(more) : null }, ids[path]);

        await using var db = host.Db();
        (await db.EntryVersions().SingleAsync()).Text.ReviewBy.ShouldBe(months is { } count ? today.AddMonths(count) : said);
    }

    [Fact]
    public async Task Entry_ThatExpiresBefore_IsLookedAtOnItsLastDay_AndWhatIsPublishedAlreadyStays()
    {
        await using var host = await TestHost.StartAsync();
        var ids = await DefaultsAsync(host);
        var last = CityDays.Of(host.Now).AddDays(20);
        await PublishAsync(host, AnEntry.AText with { ExpiresOn = last }, ids["社保/养老"]);

        await using var db = host.Db();
        (await db.EntryVersions().SingleAsync()).Text.ReviewBy.ShouldBe(last);
        await host.Get<CategoryActions>().SetReviewAsync(Reviewer, ids["社保/养老"], 2, 1);
        (await db.EntryVersions().AsNoTracking().SingleAsync()).Text.ReviewBy.ShouldBe(last);
    }

    [Fact]
    public async Task Reviewer_OnTheScreen_SeesWhatIsInheritedAndSetsIt()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var ids = await DefaultsAsync(page.Host);
        var screen = page.Show<TaxonomyPage>("/taxonomy?unit=441800-001");
        await ChooseAsync(screen, "医疗");
        PageTest.Until(screen, () => screen.Find("#review-note").TextContent.ShouldContain("沿用“社保”的 12 个月"));
        screen.Find("#review-months").GetAttribute("placeholder").ShouldBe("12");
        foreach (var wrong in new[] { "61", "0", "每年" })
        {
            await PageTest.TypeAsync(screen, "#review-months", wrong);
            await PageTest.SubmitAsync(screen, "form.review");
            PageTest.Until(screen, () => screen.Find("form.review .field-wrong").TextContent.ShouldContain("1 至 60"));
            screen.Find("#review-months").GetAttribute("value").ShouldBe(wrong, "what was typed stays");
        }

        await PageTest.TypeAsync(screen, "#review-months", "3");
        await page.Host.Get<CategoryActions>().RenameAsync(Town.Actor("city.all"), ids["社保/医疗"], 1, "医保");
        await PageTest.SubmitAsync(screen, "form.review");
        PageTest.Until(screen, () => screen.Find("form.review .field-wrong").TextContent.ShouldContain("刚刚有变动"));
        (screen.Find("#review-months").GetAttribute("value"), screen.Find(".taxonomy-side h2").TextContent).ShouldBe(("3", "社保 / 医保"));
        await PageTest.SubmitAsync(screen, "form.review");
        PageTest.Until(screen, () => screen.FindAll("form.review .field-wrong").ShouldBeEmpty());
        PageTest.Until(screen, () => screen.Find("#review-note").TextContent.ShouldContain("留空则沿用“社保”的 12 个月"));
        (await page.LedgerAsync("category.reviewChanged"))[^1].Data.ShouldContain("\"months\":3");

        await PageTest.TypeAsync(screen, "#review-months", "");
        await PageTest.SubmitAsync(screen, "form.review");
        PageTest.Until(screen, () => screen.Find("#review-note").TextContent.ShouldStartWith("沿用“社保”的 12 个月", customMessage: null));
    }

    [Fact]
    public async Task Others_SeeTheDefaultAndSetNothing()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await DefaultsAsync(page.Host);
        var screen = page.Show<TaxonomyPage>("/taxonomy");
        await ChooseAsync(screen, "养老");
        PageTest.Until(screen, () => screen.Find("form.review").TextContent.ShouldContain("默认复核期 6 个月"));
        screen.FindAll("form.review input, form.review button").ShouldBeEmpty();
    }

    internal static async Task<Dictionary<string, Guid>> DefaultsAsync(TestHost host)
    {
        var ids = await ShapingTests.AddAsync(host, "社保/养老", "社保/医疗", "其他");
        await host.Get<CategoryActions>().SetReviewAsync(Reviewer, ids["社保"], 1, 12);
        await host.Get<CategoryActions>().SetReviewAsync(Reviewer, ids["社保/养老"], 1, 6);
        return ids;
    }

    private static async Task PublishAsync(TestHost host, EntryText text, Guid category)
    {
        var entry = await AnEntry.Drafted(host, text: text).UpTo(Stage.FinalReview);
        await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: category);
    }

    private static async Task ChooseAsync(IRenderedComponent<Screen> screen, string name)
    {
        PageTest.Until(screen, () => screen.FindAll(".tree-row .name").Select(row => row.TextContent).ShouldContain(name));
        await screen.InvokeAsync(() => screen.FindAll(".tree-row").Single(row => row.QuerySelector(".name")!.TextContent == name).ClickAsync());
    }
}
