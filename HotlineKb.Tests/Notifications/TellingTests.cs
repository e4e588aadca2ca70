using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Which event tells whom what.</summary>
public sealed class TellingTests
{
    [Fact]
    public async Task Submit_ToTheUnit_TellsItsOfficersWithTheDueTime()
    {
        await using var host = await NotifyHost.StartAsync();
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();

        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        var told = (await host.ToldAsync())[0];
        told.Title.ShouldBe("待审定：社保卡怎么补办");
        told.Text.ShouldBe("清远市人力资源和社会保障局的修订已到“修改审定”，请在 11-24 14:00 前办理。");
        told.Subject.ShouldBe(Revision.SubjectOf(entry.Id));
        told.UnitId.ShouldBe(Town.Rsj);
        told.Urgent.ShouldBeFalse();
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("notification.issued")).Single();
        row.Actor.ShouldBe("system:notifications");
        using var data = JsonDocument.Parse(row.Data);
        data.RootElement.GetProperty("source").GetInt64().ShouldBe(told.LedgerNumber);
        data.RootElement.GetProperty("about").GetString().ShouldBe(told.Subject);
        data.RootElement.GetProperty("told").GetString().ShouldBe("handedOver");
        data.RootElement.GetProperty("accounts").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([Town.IdOf("officer.rsj"), Town.IdOf("officer2.rsj")], ignoreOrder: true);
    }

    [Fact]
    public async Task HandOver_StepByStep_TellsWhoOwesTheNextAndNeverTheActor()
    {
        await using var host = await NotifyHost.StartAsync();
        var entry = AnEntry.Drafted(host).SubmittedToUnit();
        await entry;
        await host.TellAsync();
        await entry.Approved();
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all", "city.checker", "officer.rsj", "officer2.rsj"]);

        await entry.Passed("city.all");
        await host.TellAsync();
        (await host.ToldAsync()).Where(row => row.Title.StartsWith("待审核", StringComparison.Ordinal)).Select(row => row.AccountId).ShouldBe([Town.IdOf("city.reviewer")]);

        await entry.Published();
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Finished)).ShouldBe(["city.all", "city.editor", "officer.rsj"]);
        (await host.ToldAsync(NotificationKind.Finished))[0].Title.ShouldBe("已入库：社保卡怎么补办");
    }

    [Fact]
    public async Task HandOver_OvertakenBeforeItIsRead_TellsOnlyOfWhereItStands()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved();

        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all", "city.checker"]);
    }

    [Fact]
    public async Task Return_ByTheUnit_TellsWhoWroteIt()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Returned(reason: "请补充甲乙丙");
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.SentBack)).ShouldBe(["city.editor"]);
        (await host.ToldAsync(NotificationKind.SentBack))[0].Text.ShouldNotContain("甲乙丙");
    }

    [Fact]
    public async Task Return_FromReview_TellsWhoPassedIt()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Returned();
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.SentBack)).ShouldBe(["city.checker"]);
    }

    [Fact]
    public async Task Recall_BeforeAnyoneActed_TellsThoseToldBefore()
    {
        await using var host = await NotifyHost.StartAsync();
        var entry = AnEntry.Drafted(host).SubmittedToUnit();
        await entry;
        await host.TellAsync();
        await entry.Recalled("city.editor");
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.Recalled)).ShouldBe(["officer.rsj", "officer2.rsj"]);
    }

    [Fact]
    public async Task Clock_OfAUnit_RemindsItsOfficersAndAtTheDueTimeItsLeadAndTheOffice()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.PassAsync(TimeSpan.FromHours(11));
        (await host.WhoAsync(NotificationKind.Reminder)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        await host.PassAsync(TimeSpan.FromHours(9));
        (await host.WhoAsync(NotificationKind.LastReminder)).ShouldBe(["officer.rsj", "officer2.rsj"]);

        await host.PassAsync(TimeSpan.FromHours(3));

        (await host.WhoAsync(NotificationKind.Overdue)).ShouldBe(["city.supervisor", "lead.rsj", "officer.rsj", "officer2.rsj"]);
        var told = (await host.ToldAsync(NotificationKind.Overdue))[0];
        told.Title.ShouldBe("已超时：社保卡怎么补办");
        told.Urgent.ShouldBeTrue();
        told.DueAt.ShouldBe(new DateTime(2026, 11, 24, 6, 0, 0, DateTimeKind.Utc));
        await host.PassAsync(TimeSpan.FromHours(24));
        (await host.ToldAsync(NotificationKind.Overdue)).Select(row => row.Title).Distinct().ShouldBe(["已超时：社保卡怎么补办", "仍未办结，已超时 1 天：社保卡怎么补办"]);
    }

    [Fact]
    public async Task Clock_OfACounty_TellsItsOwnOfficeOnly()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host, "yingde.office", Town.YingdeMz).SubmittedToUnit();
        await host.PassAsync(TimeSpan.FromHours(23));

        (await host.WhoAsync(NotificationKind.Overdue)).ShouldBe(["officer.yingde.mz", "yingde.office"]);
    }

    [Fact]
    public async Task Clock_OfTheOfficesStep_TellsTheOfficeAndNotTheUnit()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit().Approved().Claimed("city.checker");
        await host.PassAsync(TimeSpan.FromHours(25));

        (await host.WhoAsync(NotificationKind.Overdue)).ShouldBe(["city.all", "city.checker", "city.supervisor"]);
    }

    [Fact]
    public async Task EditingRequest_MadeAndDeclined_TellsTheOtherSide()
    {
        await using var host = await NotifyHost.StartAsync();
        var actions = host.Get<EditingRequestActions>();
        var asked = await actions.MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(Unit.CodeOf(Town.Rsj), "请编写失业金申领口径", ""));
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.EditingRequest)).ShouldBe(["officer.rsj", "officer2.rsj"]);

        await actions.ActAsync(Town.Actor("officer.rsj"), asked.Id, RequestAct.Decline, asked.Version, "不属于本单位职责");
        await host.TellAsync();

        var told = (await host.ToldAsync(NotificationKind.EditingRequest))[^1];
        told.AccountId.ShouldBe(Town.IdOf("city.editor"));
        told.Title.ShouldBe("单位说明不采编：请编写失业金申领口径");
        told.Subject.ShouldBe(EditingRequest.SubjectOf(asked.Id));
    }

    [Fact]
    public async Task Urging_OfAUnit_TellsItAndItsLeadAndTheAnswerTellsTheOffice()
    {
        await using var host = await NotifyHost.StartAsync();
        var clock = (await (await AnEntry.Drafted(host).SubmittedToUnit()).ClocksAsync())[0].Id;
        var urged = (await host.Get<UrgingActions>().UrgeAsync(Town.Actor("city.supervisor"), [clock], "请今日办结，联系甲乙丙"))[0].Urging!.Value;
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Urging)).ShouldBe(["lead.rsj", "officer.rsj", "officer2.rsj"]);
        var told = (await host.ToldAsync(NotificationKind.Urging))[0];
        told.Urgent.ShouldBeTrue();
        (told.Title, told.Text.Contains("甲乙丙", StringComparison.Ordinal)).ShouldBe(("督办：社保卡怎么补办", false));

        await host.Get<UrgingActions>().ActAsync(Town.Actor("lead.rsj"), urged, UrgingAct.Done, 1);
        await host.TellAsync();

        (await host.ToldAsync(NotificationKind.Urging))[^1].AccountId.ShouldBe(Town.IdOf("city.supervisor"));
    }

    [Fact]
    public async Task Act_ThatLeavesTwoRows_TellsEachPersonOnce()
    {
        await using var host = await NotifyHost.StartAsync();
        var asked = await host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.all"), new NewEditingRequest(Unit.CodeOf(Town.Rsj), "请编写失业金申领口径", ""));
        var actions = host.Get<EntryActions>();
        var draft = await actions.DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.New, null, null, AnEntry.AText, EditingRequest: asked.Id));
        await host.TellAsync();

        await actions.ActAsync(Town.Actor("officer.rsj"), draft.Id, RevisionAct.Submit, draft.Version);
        var before = (await host.ToldAsync()).Count;
        await host.TellAsync();

        // city.all both asked and checks.
        (await host.ToldAsync()).Skip(before).Select(row => row.AccountId).ShouldBe([Town.IdOf("city.all"), Town.IdOf("city.checker")], ignoreOrder: true);
    }

    [Fact]
    public async Task Account_Disabled_IsToldNothing()
    {
        await using var host = await NotifyHost.StartAsync();
        await host.Get<AccountActions>().DisableAsync(Town.Actor("admin"), Town.IdOf("officer2.rsj"));
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["officer.rsj"]);
    }

    [Fact]
    public async Task Unit_WithoutOfficers_HasItsLeadTold()
    {
        await using var host = await NotifyHost.StartAsync();
        await host.Get<AccountActions>().DisableAsync(Town.Actor("admin"), Town.IdOf("officer.rsj"));
        await host.Get<AccountActions>().DisableAsync(Town.Actor("admin"), Town.IdOf("officer2.rsj"));
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["lead.rsj"]);
    }

    [Fact]
    public async Task Title_WithPersonalData_IsToldMasked()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "13800138000来电咨询" }).SubmittedToUnit();
        await host.TellAsync();

        (await host.ToldAsync())[0].Title.ShouldNotContain("13800138000");
    }

    /// <summary>R4.7, R5.1: whatever anyone is told of, in any order of things, is on a page that this person may open.</summary>
    [Fact]
    public async Task Subject_OfEverythingTold_IsInTheRecipientsSight()
    {
        await using var host = await NotifyHost.StartAsync();
        foreach (var unit in new[] { Town.Rsj, Town.YingdeRsj, Town.YingdeMz })
            foreach (var origin in Enum.GetValues<Origin>())
            {
                var drafter = unit != Town.Rsj && origin is Origin.Collected ? "yingde.office" : "city.editor";
                if (origin is Origin.WorkOrder && unit != Town.Rsj)
                    continue;
                await AnEntry.Of(origin, host, unit, drafter).UpTo(Stage.OfficeCheck).Returned().After(TimeSpan.FromHours(1));
                await host.TellAsync();
                if (origin is not Origin.WorkOrder)
                    await AnEntry.Of(origin, host, unit, drafter).UpTo(Stage.Published);
                await host.TellAsync();
            }

        await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit();
        await host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(Unit.CodeOf(Town.YingdeRsj), "请编写", ""));
        for (var day = 0; day < 3; day++)
            await host.PassAsync(TimeSpan.FromHours(23));
        foreach (var office in new[] { "city.supervisor", "yingde.office" })
            await host.Get<UrgingActions>().UrgeAsync(Town.Actor(office), [.. (await host.Get<AssignmentViews>().ListAsync(Town.Actor(office), AssignmentState.Open, null, 100, 0)).Items.Select(clock => clock.Id)], "请尽快办结");
        await host.TellAsync();

        var told = await host.ToldAsync();
        told.Count.ShouldBeGreaterThan(40);
        told.Select(row => row.Kind).Distinct().Count().ShouldBeGreaterThan(5);
        foreach (var row in told)
        {
            var viewer = (await host.Get<AccountViews>().ActiveAsync(row.AccountId))!.ToActor();
            var id = Guid.Parse(row.Subject[(row.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            if (row.Subject.StartsWith("revision:", StringComparison.Ordinal))
                row.UnitId.ShouldBe((await host.Get<RevisionViews>().GetAsync(viewer, id)).Revision.UnitId, viewer.UserName);
            else if (row.Subject.StartsWith("urging:", StringComparison.Ordinal))
                row.UnitId.ShouldBe((await host.Get<UrgingViews>().GetAsync(viewer, id)).Item.Urging.UnitId, viewer.UserName);
            else
                (await host.Get<EditingRequestViews>().GetAsync(viewer, id)).ShouldNotBeNull(viewer.UserName);
            SubjectPages.PageOf(row.Subject).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Feedback_SentAndMended_TellsTheOfficesPeopleAndThenTheSender()
    {
        await using var host = await NotifyHost.StartAsync();
        var entry = await AnEntry.WrittenByUnit(host).SubmittedToOffice().Passed().Published();
        await host.TellAsync();
        var before = (await host.ToldAsync()).Count;

        var feedback = await AFeedback.WrongAsync(host, entry.Code!);
        await host.TellAsync();
        var told = (await host.ToldAsync()).Skip(before).ToList();
        told.Select(row => row.AccountId).ShouldBe(((string[])["city.all", "city.checker", "city.editor", "city.supervisor"]).Select(Town.IdOf), ignoreOrder: true);
        told.ShouldAllBe(row => row.Title == "收到纠错：社保卡怎么补办" && row.Subject == Feedback.SubjectOf(feedback.Id));

        await feedback.ClosedAsync(reason: "已修订。");
        await host.TellAsync();
        var last = (await host.ToldAsync(NotificationKind.Finished))[^1];
        (last.AccountId, last.Title, last.Text).ShouldBe((Town.IdOf("operator01"), "您的反馈已办结：社保卡怎么补办", "处理结果：已修订。"));
        SubjectPages.PageOf(last.Subject).ShouldBe($"/feedback?id={feedback.Id}");
    }
}
