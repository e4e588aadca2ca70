using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class ReviewSweepTests
{
    [Theory]
    [InlineData(31, 0, 0)]
    [InlineData(30, 1, 0)]
    [InlineData(29, 1, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(-3, 0, 1)]
    public async Task Entry_SoManyDaysBeforeItsReview_IsToldOrAsked(int days, int told, int asked)
    {
        await using var host = await SearchHost.StartAsync();
        await AnEntryAsync(host, reviewIn: days);

        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(told + asked);
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(0, "once for each day");

        await using var db = host.Db();
        (await db.Entries().CountAsync(entry => entry.WarnedFor != null)).ShouldBe(told);
        var requests = await db.EditingRequests().Include(request => request.Clock).ToListAsync();
        requests.Count.ShouldBe(asked);
        if (asked == 1)
        {
            requests[0].Source.ShouldBe(RequestSource.Review);
            (requests[0].Clock!.DueAt - host.Now).ShouldBe(TimeSpan.FromHours(22));
        }
    }

    [Fact]
    public async Task Hundreds_OnOneDay_AreSpreadOverMany_AndStarveNoOtherUnit()
    {
        await using var host = await SearchHost.StartAsync();
        await host.LoadAsync([.. await ManyAsync(host, Town.Rsj, 230)]);
        await host.LoadAsync([.. await ManyAsync(host, Town.Yiliao, 3)]);

        await host.Get<ReviewSweep>().RunAsync();

        await using var db = host.Db();
        (await db.EditingRequests().CountAsync(request => request.UnitId == Town.Rsj)).ShouldBe(5);
        (await db.EditingRequests().CountAsync(request => request.UnitId == Town.Yiliao)).ShouldBe(3);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Get<ReviewSweep>().RunAsync();
        (await db.EditingRequests().CountAsync(request => request.UnitId == Town.Rsj)).ShouldBe(10);
    }

    [Fact]
    public async Task Entry_FromAheadToItsDay_IsToldOnceAndAskedOnce()
    {
        await using var host = await SearchHost.StartAsync();
        await AnEntryAsync(host, reviewIn: 31);
        var happened = new List<int>();
        for (var day = 0; day < 34; day++)
        {
            happened.Add(await host.Get<ReviewSweep>().RunAsync());
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        happened.Index().Where(day => day.Item > 0).ShouldBe([(1, 1), (31, 1)]);
        await using var db = host.Db();
        (await db.EditingRequests().CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Entry_PublishedWithTheNextDay_IsLeftInPeaceUntilThen()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await AnEntryAsync(host, reviewIn: 0);
        await host.Get<ReviewSweep>().RunAsync();
        await AnEntry.WrittenByUnit(host, change: ChangeKind.Update, entry: code, text: AnEntry.AText with { ReviewBy = CityDays.Of(host.Now).AddDays(31) }).UpTo(Stage.Published);

        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(1, "told of the new day");
    }

    [Fact]
    public async Task Hundreds_AMonthAhead_AreToldAFewADay()
    {
        await using var host = await SearchHost.StartAsync();
        await host.LoadAsync([.. await ManyAsync(host, Town.Rsj, 230, days: 20)]);
        await host.LoadAsync([.. await ManyAsync(host, Town.Yiliao, 3, days: 20)]);
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(5 + 3);
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Many_UnderRevision_AreNotAllRemindedOfOnOneDay()
    {
        await using var host = await SearchHost.StartAsync();
        var codes = await host.LoadAsync([.. await ManyAsync(host, Town.Rsj, 12)]);
        foreach (var code in codes)
            await AnEntry.WrittenByUnit(host, change: ChangeKind.Update, entry: code);

        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(5);
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(5);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.Get<ReviewSweep>().RunAsync()).ShouldBe(2);
        await using var db = host.Db();
        (await db.EditingRequests().AnyAsync()).ShouldBeFalse();
        (await db.LedgerRowsOf("entry.reviewRequired")).Select(row => row.Subject).Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public async Task Entry_UnderRevision_IsNotAskedForAgain()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await AnEntryAsync(host, reviewIn: 0);
        var text = (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), code)).Shown.Text;
        await host.Get<EntryActions>().DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.Update, null, code, text));

        await host.Get<ReviewSweep>().RunAsync();

        await using var db = host.Db();
        (await db.EditingRequests().AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Expired_LeavesSearch_WhereTheCityWantsItSo(bool hide)
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch().Configure<ReviewOptions>(options => options.HideExpired = hide));
        var code = await AnEntryAsync(host, expiresIn: 0);
        await host.CatchUpAsync();
        (await host.LiteralAsync("复核样例")).Count.ShouldBe(1, "its last day is a day");

        host.Clock.Advance(TimeSpan.FromDays(1));
        (await host.LiteralAsync("复核样例")).Count.ShouldBe(hide ? 0 : 1, "by the day, not by the sweep");
        await host.Get<ReviewSweep>().RunAsync();
        await host.CatchUpAsync();

        (await host.LiteralAsync("复核样例")).Count.ShouldBe(hide ? 0 : 1);
        await using var db = host.Db();
        (await db.LedgerKindsAsync($"entry:{code}")).ShouldContain("entry.expired");
    }

    [Fact]
    public async Task Revision_ThatHasExpired_IsNotHandedOver()
    {
        await using var host = await SearchHost.StartAsync();
        var draft = await host.Get<EntryActions>().DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.New, null, null,
            new EntryText { Title = "过期的通知", Answer = "已过期。", Body = "<p>正文</p>", ExpiresOn = CityDays.Of(host.Now).AddDays(-1) }));

        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<EntryActions>().ActAsync(Town.Actor("officer.rsj"), draft.Id, RevisionAct.Submit, draft.Version));

        refusal.Fields.Keys.ShouldBe(["expiresOn"]);
    }

    private static async Task<string> AnEntryAsync(TestHost host, int? reviewIn = null, int? expiresIn = null) =>
        (await host.LoadAsync([(Town.Rsj, new EntryText
        {
            Title = "复核样例",
            Answer = "口径",
            Body = "<p>正文</p>",
            CategoryId = await host.CategoryAsync(Town.Rsj),
            ReviewBy = reviewIn is { } days ? CityDays.Of(host.Now).AddDays(days) : null,
            ExpiresOn = expiresIn is { } more ? CityDays.Of(host.Now).AddDays(more) : null,
        })]))[0];

    private static async Task<IEnumerable<(int, EntryText)>> ManyAsync(TestHost host, int unit, int count, int days = 0)
    {
        var category = await host.CategoryAsync(unit);
        return Enumerable.Range(1, count).Select(i => (unit, new EntryText { Title = $"样例 {i}", Answer = "口径", Body = "<p>正文</p>", CategoryId = category, ReviewBy = CityDays.Of(host.Now).AddDays(days) }));
    }
}
