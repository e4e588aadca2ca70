using HotlineKb.Core.Entries;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Releases;
using HotlineKb.Tests.Search;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>R4.7(4): what waits for the second pair of eyes is told to those who may be it.</summary>
public sealed class ReleaseTellingTests
{
    [Fact]
    public async Task Proposal_IsToldToWhoMayApprove_AndItsEndToWhoProposed()
    {
        await using var host = await NotifyHost.StartAsync();
        var code = await host.EntryAsync();
        var state = await host.ProposedAsync(code);
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all", "city.reviewer"]);
        var told = (await host.ToldAsync(NotificationKind.HandedOver))[0];
        (told.Subject, SubjectPages.PageOf(told.Subject), told.UnitId).ShouldBe(($"release:{code}", $"/releases?tab=entry&q={code}", Town.Rsj));
        told.Title.ShouldStartWith("待批准发布：");

        var actions = host.Get<ReleaseActions>();
        state = await actions.ActAsync(Town.Actor("city.reviewer"), state.Id, ReleaseAct.Return, state.Version, "依据不充分");
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.SentBack)).ShouldBe(["city.editor"]);
        state = await actions.ReproposeAsync(Town.Actor("city.editor"), state.Id, state.Version, ARelease.Said);
        await host.TellAsync();
        (await host.ToldAsync(NotificationKind.HandedOver)).Count.ShouldBe(4);
        await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version);
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Finished)).ShouldBe(["city.editor"]);
    }

    [Fact]
    public async Task Proposal_ByAReviewer_IsToldToTheOthers()
    {
        await using var host = await NotifyHost.StartAsync();
        await host.ProposedAsync(await host.EntryAsync(), by: "city.reviewer");
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all"]);
    }

    [Fact]
    public async Task NewerVersion_ProposedByItself_IsToldAsSuch()
    {
        await using var host = await NotifyHost.StartAsync();
        var code = await host.PublicEntryAsync("社保卡怎么补办");
        await host.TellAsync();
        var before = (await host.ToldAsync()).Count;
        await host.ReviseAsync(code, ChangeKind.Update, text => text with { Answer = "请到任一社保窗口办理。" });
        await host.FollowedAsync();
        await host.TellAsync();
        var told = (await host.ToldAsync()).Skip(before).Where(row => row.Subject == $"release:{code}").ToList();
        told.Select(row => row.AccountId).ShouldBe([Town.IdOf("city.all"), Town.IdOf("city.reviewer")], ignoreOrder: true);
        told.ShouldAllBe(row => row.Title == "公开条目有新版本，待批准：社保卡怎么补办" && row.Text.Contains("第 2 版"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Many_ProposedAtOneGo_AreToldOnce(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await NotifyHost.StartAsync(null, provider);
        for (var n = 0; n < 5; n++)
        {
            await host.ProposedAsync(await host.EntryAsync(ARelease.Text with { Title = $"社保问答{n}" }));
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await host.TellAsync();
        (await host.ToldAsync(NotificationKind.HandedOver)).Select(row => row.Title).Distinct().ShouldBe(["待批准发布：社保问答0"]);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.ProposedAsync(await host.EntryAsync(ARelease.Text with { Title = "后来的" }));
        await host.TellAsync();
        (await host.ToldAsync(NotificationKind.HandedOver)).Select(row => row.Title).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Proposal_CancelledMeanwhile_IsNotTold()
    {
        await using var host = await NotifyHost.StartAsync();
        var state = await host.ProposedAsync(await host.EntryAsync());
        await host.Get<ReleaseActions>().ActAsync(Town.Actor("city.editor"), state.Id, ReleaseAct.Cancel, state.Version);
        await host.TellAsync();
        (await host.ToldAsync(NotificationKind.HandedOver)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("release:441800-001-00001-1", "city.editor", "/releases?tab=entry&q=441800-001-00001-1")]
    [InlineData("release:441800-001-00001-1", "officer.rsj", null)]
    [InlineData("release-key:x", "city.editor", "/releases?tab=keys")]
    [InlineData("counterparts:441800-001", "city.editor", "/access?tab=counterparts")]
    [InlineData("categories:441800-001", "admin", "/units/441800-001")]
    [InlineData("profile:441800-001", "operator01", "/units/441800-001")]
    [InlineData("profile:441800-001", "officer.rsj", "/units/441800-001/profile")]
    [InlineData("workOrder:import", "city.editor", null)]
    [InlineData("nothing", "city.editor", null)]
    public void Subject_IsShownWhereItsReaderMayOpenIt(string subject, string viewer, string? page) =>
        SubjectPages.PageOf(subject, Town.Actor(viewer)).ShouldBe(page);
}
