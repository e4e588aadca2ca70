using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Notifications;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Sharing;

/// <summary>R4.7(5): a unit applies, the other consents, the city office grants, either side ends it.</summary>
public sealed class SharingActionTests
{
    private static readonly string[] Applicant = ["officer.yiliao"];
    private static readonly string[] Owner = ["officer.rsj", "officer2.rsj", "lead.rsj"];
    private static readonly string[] City = ["city.reviewer", "city.supervisor", "city.all"];

    public static TheoryData<SharingStage> Stages => new(Enum.GetValues<SharingStage>());

    /// <summary>Written down once more, independently of the program's table.</summary>
    private static (string[] Who, SharingStage To, string Kind) Expected(SharingStage stage, SharingAct act) => (stage, act) switch
    {
        (SharingStage.Requested, SharingAct.Consent) => (Owner, SharingStage.Consented, "sharing.consented"),
        (SharingStage.Requested or SharingStage.Consented, SharingAct.Decline) => (Owner, SharingStage.Declined, "sharing.declined"),
        (SharingStage.Consented, SharingAct.Grant) => (City, SharingStage.Granted, "sharing.granted"),
        (SharingStage.Consented, SharingAct.Refuse) => (City, SharingStage.Refused, "sharing.refused"),
        (SharingStage.Requested or SharingStage.Consented, SharingAct.Withdraw) => (Applicant, SharingStage.Withdrawn, "sharing.withdrawn"),
        (SharingStage.Granted, SharingAct.End) => ([.. Applicant, .. Owner, .. City], SharingStage.Ended, "sharing.ended"),
        _ => ([], stage, ""),
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Act_OfEveryPerson_IsDoneAndRecordedOrRefusedWithoutATrace(SharingStage stage)
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<SharingActions>();
        var number = 1;
        var still = await AtAsync(host, stage, number);
        foreach (var act in Enum.GetValues<SharingAct>())
        {
            var (may, to, kind) = Expected(stage, act);
            foreach (var person in Town.Names.Except(may))
                (await Should.ThrowAsync<Refusal>(actions.ActAsync(Town.Actor(person), still.Id, act, still.Version, "原因"), $"{act} {person}"))
                    .RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, SharingRule.WrongStage);
            foreach (var person in may)
            {
                var one = await AtAsync(host, stage, ++number);
                var moved = await actions.ActAsync(Town.Actor(person), one.Id, act, one.Version, "原因");
                (moved.Stage, moved.Version).ShouldBe((to, one.Version + 1), $"{act} {person}");
                await using var after = host.Db();
                (await after.SharingRequests().AsNoTracking().SingleAsync(row => row.Id == one.Id)).Stage.ShouldBe(to);
                var row = (await after.LedgerRowsOf(kind))[^1];
                (row.Actor, row.Subject).ShouldBe((person, one.Subject));
                await actions.ActAsync(Town.Actor(person), one.Id, act, one.Version, "原因").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
            }
        }

        await using var db = host.Db();
        (await db.SharingRequests().AsNoTracking().SingleAsync(row => row.Id == still.Id)).Version.ShouldBe(still.Version);
        foreach (var person in Town.Names)
        {
            var seen = (await host.Get<SharingViews>().ListAsync(Town.Actor(person), new SharingFilter(), 0, 500)).Items.SingleOrDefault(item => item.Request.Id == still.Id);
            (seen is not null).ShouldBe(person.StartsWith("city.", StringComparison.Ordinal) || Applicant.Contains(person) || Owner.Contains(person), person);
            (seen?.Acts.Select(move => move.Act) ?? []).ShouldBe(Enum.GetValues<SharingAct>().Where(act => Expected(stage, act).Who.Contains(person)), ignoreOrder: true, person);
        }
    }

    [Fact]
    public async Task Request_AtItsBounds_IsTakenOrRefusedAtTheField()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<SharingActions>();
        var (officer, today) = (Town.Actor("officer.yiliao"), CityDays.Of(host.Now));
        var own = await host.CategoryAsync(Town.Yiliao);
        var good = new NewSharing("441800-001", SharedWhat.All, null, null, "联合办理", today);
        await WrongAsync(good with { Owner = null }, SharingRule.UnknownUnit, "owner");
        await WrongAsync(good with { Owner = "清远市医疗保障局" }, SharingRule.OwnUnit, "owner");
        await WrongAsync(good with { Purpose = " " }, SharingRule.PurposeRequired, "purpose");
        await WrongAsync(good with { Purpose = new string('长', SharingRequest.MaxPurpose + 1) }, SharingRule.TooLong, "purpose");
        (await WrongAsync(good with { Purpose = "来电人 13800138000" }, SharingRule.PersonalData, "purpose")).Message.ShouldNotContain("13800138000");
        await WrongAsync(good with { Until = today.AddDays(-1) }, SharingRule.BadDay, "until");
        await WrongAsync(good with { Until = today.AddYears(SharingRequest.LongestYears).AddDays(1) }, SharingRule.BadDay, "until");
        await WrongAsync(good with { What = SharedWhat.Categories, Categories = [] }, SharingRule.NothingChosen, "categories");
        await WrongAsync(good with { What = SharedWhat.Categories, Categories = [own] }, SharingRule.UnknownCategory, "categories");
        await WrongAsync(good with { What = SharedWhat.Entries, Codes = [new EntryCode(Town.Yiliao, 1).ToString()] }, SharingRule.UnknownEntry, "codes");
        await actions.ApplyAsync(Town.Actor("officer.rsj"), good with { Owner = "441881-001" }).ShouldBeRefusedAsync(SharingRule.SeenAlready);
        foreach (var person in Town.Names.Where(name => Town.Actor(name).UnitId is null))
            await actions.ApplyAsync(Town.Actor(person), good).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);

        var made = await actions.ApplyAsync(officer, good with { Until = today.AddDays(9) });
        await actions.ApplyAsync(officer, good).ShouldBeRefusedAsync(SharingRule.AppliedAlready);
        await actions.ActAsync(Town.Actor("officer.rsj"), made.Id, SharingAct.Consent, 1, until: today.AddDays(10)).ShouldBeRefusedAsync(SharingRule.BadDay);
        (await actions.ActAsync(Town.Actor("officer.rsj"), made.Id, SharingAct.Consent, 1, until: today.AddDays(3))).Until.ShouldBe(today.AddDays(3), "nearer, never further");
        await actions.ActAsync(Town.Actor("city.supervisor"), made.Id, SharingAct.Refuse, 2, " ").ShouldBeRefusedAsync(SharingRule.ReasonRequired);
        await actions.ActAsync(Town.Actor("city.supervisor"), made.Id, SharingAct.Refuse, 2, "问 13800138000").ShouldBeRefusedAsync(SharingRule.PersonalData);

        async Task<Refusal> WrongAsync(NewSharing wanted, SharingRule rule, string field)
        {
            var refusal = await actions.ApplyAsync(officer, wanted).ShouldBeRefusedAsync(rule);
            refusal.Fields.Keys.ShouldBe([field]);
            return refusal;
        }
    }

    [Fact]
    public async Task Request_OnItsWay_TellsBothSidesAndWhoeverDecides()
    {
        await using var host = await NotifyHost.StartAsync();
        var actions = host.Get<SharingActions>();
        var made = await ApplyAsync(host, 1);
        await host.TellAsync();
        await actions.ActAsync(Town.Actor("officer.rsj"), made.Id, SharingAct.Consent, 1);
        await host.TellAsync();
        var asked = await host.ToldAsync(NotificationKind.HandedOver);
        NameOf(asked, "申请查看共享").ShouldBe(["officer.rsj", "officer2.rsj"]);
        NameOf(asked, "待授权").ShouldBe(City.Order(StringComparer.Ordinal));
        SubjectPages.PageOf(asked[0].Subject).ShouldBe($"/access?tab=sharing&id={made.Id}");

        await actions.ActAsync(Town.Actor("city.supervisor"), made.Id, SharingAct.Grant, 2);
        await host.TellAsync();
        await actions.ActAsync(Town.Actor("officer.yiliao"), made.Id, SharingAct.End, 3, "事项办结");
        await host.TellAsync();
        NameOf(await host.ToldAsync(NotificationKind.Finished), "已授权").ShouldBe(["officer.rsj", "officer.yiliao", "officer2.rsj"]);
        (await host.ToldAsync(NotificationKind.Recalled)).Count.ShouldBeGreaterThan(0);

        static List<string> NameOf(List<Notification> told, string title) =>
            [.. told.Where(row => row.Title.StartsWith(title, StringComparison.Ordinal)).Select(row => Town.Names.Single(name => Town.IdOf(name) == row.AccountId)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Grant_OnItsLastDay_HoldsAndTheNextDayDoesNot()
    {
        await using var host = await TestHost.StartAsync();
        var code = new EntryCode(Town.Rsj, 1).ToString();
        await host.LoadOneAsync(Town.Rsj, "社保卡补办");
        var granted = await AtAsync(host, SharingStage.Granted, 1);
        (await SeesAsync()).ShouldBeTrue();
        host.Clock.Advance(TimeSpan.FromDays(granted.Until.DayNumber - CityDays.Of(host.Now).DayNumber));
        (await SeesAsync()).ShouldBeTrue("the last day counts");
        (await host.Get<SharingSweep>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await SeesAsync()).ShouldBeFalse("nobody has swept yet");
        (await host.Get<SharingSweep>().RunAsync()).ShouldBe(1);
        (await host.Get<SharingSweep>().RunAsync()).ShouldBe(0);
        await using var db = host.Db();
        (await db.LedgerRowsOf("sharing.expired")).ShouldHaveSingleItem().Subject.ShouldBe(granted.Subject);
        (await host.Get<SharingViews>().ListAsync(Town.Actor("city.editor"), new SharingFilter(Live: true), 0, 10)).Total.ShouldBe(0);

        async Task<bool> SeesAsync() => (await host.Get<EntryViews>().ListAsync(Town.Actor("officer.yiliao"), new EntryFilter(), 0, 10)).Items.Any(item => item.Code == code);
    }

    [Fact]
    public async Task Preview_OfARequest_IsForWhoDecidesAndCountsWhatIsThere()
    {
        await using var host = await TestHost.StartAsync();
        await PageTest.AddPeopleAsync(host);
        await host.LoadOneAsync(Town.Rsj, "社保卡补办");
        await host.LoadOneAsync(Town.Rsj, "社保卡激活");
        var request = await AtAsync(host, SharingStage.Consented, 1);
        var access = host.Get<EntryAccess>();
        var shift = (await access.PreviewAsync(Town.Actor("officer.rsj"), request)).ShouldHaveSingleItem();
        (shift.Gained, shift.Lost).ShouldBe((1, 0));
        shift.Accounts.ShouldBe(["officer.yiliao（officer.yiliao）"]);
        (await access.PreviewAsync(Town.Actor("city.supervisor"), request)).Count.ShouldBe(1);
        foreach (var person in new[] { "officer.yiliao", "yingde.office", "operator01", "city.editor" })
            await access.PreviewAsync(Town.Actor(person), request).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        (await access.TitlesAsync(Town.Actor("officer.rsj"), request)).Values.ShouldBe(["社保卡补办"]);
        (await access.TitlesAsync(Town.Actor("city.editor"), request)).Count.ShouldBe(1);
        (await access.TitlesAsync(Town.Actor("officer.yiliao"), request)).ShouldBeEmpty("a title is told with the grant, not before");
    }

    internal static async Task<SharingRequest> ApplyAsync(TestHost host, int number) =>
        await host.Get<SharingActions>().ApplyAsync(Town.Actor("officer.yiliao"), new NewSharing("清远市人力资源和社会保障局", SharedWhat.Entries, null, [new EntryCode(Town.Rsj, number).ToString()], "联合办理", CityDays.Of(host.Now).AddDays(30)));

    /// <summary>A request for the entry with this number, brought to a stage.</summary>
    internal static async Task<SharingRequest> AtAsync(TestHost host, SharingStage stage, int number)
    {
        var actions = host.Get<SharingActions>();
        var request = await ApplyAsync(host, number);
        (string By, SharingAct Act)[] steps = stage switch
        {
            SharingStage.Requested => [],
            SharingStage.Consented => [("officer.rsj", SharingAct.Consent)],
            SharingStage.Declined => [("officer.rsj", SharingAct.Decline)],
            SharingStage.Withdrawn => [("officer.yiliao", SharingAct.Withdraw)],
            SharingStage.Refused => [("officer.rsj", SharingAct.Consent), ("city.reviewer", SharingAct.Refuse)],
            SharingStage.Ended => [("officer.rsj", SharingAct.Consent), ("city.reviewer", SharingAct.Grant), ("officer.rsj", SharingAct.End)],
            _ => [("officer.rsj", SharingAct.Consent), ("city.reviewer", SharingAct.Grant)],
        };
        foreach (var (by, act) in steps)
            request = await actions.ActAsync(Town.Actor(by), request.Id, act, request.Version, "原因");
        if (stage is not SharingStage.Expired)
            return request;
        host.Clock.Advance(TimeSpan.FromDays(31));
        await host.Get<SharingSweep>().RunAsync();
        await using var db = host.Db();
        return await db.SharingRequests().AsNoTracking().SingleAsync(row => row.Id == request.Id);
    }
}

internal static class SharingHost
{
    /// <summary>A published entry.</summary>
    public static async Task<string> LoadOneAsync(this TestHost host, int unit, string title) =>
        (await host.Get<EntryActions>().LoadAsync(Actor.System("test"), [(unit, new EntryText { Title = title, Answer = "请到窗口办理。", CategoryId = await host.CategoryAsync(unit) }, host.Now)]))[0];
}
