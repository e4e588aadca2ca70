using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

/// <summary>What becomes of a release when its entry changes.</summary>
public sealed class ReleaseFollowTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task NewerVersion_IsProposed_WhileTheOldStaysPublic_UntilApproved(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch(), provider: provider);
        var code = await host.EntryAsync();
        await host.PublicAsync(code);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.ReviseAsync(code, ChangeKind.Update, text => text with { Answer = "新口径：网上补办。" });
        await host.FollowedAsync();
        await host.FollowedAsync();

        var proposal = (await host.ReleasesAsync()).Single(row => row.Stage is ReleaseStage.Proposed);
        (proposal.EntryVersion, proposal.ProposedById, proposal.Basis, proposal.Channels).ShouldBe((2, null, ARelease.Basis, Channels.All));
        var shown = (await host.Get<PublicViews>().FindAsync(Channel.Site, code))!;
        (shown.Version, shown.Answer).ShouldBe((1, AnEntry.AText.Answer));
        (await FoundAsync(host, "合作银行")).ShouldBe([code]);
        (await FoundAsync(host, "网上补办")).ShouldBeEmpty("the newer text is not public yet");

        var (items, total) = await host.Get<ReleaseViews>().ListAsync(Town.Actor("city.reviewer"), new ReleaseFilter(), 0, 10);
        (total, items[0].PublicVersion, items[0].Release.EntryVersion).ShouldBe((1, 1, 2));
        var detail = await host.Get<ReleaseViews>().GetAsync(Town.Actor("city.reviewer"), proposal.Id);
        (detail.Public!.Answer, detail.Text.Answer).ShouldBe((AnEntry.AText.Answer, "新口径：网上补办。"));
        (await host.Get<ReleaseViews>().OwedAsync(Town.Actor("city.reviewer"))).ShouldBe(1);

        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.reviewer"), proposal.Id, proposal.Version);
        await host.FollowedAsync();
        (await host.Get<PublicViews>().FindAsync(Channel.Api, code))!.Answer.ShouldBe("新口径：网上补办。");
        (await FoundAsync(host, "网上补办")).ShouldBe([code]);
        (await FoundAsync(host, "合作银行网点补办")).ShouldBeEmpty();
        var book = (await host.Get<ReleaseViews>().ListAsync(Town.Actor("city.reviewer"), new ReleaseFilter(ReleaseTab.Ledger), 0, 10)).Items;
        book.Select(item => (item.Release.EntryVersion, item.Release.Stage, item.Release.PublicUntil)).ShouldBe([(2, ReleaseStage.Public, null), (1, ReleaseStage.Replaced, host.Now)]);
    }

    [Fact]
    public async Task NewerVersion_OfWhatIsOnlyProposed_IsTheOneProposed_AndItsProposerStillDoesNotApprove()
    {
        await using var host = await TestHost.StartAsync();
        var code = await host.EntryAsync();
        await host.ProposedAsync(code, "city.all");
        await host.ReviseAsync(code, ChangeKind.Update, text => text with { Answer = "新口径。" });
        await host.FollowedAsync();
        var rows = await host.ReleasesAsync();
        rows.Select(row => (row.EntryVersion, row.Stage)).ShouldBe([(1, ReleaseStage.Cancelled), (2, ReleaseStage.Proposed)], ignoreOrder: true);
        var newer = rows.Single(row => row.EntryVersion == 2);
        newer.Objection(ReleaseAct.Approve, Town.Actor("city.all"))!.RuleValue.ShouldBe(ReleaseRule.FourEyes);
        await host.FollowedAsync();
        (await host.ReleasesAsync()).Count.ShouldBe(2, "seen twice, done once");
    }

    [Fact]
    public async Task WithdrawnEntry_IsGoneWithItsCommit_AndRecordedAsRecalled()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch());
        var code = await host.EntryAsync();
        await host.PublicAsync(code);
        await host.FollowedAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.ReviseAsync(code, ChangeKind.Withdraw);
        var withdrawn = host.Now;

        foreach (var channel in Enum.GetValues<Channel>())
        {
            (await host.PublicTitlesAsync(channel)).ShouldBeEmpty("no reader has been round");
            (await host.Get<PublicViews>().FindAsync(channel, code)).ShouldBeNull();
        }

        (await FoundAsync(host, "社保卡")).ShouldBeEmpty();
        (await host.Get<PublicViews>().MapAsync(0, 10)).Total.ShouldBe(0);
        (await host.Get<PublicViews>().ChoicesAsync(new PublicFilter())).Units.ShouldBeEmpty();

        host.Clock.Advance(TimeSpan.FromSeconds(3));
        await host.FollowedAsync();
        var row = (await host.ReleasesAsync()).Single();
        (row.Stage, row.Reason, row.PublicUntil).ShouldBe((ReleaseStage.Recalled, ReleaseReader.Withdrawn, withdrawn));
        await using var db = host.Db();
        (await db.LedgerRowsOf("release.recalled")).Single().Actor.ShouldBe("system:releases");
    }

    [Fact]
    public async Task Recall_IsEverywhereAtOnce()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch());
        var code = await host.EntryAsync();
        var state = await host.PublicAsync(code);
        await host.FollowedAsync();
        (await FoundAsync(host, "社保卡")).ShouldBe([code]);
        await host.Get<ReleaseActions>().ActAsync(Town.Actor("city.editor"), state.Id, ReleaseAct.Recall, state.Version).ShouldBeRefusedAsync(ReleaseRule.ReasonRequired);
        await host.Get<ReleaseActions>().ActAsync(Town.Actor("city.editor"), state.Id, ReleaseAct.Recall, state.Version, "内容有误");

        foreach (var channel in Enum.GetValues<Channel>())
            (await host.PublicTitlesAsync(channel)).ShouldBeEmpty();
        (await FoundAsync(host, "社保卡")).ShouldBeEmpty("the index has not heard of it yet");
        await host.FollowedAsync();
        (await host.Get<PublicSearch>().SearchAsync("社保卡", new PublicFilter(), 0, 10)).Total.ShouldBe(0);
        (await host.ProposedAsync(code)).Stage.ShouldBe(ReleaseStage.Proposed, "what was recalled may be proposed again");
    }

    [Fact]
    public async Task Expired_LeavesWithItsLastDay_InTheCity()
    {
        await using var host = await TestHost.StartAsync();
        // 16:00 in the city.
        await host.PublicAsync(await host.EntryAsync(ARelease.Text with { ExpiresOn = new DateOnly(2026, 11, 23) }));
        host.Clock.Advance(TimeSpan.FromHours(7.9));
        (await host.PublicTitlesAsync()).Count.ShouldBe(1);
        (await host.Get<ReleaseSweep>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromHours(0.2));
        (await host.PublicTitlesAsync()).ShouldBeEmpty("the day is the truth, not the sweep");
        host.Clock.Advance(TimeSpan.FromHours(5));
        (await host.Get<ReleaseSweep>().RunAsync()).ShouldBe(1);
        (await host.Get<ReleaseSweep>().RunAsync()).ShouldBe(0);
        var row = (await host.ReleasesAsync()).Single();
        (row.Stage, row.PublicUntil).ShouldBe((ReleaseStage.Expired, new DateTime(2026, 11, 23, 16, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public async Task Channels_AreKeptApart()
    {
        await using var host = await TestHost.StartAsync();
        await host.PublicEntryAsync("只在网站", channels: new Channels(true, false, false));
        await host.PublicEntryAsync("只在接口", channels: new Channels(false, false, true));
        (await host.PublicTitlesAsync(Channel.Site)).ShouldBe(["只在网站"]);
        (await host.PublicTitlesAsync(Channel.Api)).ShouldBe(["只在接口"]);
        (await host.PublicTitlesAsync(Channel.Feed)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keywords_AreNotPublic_NotEvenToBeFoundBy()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch());
        await host.PublicAsync(await host.EntryAsync(ARelease.Text with { Keywords = ["挂失专线"] }));
        await host.FollowedAsync();
        (await FoundAsync(host, "挂失专线")).ShouldBeEmpty();
    }

    private static async Task<List<string>> FoundAsync(TestHost host, string text) =>
        [.. (await host.Get<PublicSearch>().SearchAsync(text, new PublicFilter(), 0, 10)).Items.Where(hit => hit.Score >= 1).Select(hit => hit.Code)];
}
