using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.1: city-level units are urged by the city office, county-level units by their county office, recorded, answered, listed until closed.</summary>
public sealed class UrgingTests
{
    [Fact]
    public async Task Urge_OneLateAssignment_IsRecordedAnsweredAndClosedByTheOffice()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(23));
        var clock = (await entry.ClocksAsync()).Single();

        var sent = (await UrgeAsync(host, "city.supervisor", "请今天内审定", clock.Id)).Single();
        sent.Status.ShouldBe(UrgeStatus.Sent);
        var urging = await RowAsync(host, sent.Urging!.Value);
        (urging.Stage, urging.Text, urging.UrgedBy, urging.UnitId, urging.OfficeId, urging.OwingOfficeId, urging.Times).ShouldBe((UrgingStage.Open, "请今天内审定", "city.supervisor", Town.Rsj, Town.City, null, 1));
        (await OwedAsync(host, "officer.rsj")).ShouldBe(1);
        (await OwedAsync(host, "officer.yiliao")).ShouldBe(0);

        var until = host.Now.AddHours(6);
        await ActAsync(host, urging, UrgingAct.NeedTime, "officer.rsj", "负责人出差", until);
        urging = await RowAsync(host, urging.Id);
        (urging.Stage, urging.Answer, urging.NeedsUntil, urging.AnswerText, urging.AnsweredBy).ShouldBe((UrgingStage.Answered, UrgingAct.NeedTime, until, "负责人出差", "officer.rsj"));
        await ActAsync(host, urging, UrgingAct.Close, "city.supervisor");
        (await RowAsync(host, urging.Id)).Stage.ShouldBe(UrgingStage.Closed);

        await using var db = host.Db();
        var rows = await db.LedgerRows().Where(row => row.Subject == urging.Subject).OrderBy(row => row.Number).ToListAsync();
        rows.Select(row => (row.Kind, row.Actor)).ShouldBe([("urging.sent", "city.supervisor"), ("urging.answered", "officer.rsj"), ("urging.closed", "city.supervisor")]);
        rows[0].Data.ShouldContain("请今天内审定");
        rows[1].Data.ShouldContain("负责人出差");
    }

    [Fact]
    public async Task Urge_Several_RefusesSomeAndSendsTheRest()
    {
        await using var host = await TestHost.StartAsync();
        var own = (await (await AnEntry.Drafted(host).SubmittedToUnit()).ClocksAsync()).Single().Id;
        var county = (await (await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit()).ClocksAsync()).Single().Id;
        var answered = (await (await AnEntry.Drafted(host, unit: Town.Yiliao).SubmittedToUnit().Approved()).ClocksAsync())[0].Id;
        var unknown = Guid.NewGuid();

        var results = await UrgeAsync(host, "city.supervisor", "请尽快", own, county, answered, unknown, own);

        results.Select(result => (result.Assignment, result.Status, result.Rule)).ShouldBe(
        [
            (own, UrgeStatus.Sent, null),
            (county, UrgeStatus.Refused, "urging.outsideJurisdiction"),
            (answered, UrgeStatus.Refused, "urging.alreadyDone"),
            (unknown, UrgeStatus.Refused, "basic.notFound"),
        ]);
        (await UrgeAsync(host, "city.supervisor", "再催一次", own)).Single().Status.ShouldBe(UrgeStatus.Repeated);
        (await UrgeAsync(host, "yingde.office", "请尽快", own, county)).Select(result => (result.Status, result.Rule)).ShouldBe([(UrgeStatus.Refused, "basic.notFound"), (UrgeStatus.Sent, null)]);
        await using var db = host.Db();
        (await db.Urgings().CountAsync()).ShouldBe(2);
        (await db.Urgings().SingleAsync(row => row.AssignmentId == own)).Times.ShouldBe(2);
    }

    [Fact]
    public async Task Urge_ACountyOfficesCheck_IsTheCitysToDoAndTheOfficesToAnswer()
    {
        await using var host = await TestHost.StartAsync();
        var check = (await (await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit().Approved()).ClocksAsync()).Single(clock => clock.Kind is AssignmentKind.OfficeCheck).Id;
        (await UrgeAsync(host, "yingde.office", "自己催自己", check)).Single().Rule.ShouldBe("urging.outsideJurisdiction");
        var sent = (await UrgeAsync(host, "city.supervisor", "请把关", check)).Single();
        var urging = await RowAsync(host, sent.Urging!.Value);
        urging.OwingOfficeId.ShouldBe(Town.Yingde);
        (await OwedAsync(host, "yingde.office")).ShouldBe(1);
        (await OwedAsync(host, "officer.yingde.mz")).ShouldBe(0);
        await ActAsync(host, urging, UrgingAct.Done, "officer.yingde.mz").ShouldBeRefusedAsync(BasicRule.NotFound);
        await ActAsync(host, urging, UrgingAct.Done, "yingde.office");
    }

    [Fact]
    public async Task Urging_WhoseMatterIsDone_ClosesByItself()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var id = (await UrgeAsync(host, "city.supervisor", "请尽快", (await entry.ClocksAsync()).Single().Id)).Single().Urging!.Value;
        (await host.Get<UrgingSweep>().RunAsync()).ShouldBe(0);
        await entry.Approved();
        await using var second = host.Second();
        (await Task.WhenAll(host.Get<UrgingSweep>().RunAsync(), second.Get<UrgingSweep>().RunAsync())).Sum().ShouldBe(1);
        (await RowAsync(host, id)).Stage.ShouldBe(UrgingStage.Closed);
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("urging.closed")).Single();
        row.Actor.ShouldBe("system:clock");
        row.Data.ShouldContain("\"byAnswer\":true");
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Urging_WhoseAnswerIsTakenBack_GoesOnWithTheClock(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().After(TimeSpan.FromHours(23));
        var first = (await entry.ClocksAsync()).Single().Id;
        var id = (await UrgeAsync(host, "city.supervisor", "请尽快", first)).Single().Urging!.Value;
        foreach (var sweptBetween in new[] { true, false })
        {
            await entry.Approved();
            if (sweptBetween)
            {
                await host.Get<UrgingSweep>().RunAsync();
                (await RowAsync(host, id)).Stage.ShouldBe(UrgingStage.Closed);
            }

            await entry.Recalled("officer.rsj");
            (await host.Get<UrgingSweep>().RunAsync()).ShouldBe(1);
            var running = (await entry.RowAsync()).ClockId!.Value;
            var urging = await RowAsync(host, id);
            (urging.Stage, urging.AssignmentId, urging.ClosedAt).ShouldBe((UrgingStage.Open, running, null));
            (await OwedAsync(host, "officer.rsj")).ShouldBe(1);
            (await UrgeAsync(host, "city.supervisor", "不要撤回", running)).Single().Status.ShouldBe(UrgeStatus.Repeated);
        }

        (await host.Get<UrgingSweep>().RunAsync()).ShouldBe(0);
        await using var db = host.Db();
        (await db.LedgerRowsOf("urging.resumed")).Count.ShouldBe(2);
        await entry.Approved();
        (await host.Get<UrgingSweep>().RunAsync()).ShouldBe(1);
        (await RowAsync(host, id)).Stage.ShouldBe(UrgingStage.Closed);
    }

    [Fact]
    public async Task Urging_ThatTheOfficeClosed_StaysClosedWhateverIsTakenBack()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var urging = await RowAsync(host, (await UrgeAsync(host, "city.supervisor", "请尽快", (await entry.ClocksAsync()).Single().Id)).Single().Urging!.Value);
        await ActAsync(host, urging, UrgingAct.Close, "city.supervisor");
        await entry.After(TimeSpan.FromMinutes(1)).Approved().Recalled("officer.rsj");

        (await host.Get<UrgingSweep>().RunAsync()).ShouldBe(0);

        (await RowAsync(host, urging.Id)).Stage.ShouldBe(UrgingStage.Closed);
    }

    [Fact]
    public async Task Act_AgainstTheRules_IsRefusedAndChangesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var clock = (await entry.ClocksAsync()).Single().Id;
        await UrgeAsync(host, "city.editor", "请尽快", clock).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await UrgeAsync(host, "officer.rsj", "请尽快", clock).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await UrgeAsync(host, "city.supervisor", " ", clock).ShouldBeRefusedAsync(UrgingRule.TextRequired);
        await UrgeAsync(host, "city.supervisor", new string('长', Urging.MaxText + 1), clock).ShouldBeRefusedAsync(UrgingRule.TextTooLong);
        (await UrgeAsync(host, "city.supervisor", "来电人 13800138000 在等", clock).ShouldBeRefusedAsync(UrgingRule.PersonalData)).Message.ShouldNotContain("13800138000");
        await UrgeAsync(host, "city.supervisor", "请尽快").ShouldBeRefusedAsync(BasicRule.Malformed);
        await UrgeAsync(host, "city.supervisor", "请尽快", [.. Enumerable.Range(0, UrgingActions.MaxAtOnce + 1).Select(_ => Guid.NewGuid())]).ShouldBeRefusedAsync(UrgingRule.TooMany);

        var urging = await RowAsync(host, (await UrgeAsync(host, "city.supervisor", "请尽快", clock)).Single().Urging!.Value);
        await ActAsync(host, urging, UrgingAct.NeedTime, "officer.rsj", "", host.Now.AddHours(1)).ShouldBeRefusedAsync(UrgingRule.TextRequired);
        await ActAsync(host, urging, UrgingAct.NeedTime, "officer.rsj", "出差").ShouldBeRefusedAsync(UrgingRule.BadTime);
        await ActAsync(host, urging, UrgingAct.NeedTime, "officer.rsj", "出差", host.Now).ShouldBeRefusedAsync(UrgingRule.BadTime);
        await ActAsync(host, urging, UrgingAct.NeedTime, "officer.rsj", "出差", host.Now.AddYears(2)).ShouldBeRefusedAsync(UrgingRule.BadTime);
        await ActAsync(host, urging, UrgingAct.Close, "officer.rsj").ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await ActAsync(host, urging, UrgingAct.Done, "city.supervisor").ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await ActAsync(host, urging, UrgingAct.Done, "officer.yiliao").ShouldBeRefusedAsync(BasicRule.NotFound);
        await ActAsync(host, urging, UrgingAct.Repeat, "city.supervisor").ShouldBeRefusedAsync(UrgingRule.TextRequired);
        (await host.Get<UrgingActions>().ActAsync(Town.Actor("officer.rsj"), urging.Id, UrgingAct.Done, 9).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(1);
        (await RowAsync(host, urging.Id)).Version.ShouldBe(1);

        await ActAsync(host, urging, UrgingAct.Close, "city.supervisor");
        await ActAsync(host, await RowAsync(host, urging.Id), UrgingAct.Done, "officer.rsj").ShouldBeRefusedAsync(UrgingRule.WrongStage);
    }

    [Fact]
    public void Table_OfUrging_IsWalkedWhole()
    {
        var owner = Town.Actor("officer.rsj");
        var office = Town.Actor("city.supervisor");
        foreach (var stage in Enum.GetValues<UrgingStage>())
            foreach (var act in Enum.GetValues<UrgingAct>())
                foreach (var actor in new[] { owner, office, Town.Actor("yingde.office"), Town.Actor("officer.yiliao"), Town.Actor("operator01") })
                {
                    var urging = new Urging { UnitId = Town.Rsj, OfficeId = Town.City };
                    typeof(Urging).GetProperty(nameof(Urging.Stage))!.SetValue(urging, stage);
                    var move = UrgingFlow.Table.Find(stage, act);
                    var allowed = move is not null && actor == (move.By is UrgingParty.Owner ? owner : office);
                    (urging.Objection(act, actor) is null).ShouldBe(allowed, $"{stage} {act} {actor.UserName}");
                    if (move is null)
                        urging.Objection(act, actor)!.RuleValue.ShouldBe(UrgingRule.WrongStage);
                }

        UrgingFlow.Table.From(UrgingStage.Closed).ShouldBeEmpty();
        Enum.GetValues<UrgingStage>().Select(UrgingFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<UrgingAct>().Select(UrgingFlow.NameOf).ShouldBeUnique();
    }

    [Fact]
    public async Task List_OfUrgings_ShowsEachWhatConcernsHim()
    {
        await using var host = await TestHost.StartAsync();
        var city = await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "社保卡补办" }).SubmittedToUnit();
        var county = await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit();
        await UrgeAsync(host, "city.supervisor", "甲", (await city.ClocksAsync()).Single().Id);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await UrgeAsync(host, "yingde.office", "乙", (await county.ClocksAsync()).Single().Id);

        (await TextsAsync("city.supervisor")).ShouldBe(["甲", "乙"]);
        (await TextsAsync("city.editor")).ShouldBe(["甲", "乙"]);
        (await TextsAsync("yingde.office")).ShouldBe(["乙"]);
        (await TextsAsync("qingcheng.office")).ShouldBeEmpty();
        (await TextsAsync("officer.rsj")).ShouldBe(["甲"]);
        (await TextsAsync("officer.yingde.mz")).ShouldBe(["乙"]);
        (await TextsAsync("operator01")).ShouldBeEmpty();
        var item = (await host.Get<UrgingViews>().ListAsync(Town.Actor("officer.rsj"), new UrgingFilter(SubjectId: city.Id), 0, 10)).Items.Single();
        (item.Title, item.Unit, item.Office, item.OwingOffice, item.Kind, item.DoneAt).ShouldBe(("社保卡补办", "清远市人力资源和社会保障局", "清远市热线办", null, AssignmentKind.UnitRevision, null));
        await host.Get<UrgingViews>().GetAsync(Town.Actor("officer.yiliao"), item.Urging.Id).ShouldBeRefusedAsync(BasicRule.NotFound);

        async Task<IEnumerable<string>> TextsAsync(string name) => (await host.Get<UrgingViews>().ListAsync(Town.Actor(name), new UrgingFilter(), 0, 10)).Items.Select(row => row.Urging.Text);
    }

    private static Task<IReadOnlyList<UrgeResult>> UrgeAsync(TestHost host, string by, string text, params Guid[] assignments) => host.Get<UrgingActions>().UrgeAsync(Town.Actor(by), assignments, text);

    private static Task<UrgingState> ActAsync(TestHost host, Urging urging, UrgingAct act, string by, string? text = null, DateTime? until = null) =>
        host.Get<UrgingActions>().ActAsync(Town.Actor(by), urging.Id, act, urging.Version, text, until);

    private static Task<int> OwedAsync(TestHost host, string name) => host.Get<UrgingViews>().CountAsync(Town.Actor(name), new UrgingFilter(Owed: true));

    private static async Task<Urging> RowAsync(TestHost host, Guid id)
    {
        await using var db = host.Db();
        return await db.Urgings().AsNoTracking().SingleAsync(row => row.Id == id);
    }
}
