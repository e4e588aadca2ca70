using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class FlowRuleTests
{
    [Theory]
    [InlineData(Stage.UnitRevision, RevisionAct.Refuse, "officer.rsj")]
    [InlineData(Stage.UnitRevision, RevisionAct.Return, "officer.rsj")]
    [InlineData(Stage.OfficeCheck, RevisionAct.Return, "city.checker")]
    [InlineData(Stage.FinalReview, RevisionAct.Return, "city.reviewer")]
    public async Task SendingBack_WithoutAReason_IsRefused(Stage stage, RevisionAct act, string by)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).UpTo(stage);
        foreach (var reason in (string?[])[null, "", " \t\n　"])
            (await entry.ActAsync(act, by, reason).ShouldBeRefusedAsync(RevisionRule.ReasonRequired)).Fields.Keys.ShouldBe(["reason"]);
        await entry.ActAsync(act, by, new string('因', Revision.MaxReason + 1)).ShouldBeRefusedAsync(RevisionRule.ReasonTooLong);
        // X4: a reason goes into the ledger, where nothing is taken out again.
        (await entry.ActAsync(act, by, "请回来电人 13800138000").ShouldBeRefusedAsync(RevisionRule.PersonalData)).Message.ShouldNotContain("13800138000");
        (await entry.ActAsync(act, by, new string('因', Revision.MaxReason))).Version.ShouldBe(entry.Version + 1);
    }

    [Fact]
    public async Task Recall_BeforeTheNextStepIsClaimed_IsDoneAndClosesItsClockUnanswered()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().Recalled("city.editor");
        entry.Stage.ShouldBe(Stage.Drafting);
        var clock = (await entry.ClocksAsync()).Single();
        (clock.ClosedAt, clock.OnTime).ShouldBe((host.Now, (bool?)null));
    }

    [Fact]
    public async Task Recall_AfterTheNextStepIsClaimed_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().Claimed("officer.rsj");
        (await entry.ActAsync(RevisionAct.Recall, "city.editor").ShouldBeRefusedAsync(RevisionRule.NotRecallable)).Message.ShouldContain("officer.rsj");
    }

    [Fact]
    public async Task Recall_ByAColleagueOrAfterAReturn_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        await entry.ActAsync(RevisionAct.Recall, "city.all").ShouldBeRefusedAsync(RevisionRule.NotRecallable);
        await entry.Approved("officer.rsj").Passed().Returned("city.reviewer");
        entry.Stage.ShouldBe(Stage.OfficeCheck);
        await entry.ActAsync(RevisionAct.Recall, "officer.rsj").ShouldBeRefusedAsync(RevisionRule.NotRecallable);
    }

    [Fact]
    public async Task Claim_HoldsColleaguesOffUntilTheLeadTakesOver()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().Claimed("officer.rsj");
        await entry.ActAsync(RevisionAct.Claim, "officer.rsj").ShouldBeRefusedAsync(RevisionRule.AlreadyClaimed);
        await entry.ActAsync(RevisionAct.Claim, "officer2.rsj").ShouldBeRefusedAsync(RevisionRule.AlreadyClaimed);
        await entry.ActAsync(RevisionAct.Approve, "officer2.rsj").ShouldBeRefusedAsync(RevisionRule.ClaimedByAnother);
        await entry.ActAsync(RevisionAct.Return, "lead.rsj", "原因").ShouldBeRefusedAsync(RevisionRule.ClaimedByAnother);
        await host.Get<EntryActions>().EditAsync(Town.Actor("officer2.rsj"), entry.Id, entry.Version, text => text with { Basis = "x" }).ShouldBeRefusedAsync(RevisionRule.ClaimedByAnother);

        await entry.Claimed("lead.rsj");
        (await entry.RowAsync()).Clock!.ClaimedBy.ShouldBe("lead.rsj");
        await entry.ActAsync(RevisionAct.Approve, "officer.rsj").ShouldBeRefusedAsync(RevisionRule.ClaimedByAnother);
        (await entry.ActAsync(RevisionAct.Approve, "lead.rsj")).Stage.ShouldBe(Stage.OfficeCheck);
    }

    [Fact]
    public async Task FourEyes_WhoWroteOrHandedItOn_DoesNotPublishIt()
    {
        await using var host = await TestHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj);
        AnEntry[] hands =
        [
            await AnEntry.Drafted(host, by: "city.all").UpTo(Stage.FinalReview),
            await AnEntry.Drafted(host).Edited("city.all", text => text with { Basis = "改" }).UpTo(Stage.FinalReview),
            await AnEntry.Drafted(host).SubmittedToUnit(by: "city.all").UpTo(Stage.FinalReview),
            await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed(by: "city.all"),
        ];
        foreach (var entry in hands)
        {
            await entry.ActAsync(RevisionAct.Publish, "city.all", category: category).ShouldBeRefusedAsync(RevisionRule.FourEyes);
            (await host.Get<RevisionViews>().GetAsync(Town.Actor("city.all"), entry.Id)).Acts.ShouldNotContain(move => move.Act == RevisionAct.Publish);
            (await entry.ActAsync(RevisionAct.Publish, "city.reviewer", category: category)).Stage.ShouldBe(Stage.Published);
        }

        var returned = await AnEntry.Drafted(host).UpTo(Stage.FinalReview).Returned("city.all").Passed("city.checker");
        (await returned.ActAsync(RevisionAct.Publish, "city.all", category: category)).Stage.ShouldBe(Stage.Published, "sending back is not writing");
    }

    [Fact]
    public async Task FourEyes_TurnedOffForASmallOffice_LetsOnePersonPublish()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.Configure<FlowOptions>(flow => flow.FourEyes = false));
        var entry = await AnEntry.Drafted(host, by: "city.all").SubmittedToUnit().Approved().Passed("city.all").Published("city.all");
        entry.Stage.ShouldBe(Stage.Published);
    }

    [Fact]
    public async Task Version_ThatIsOld_IsRefusedWithTheOneThatStands()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).Edited("city.editor", text => text with { Basis = "一" }).Edited("city.editor", text => text with { Basis = "二" });
        var edits = host.Get<EntryActions>().EditAsync(Town.Actor("city.editor"), entry.Id, 2, text => text with { Basis = "三" });
        var edit = await edits.ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        (edit.Kind, edit.CurrentVersion).ShouldBe((RefusalKind.ChangedMeanwhile, 3));
        (await entry.ActAsync(RevisionAct.Submit, "city.editor", version: 1).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(3);
        (await entry.ActAsync(RevisionAct.Submit, "city.editor", version: 9).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(3);
        (await entry.RowAsync()).Text.Basis.ShouldBe("二");
    }

    [Fact]
    public async Task Version_ReadByTwoPeople_IsWrittenByOne()
    {
        await using var host = await TestHost.StartAsync();
        await using var second = host.Second();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var done = await Task.WhenAll(new[] { (Node: host, Name: "officer.rsj"), (Node: second, Name: "officer2.rsj"), (Node: host, Name: "lead.rsj") }
            .Select(pair => Task.Run(() => SucceedsAsync(() => pair.Node.Get<EntryActions>().ActAsync(Town.Actor(pair.Name), entry.Id, RevisionAct.Approve, entry.Version)))));
        done.Count(won => won).ShouldBe(1);
        (await entry.KindsAsync()).Count(kind => kind == "revision.approved").ShouldBe(1);
    }

    [Fact]
    public async Task Entry_WithARevisionUnderWay_GetsNoSecondOne()
    {
        await using var host = await TestHost.StartAsync();
        var published = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var open = await AnEntry.Drafted(host, change: ChangeKind.Update, entry: published.Code);
        await Again().ShouldBeRefusedAsync(RevisionRule.EntryHasOpenRevision);
        await open.Abandoned();
        (await Again()).Stage.ShouldBe(Stage.Drafting);

        async Task<AnEntry> Again() => await AnEntry.WrittenByUnit(host, change: ChangeKind.Withdraw, entry: published.Code);
    }

    [Fact]
    public async Task Entry_RevisedByTwoAtOnce_GetsOneRevision()
    {
        await using var host = await TestHost.StartAsync();
        await using var second = host.Second();
        var published = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var done = await Task.WhenAll(((TestHost[])[host, second, host, second]).Select(node => Task.Run(() => SucceedsAsync(async () =>
            await AnEntry.Drafted(node, change: ChangeKind.Update, entry: published.Code)))));
        done.Count(won => won).ShouldBe(1);
        await using var db = host.Db();
        (await db.Revisions().CountAsync(row => row.OpenEntryId != null)).ShouldBe(1);
    }

    [Theory]
    [InlineData("officer.yiliao", Town.Rsj, Origin.Supplementary, RevisionRule.OutsideJurisdiction)]
    [InlineData("yingde.office", Town.Rsj, Origin.Collected, RevisionRule.OutsideJurisdiction)]
    [InlineData("yingde.office", Town.QingchengRsj, Origin.Collected, RevisionRule.OutsideJurisdiction)]
    [InlineData("officer.rsj", Town.Rsj, Origin.Collected, BasicRule.NotPermitted)]
    [InlineData("city.editor", Town.Rsj, Origin.Supplementary, BasicRule.NotPermitted)]
    [InlineData("operator01", Town.Rsj, Origin.Collected, BasicRule.NotPermitted)]
    [InlineData("city.reviewer", Town.Rsj, Origin.Collected, BasicRule.NotPermitted)]
    public async Task Draft_OutsideOnesBusiness_IsRefused(string by, int unit, Origin origin, object rule)
    {
        await using var host = await TestHost.StartAsync();
        var refusal = await host.Get<EntryActions>().DraftAsync(Town.Actor(by), new DraftRequest(origin, ChangeKind.New, Core.Units.Unit.CodeOf(unit), null, AnEntry.AText)).ShouldBeRefusedAsync((Enum)rule);
        refusal.Kind.ShouldBe(RefusalKind.NotPermitted);
        await using var db = host.Db();
        (await db.Revisions().AnyAsync()).ShouldBeFalse();
    }

    private static async Task<bool> SucceedsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Refusal refusal)
        {
            refusal.RuleValue.ShouldBeOneOf(BasicRule.ChangedMeanwhile, RevisionRule.EntryHasOpenRevision);
            return false;
        }
    }
}
