using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class SupervisionTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private static readonly Actor Supervisor = Town.Actor("city.supervisor");

    [Fact]
    public async Task Figures_AtTheVeryLimits_CountTheLimitIn()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var age in (TimeSpan[])[Hours(20), Hours(20) - Tick, Hours(16), Hours(16) - Tick, Hours(22), Hours(22) + Tick])
            await host.OweAsync(Town.Rsj, age);

        var now = await host.Get<SupervisionViews>().NowAsync(Supervisor, new SupervisionFilter());

        (now.Figures.Open, now.Figures.Within2Hours, now.Figures.Within6Hours, now.Figures.Overdue).ShouldBe((6, 2, 4, 1));
        now.NextDueAt.ShouldBe(host.Now);
        host.Clock.Advance(Tick);
        (await host.Get<SupervisionViews>().NowAsync(Supervisor, new SupervisionFilter())).Figures.Overdue.ShouldBe(2);
    }

    [Fact]
    public async Task Ages_AtTheVeryLimits_BelongToTheYounger()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var limit in SupervisionFilter.AgeHours)
        {
            await host.OweAsync(Town.Rsj, Hours(limit));
            await host.OweAsync(Town.Rsj, Hours(limit) + Tick);
        }

        var ages = (await host.Get<SupervisionViews>().NowAsync(Supervisor, new SupervisionFilter())).Load.Ages;

        ages.ShouldBe([1, 2, 2, 2, 2, 1]);
        foreach (var age in Enum.GetValues<WorkAge>())
            (await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(Age: age), 0, 10)).Total.ShouldBe(ages[(int)age], age.ToString());
    }

    [Fact]
    public async Task ClosedToday_BeginsAtMidnightOfTheCity()
    {
        // It is 16:00 in the city.
        await using var host = await TestHost.StartAsync();
        await host.OweAsync(Town.Rsj, Hours(17), Hours(1));
        await host.OweAsync(Town.Rsj, Hours(17), Hours(1) - Tick);
        await host.OweAsync(Town.Rsj, Hours(3), Hours(1), takenBack: true);

        (await host.Get<SupervisionViews>().NowAsync(Supervisor, new SupervisionFilter())).Figures.ClosedToday.ShouldBe(1);
        (await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(Due: WorkState.ClosedToday), 0, 10)).Total.ShouldBe(1);
        var trend = (await host.Get<SupervisionViews>().PastAsync(Supervisor, new SupervisionFilter(Days: 7))).Trend;
        trend.Select(day => day.Closed).ShouldBe([0, 0, 0, 0, 0, 1, 1]);
        trend.Select(day => day.Opened).ShouldBe([0, 0, 0, 0, 0, 2, 0]);
        trend[^1].Day.ShouldBe(new DateOnly(2026, 11, 23));
    }

    [Fact]
    public async Task Everything_ForACountyOffice_IsOfItsCountyOnly()
    {
        await using var host = await TestHost.StartAsync();
        await host.OweAsync(Town.Rsj, Hours(30));
        await host.OweAsync(Town.QingchengRsj, Hours(30));
        await host.OweAsync(Town.YingdeMz, Hours(30));
        await host.OweAsync(Town.YingdeRsj, Hours(3), Hours(1));
        await host.OweAsync(Town.YingdeRsj, Hours(3), kind: AssignmentKind.FinalReview);
        var yingde = Town.Actor("yingde.office");
        var (views, rows) = (host.Get<SupervisionViews>(), host.Get<SupervisionRows>());

        var now = await views.NowAsync(yingde, new SupervisionFilter());

        (now.Figures.Open, now.Figures.Overdue, now.Figures.ClosedToday).ShouldBe((2, 1, 1));
        now.Owners.Select(owner => (owner.Owes, owner.Id)).ShouldBe([(OwedBy.Unit, Town.YingdeMz), (OwedBy.Office, Town.City), (OwedBy.Unit, Town.YingdeRsj)]);
        now.Regions.Select(region => region.Code).ShouldBe([Town.Yingde]);
        (await rows.ListAsync(yingde, new SupervisionFilter(Due: WorkState.Overdue), 0, 10)).Items.Single().UnitId.ShouldBe(Town.YingdeMz);
        (await rows.ListAsync(yingde, new SupervisionFilter(UnitId: Town.Rsj), 0, 10)).Total.ShouldBe(0);
        (await views.PastAsync(yingde, new SupervisionFilter())).Trend.Sum(day => day.Late).ShouldBe(1);
        (await views.NowAsync(Supervisor, new SupervisionFilter())).Figures.Overdue.ShouldBe(3);
        SupervisionViews.SightOf(yingde).ShouldNotBe(SupervisionViews.SightOf(Supervisor));
        foreach (var other in (string[])["officer.rsj", "operator01", "admin", "audit"])
        {
            await Should.ThrowAsync<Refusal>(() => views.NowAsync(Town.Actor(other), new SupervisionFilter()));
            await Should.ThrowAsync<Refusal>(() => views.PastAsync(Town.Actor(other), new SupervisionFilter()));
            await Should.ThrowAsync<Refusal>(() => rows.ListAsync(Town.Actor(other), new SupervisionFilter(), 0, 10));
            await Should.ThrowAsync<Refusal>(() => host.Get<WorkStream>().RecentAsync(Town.Actor(other), 10));
            Should.Throw<Refusal>(() => SupervisionViews.SightOf(Town.Actor(other)));
        }
    }

    [Fact]
    public async Task OnTimeRate_OfAUnitThatNeverAnswers_IsNot100()
    {
        await using var host = await TestHost.StartAsync();
        await host.OweAsync(Town.Rsj, Hours(50), Hours(22));
        await host.OweAsync(Town.Rsj, Hours(50), Hours(22) + Tick);
        await host.OweAsync(Town.Rsj, Hours(24 * 200));
        await host.OweAsync(Town.Rsj, Hours(24 * 60), Hours(1));
        await host.OweAsync(Town.Rsj, Hours(50), Hours(1), AssignmentKind.OfficeCheck);
        await host.OweAsync(Town.Yiliao, Hours(23));
        await host.OweAsync(Town.YingdeMz, Hours(21));

        var now = await host.Get<SupervisionViews>().NowAsync(Supervisor, new SupervisionFilter());

        var rates = now.Owners.Where(owner => owner.Owes is OwedBy.Unit).ToDictionary(owner => owner.Id, owner => owner.OnTime);
        rates[Town.Rsj].ShouldBe(new OnTime(2, 1, 1));
        rates[Town.Rsj].Percent.ShouldBe(33.3);
        rates[Town.Yiliao].Percent.ShouldBe(0);
        rates[Town.YingdeMz].Percent.ShouldBeNull();
        now.Figures.OnTimeRate.ShouldBe(new OnTime(3, 2, 2));
        new OnTime(1999, 1999, 1).Percent.ShouldBe(99.9);
    }

    [Theory]
    [InlineData(10, 5, 9)]
    [InlineData(11, 6, 10)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    public async Task StageTimes_AreNearestRanks(int count, int median, int ninetieth)
    {
        await using var host = await TestHost.StartAsync();
        for (var hours = count; hours >= 1; hours--)
            await host.OweAsync(Town.Rsj, Hours(60), Hours(hours));
        await host.OweAsync(Town.Rsj, Hours(24 * 8), Hours(1));
        await host.OweAsync(Town.Rsj, Hours(60), Hours(0.5), takenBack: true);
        await host.OweAsync(Town.Rsj, Hours(60));

        var times = (await host.Get<SupervisionViews>().PastAsync(Supervisor, new SupervisionFilter(Days: 7))).StageTimes;

        times.Single(time => time.Kind is AssignmentKind.UnitRevision).ShouldBe(new StageTime(AssignmentKind.UnitRevision, count, median * 3600, ninetieth * 3600));
        times.Single(time => time.Kind is AssignmentKind.FinalReview).ShouldBe(new StageTime(AssignmentKind.FinalReview, 0, null, null));
    }

    [Fact]
    public async Task Rows_OfEveryFigure_AreAsManyAsItSays()
    {
        await using var host = await TestHost.StartAsync();
        await MixAsync(host);
        var rows = host.Get<SupervisionRows>();
        foreach (var whose in (SupervisionFilter[])[new(), new(UnitId: Town.Rsj), new(RegionCode: Town.Yingde), new(Kind: AssignmentKind.OfficeCheck), new(Owes: OwedBy.Office), new(Owes: OwedBy.Unit, OfficeId: Town.City), new(Days: 7)])
        {
            var now = await host.Get<SupervisionViews>().NowAsync(Supervisor, whose);
            var figures = now.Figures;
            (await CountAsync(WorkState.Open)).ShouldBe(figures.Open);
            (await CountAsync(WorkState.Within2Hours)).ShouldBe(figures.Within2Hours);
            (await CountAsync(WorkState.Within6Hours)).ShouldBe(figures.Within6Hours);
            (await CountAsync(WorkState.Overdue)).ShouldBe(figures.Overdue);
            (await CountAsync(WorkState.ClosedToday)).ShouldBe(figures.ClosedToday);
            var trend = (await host.Get<SupervisionViews>().PastAsync(Supervisor, whose)).Trend;
            (await CountAsync(WorkState.Opened)).ShouldBe(trend.Sum(day => day.Opened));
            (await CountAsync(WorkState.Closed)).ShouldBe(trend.Sum(day => day.Closed));
            (await CountAsync(WorkState.BecameLate)).ShouldBe(trend.Sum(day => day.Late));
            (await CountAsync(WorkState.ClosedOnTime) + await CountAsync(WorkState.ClosedLate)).ShouldBe(trend.Sum(day => day.Closed));
            foreach (var day in trend.Where(day => day.Late > 0))
                (await rows.ListAsync(Supervisor, whose with { Due = WorkState.BecameLate, Day = day.Day }, 0, 1)).Total.ShouldBe(day.Late);
            foreach (var owner in now.Owners)
                (await rows.ListAsync(Supervisor, whose with { Owes = owner.Owes, UnitId = owner.Owes is OwedBy.Unit ? owner.Id : whose.UnitId, OfficeId = owner.Owes is OwedBy.Office ? owner.Id : whose.OfficeId }, 0, 1)).Total.ShouldBe(owner.Load.Open);

            async Task<int> CountAsync(WorkState state) => (await rows.ListAsync(Supervisor, whose with { Due = state }, 0, 1)).Total;
        }
    }

    [Fact]
    public async Task Rows_OfOpenWork_AreByTimeLeftAndFoundByTitle()
    {
        await using var host = await TestHost.StartAsync();
        var early = await Titled(host, "ETC怎么退费").SubmittedToUnit().After(Hours(2)).Claimed("officer.rsj");
        await Titled(host, "社保卡怎么补办").SubmittedToUnit().After(Hours(1)).Approved();
        var made = await host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.editor"), new NewEditingRequest("市医保局", "请更新etc的口径", ""));
        var sent = await host.Get<UrgingActions>().UrgeAsync(Supervisor, [(await early.ClocksAsync()).Single().Id], "请抓紧");
        sent.Single().Status.ShouldBe(UrgeStatus.Sent);

        var (items, total) = await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(), 0, 2);
        total.ShouldBe(3);
        items.Select(row => row.Title).ShouldBe(["ETC怎么退费", "请更新etc的口径"]);
        (items[0].Owner, items[0].ClaimedBy, items[0].Urging, items[0].Subject).ShouldBe(("清远市人力资源和社会保障局", "officer.rsj", UrgingStage.Open, Revision.SubjectOf(early.Id)));
        items[1].Subject.ShouldBe(EditingRequest.SubjectOf(made.Id));
        (await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(), 2, 2)).Items.Single().Owner.ShouldBe("清远市热线办");
        (await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(Text: " Etc"), 0, 9)).Total.ShouldBe(2);
        (await host.Get<SupervisionRows>().ListAsync(Supervisor, new SupervisionFilter(Text: "%"), 0, 9)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_TellsWhatHappenedInSight_NewestFirst()
    {
        await using var host = await TestHost.StartAsync();
        await Titled(host, "市里的").SubmittedToUnit();
        var county = await AnEntry.Drafted(host, by: "yingde.office", unit: Town.YingdeMz, text: AnEntry.AText with { Title = "县里的" }).SubmittedToUnit().Edited("officer.yingde.mz", text => text with { Answer = "改了" }).After(Hours(1));
        await host.Get<UrgingActions>().UrgeAsync(Town.Actor("yingde.office"), [(await county.ClocksAsync()).Single().Id], "请抓紧");

        var seen = await host.Get<WorkStream>().RecentAsync(Town.Actor("yingde.office"), 10);
        seen.Select(row => row.Kind).ShouldBe(["urging.sent", "revision.submitted", "revision.drafted"]);
        seen.Select(row => row.Title).Distinct().ShouldBe(["县里的"]);
        seen[0].Unit.ShouldBe("英德市民政局");
        (await host.Get<WorkStream>().RecentAsync(Supervisor, 4)).Select(row => row.Title).ShouldBe(["县里的", "县里的", "县里的", "市里的"]);
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Everything_OnEveryDatabase_IsTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        await MixAsync(host);
        var views = host.Get<SupervisionViews>();

        var now = await views.NowAsync(Supervisor, new SupervisionFilter(Days: 7));
        now.Figures.ShouldBe(new SupervisionFigures(9, 2, 3, 3, 3, new OnTime(7, 4, 3)));
        now.Load.Ages.ShouldBe([1, 0, 0, 5, 2, 1]);
        now.Kinds.Select(kind => (kind.Kind, kind.Load.Open)).ShouldBe([(AssignmentKind.UnitRevision, 6), (AssignmentKind.OfficeCheck, 1), (AssignmentKind.FinalReview, 1), (AssignmentKind.EditingRequest, 1)], ignoreOrder: true);
        var past = await views.PastAsync(Supervisor, new SupervisionFilter(Days: 7));
        past.StageTimes.Single(time => time.Kind is AssignmentKind.UnitRevision).ShouldBe(new StageTime(AssignmentKind.UnitRevision, 5, 22 * 3600, 30 * 3600));
        (past.Trend.Sum(day => day.Opened), past.Trend.Sum(day => day.Closed), past.Trend.Sum(day => day.Late)).ShouldBe((15, 6, 6));
        foreach (var state in Enum.GetValues<WorkState>())
            (await host.Get<SupervisionRows>().ListAsync(Town.Actor("yingde.office"), new SupervisionFilter(Due: state, RegionCode: Town.Yingde, Owes: OwedBy.Unit, Age: WorkAge.UpTo22, Text: "没有这个"), 0, 5)).Total.ShouldBe(0, state.ToString());
        await host.Get<WorkStream>().RecentAsync(Supervisor, 30);
    }

    private static async Task MixAsync(TestHost host)
    {
        foreach (var age in (double[])[1, 16, 20, 21, 23, 40])
            await host.OweAsync(Town.Rsj, Hours(age));
        await host.OweAsync(Town.YingdeMz, Hours(50), kind: AssignmentKind.EditingRequest);
        await host.OweAsync(Town.YingdeMz, Hours(13), kind: AssignmentKind.OfficeCheck);
        await host.OweAsync(Town.YingdeMz, Hours(14), kind: AssignmentKind.FinalReview);
        await host.OweAsync(Town.Rsj, Hours(40), Hours(2));
        await host.OweAsync(Town.Rsj, Hours(40), Hours(22));
        await host.OweAsync(Town.Rsj, Hours(40), Hours(23));
        await host.OweAsync(Town.YingdeRsj, Hours(45), Hours(30));
        await host.OweAsync(Town.YingdeRsj, Hours(6), Hours(3));
        await host.OweAsync(Town.YingdeMz, Hours(30), Hours(29), AssignmentKind.OfficeCheck);
        await host.OweAsync(Town.YingdeMz, Hours(24 * 20), Hours(2));
        await host.OweAsync(Town.Rsj, Hours(5), Hours(1), takenBack: true);
    }

    private static AnEntry Titled(TestHost host, string title) => AnEntry.Drafted(host, text: AnEntry.AText with { Title = title });

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
}
