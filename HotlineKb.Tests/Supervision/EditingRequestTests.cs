using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.3: an office asks, the unit answers or declines within 22 hours, the office accepts or asks again.</summary>
public sealed class EditingRequestTests
{
    private static readonly TimeSpan Hours22 = TimeSpan.FromHours(22);

    [Fact]
    public async Task Made_IsOwedByTheUnitFor22Hours_OnTheRowAndInTheLedger()
    {
        await using var host = await TestHost.StartAsync();

        var request = await AnEditingRequest.Made(host, title: "  请补充 \n 参保办法 ", text: "写明\u0000条件。");

        var row = await request.RowAsync();
        (row.OfficeId, row.UnitId, row.Source, row.Title, row.Text, row.Stage, row.CreatedBy).ShouldBe((Town.City, Town.Rsj, RequestSource.Free, "请补充 参保办法", "写明条件。", RequestStage.Open, "city.editor"));
        var clock = (await request.ClocksAsync()).Single();
        (clock.Kind, clock.Subject, clock.UnitId, clock.OfficeId, clock.OpenedAt, clock.DueAt, clock.ClosedAt).ShouldBe((AssignmentKind.EditingRequest, $"editing-request:{row.Id}", Town.Rsj, Town.City, host.Now, host.Now + Hours22, null));
        var made = (await request.LedgerAsync()).Single();
        (made.Kind, made.Actor).ShouldBe(("editingRequest.made", "city.editor"));
        made.Data.ShouldContain("\"unit\":441800001");
        made.Data.ShouldNotContain("写明", Case.Sensitive, "the ledger holds ids and outcomes");
    }

    [Fact]
    public async Task Made_ForAnEntry_TakesItsUnit_AndRefusesAnothersOrAWithdrawnOne()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var actions = host.Get<EditingRequestActions>();
        var editor = Town.Actor("city.editor");

        var state = await actions.MakeAsync(editor, new NewEditingRequest(null, "请更新网点地址", "", entry.Code));

        var detail = await host.Get<EditingRequestViews>().GetAsync(editor, state.Id);
        (detail.Request.UnitId, detail.Request.Source, detail.Entry).ShouldBe((Town.Rsj, RequestSource.Entry, entry.Code));
        await actions.MakeAsync(editor, new NewEditingRequest("市医保局", "请更新", "", entry.Code)).ShouldBeRefusedAsync(RevisionRule.EntryOfOtherUnit);
        await actions.MakeAsync(editor, new NewEditingRequest(null, "请更新", "", "441800-001-00099-" + EntryCodeCheck("441800-001-00099"))).ShouldBeRefusedAsync(BasicRule.NotFound);
        await AnEntry.Drafted(host, change: ChangeKind.Withdraw, entry: entry.Code).UpTo(Stage.Published);
        await actions.MakeAsync(editor, new NewEditingRequest(null, "请更新", "", entry.Code)).ShouldBeRefusedAsync(RevisionRule.EntryNotInUse);
    }

    [Theory]
    [InlineData("city.editor", Town.YingdeMz, null)]
    [InlineData("city.supervisor", Town.Rsj, null)]
    [InlineData("yingde.office", Town.YingdeMz, null)]
    [InlineData("yingde.office", Town.Rsj, EditingRequestRule.OutsideJurisdiction)]
    [InlineData("yingde.office", Town.QingchengRsj, EditingRequestRule.OutsideJurisdiction)]
    [InlineData("city.reviewer", Town.Rsj, BasicRule.NotPermitted)]
    [InlineData("officer.rsj", Town.Rsj, BasicRule.NotPermitted)]
    [InlineData("operator01", Town.Rsj, BasicRule.NotPermitted)]
    public async Task Make_ByWhom_IsAMatterOfPermissionAndJurisdiction(string person, int unit, object? rule)
    {
        await using var host = await TestHost.StartAsync();
        var make = host.Get<EditingRequestActions>().MakeAsync(Town.Actor(person), new NewEditingRequest(Unit.CodeOf(unit), "请补充", ""));
        if (rule is Enum refused)
            (await make.ShouldBeRefusedAsync(refused)).Kind.ShouldBe(RefusalKind.NotPermitted);
        else
            (await make).Stage.ShouldBe(RequestStage.Open);
    }

    [Theory]
    [InlineData("", "", EditingRequestRule.Incomplete, "title")]
    [InlineData(" \u200B", "", EditingRequestRule.Incomplete, "title")]
    [InlineData("长", "", EditingRequestRule.TooLong, "title")]
    [InlineData("请补充", "长", EditingRequestRule.TooLong, "text")]
    public async Task Make_WithWrongText_NamesTheField(string title, string text, EditingRequestRule rule, string field)
    {
        await using var host = await TestHost.StartAsync();
        var asked = new NewEditingRequest("市人社局", title == "长" ? new string('长', EditingRequest.MaxTitle + 1) : title, text == "长" ? new string('长', EditingRequest.MaxText + 1) : text);
        (await host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.editor"), asked).ShouldBeRefusedAsync(rule)).Fields.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task Make_WithoutAUnit_NamesTheField()
    {
        await using var host = await TestHost.StartAsync();
        (await host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(" ", "请补充", "")).ShouldBeRefusedAsync(EditingRequestRule.Incomplete)).Fields.Keys.ShouldBe(["unit"]);
    }

    [Theory]
    [InlineData(RequestAct.Decline, "officer.rsj", RequestStage.Open)]
    [InlineData(RequestAct.Cancel, "city.editor", RequestStage.Open)]
    [InlineData(RequestAct.AskAgain, "city.editor", RequestStage.Declined)]
    public async Task Act_WithoutOrWithTooLongAReason_IsRefused(RequestAct act, string by, RequestStage stage)
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host).UpTo(stage);
        (await request.ActAsync(act, by, "  ").ShouldBeRefusedAsync(EditingRequestRule.ReasonRequired)).Fields.Keys.ShouldBe(["reason"]);
        await request.ActAsync(act, by, new string('长', EditingRequest.MaxReason + 1)).ShouldBeRefusedAsync(EditingRequestRule.ReasonTooLong);
        (await request.RowAsync()).Stage.ShouldBe(stage);
    }

    [Fact]
    public async Task Act_OnAnOldVersion_IsChangedMeanwhile()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host).Claimed("officer.rsj");
        (await request.ActAsync(RequestAct.Cancel, "city.editor", "不再需要", version: 1).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Claimed_ByOneOfficer_IsAnothersOnlyByTakingOver()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host).Claimed("officer.rsj");

        await request.ActAsync(RequestAct.Claim, "officer.rsj").ShouldBeRefusedAsync(EditingRequestRule.AlreadyClaimed);
        await request.ActAsync(RequestAct.Claim, "officer2.rsj").ShouldBeRefusedAsync(EditingRequestRule.AlreadyClaimed);
        await request.ActAsync(RequestAct.Decline, "officer2.rsj", "不办").ShouldBeRefusedAsync(EditingRequestRule.ClaimedByAnother);
        await Should.ThrowAsync<Refusal>(async () => await AnEntry.Answering(request, "officer2.rsj"));
        await request.Claimed("lead.rsj");

        (await request.RowAsync()).Clock!.ClaimedBy.ShouldBe("lead.rsj");
        (await request.KindsAsync()).ShouldBe(["editingRequest.made", "editingRequest.claimed", "editingRequest.claimed"]);
    }

    [Theory]
    [InlineData(22 * 60, true)]
    [InlineData((22 * 60) + 1, false)]
    public async Task Declined_AtTheDueTimeAndAfter_IsOnTimeOrLateForGood(int minutes, bool onTime)
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host).After(TimeSpan.FromMinutes(minutes)).Declined(reason: "已有条目写明");

        var row = await request.RowAsync();
        (row.Reason, row.RevisionId, row.Clock!.OnTime, row.Clock.ClosedAt).ShouldBe(("已有条目写明", null, onTime, host.Now));
        (await request.LedgerAsync())[^1].Data.ShouldContain($"\"onTime\":{(onTime ? "true" : "false")}");
        await request.After(TimeSpan.FromHours(1)).AskedAgain();
        var clocks = await request.ClocksAsync();
        clocks.Select(clock => clock.OnTime).ShouldBe([onTime, null]);
        clocks[1].DueAt.ShouldBe(host.Now + Hours22, "a fresh one");
    }

    [Theory]
    [InlineData(20, null)]
    [InlineData(30, false)]
    public async Task Cancelled_IsNeitherOnTimeNorLate_UnlessItWasLateAlready(int hours, bool? onTime)
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host).After(TimeSpan.FromHours(hours)).Cancelled();
        var clock = (await request.ClocksAsync()).Single();
        (clock.OnTime, clock.ClosedAt, clock.NextNoticeAt).ShouldBe((onTime, host.Now, null));
    }

    [Fact]
    public async Task Answer_WithWhatIsNotTheUnitsOrNotHandedOver_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var draft = await AnEntry.WrittenByUnit(host);
        var atUnit = await AnEntry.Drafted(host).SubmittedToUnit();
        var unseen = await AnEntry.Drafted(host);
        var foreign = await AnEntry.WrittenByUnit(host, Town.Yiliao).SubmittedToOffice();
        foreach (var revision in new Guid?[] { null, Guid.NewGuid(), draft.Id, atUnit.Id, unseen.Id, foreign.Id })
            (await request.ActAsync(RequestAct.Answer, "officer.rsj", revision: revision).ShouldBeRefusedAsync(EditingRequestRule.NoAnswer)).Fields.Keys.ShouldBe(["revision"]);

        var approved = await AnEntry.Drafted(host).SubmittedToUnit().Approved();
        var choices = (await host.Get<EditingRequestViews>().GetAsync(Town.Actor("officer.rsj"), request.Id)).Answers;
        choices.Select(choice => choice.Id).ShouldBe([approved.Id]);
        await request.AnsweredBy(approved);
        var row = await request.RowAsync();
        (row.Stage, row.RevisionId, row.Clock!.OnTime).ShouldBe((RequestStage.Answered, approved.Id, true));
    }

    [Fact]
    public async Task Lists_FilterAndSort_ByWhatIsOwed()
    {
        await using var host = await TestHost.StartAsync();
        var declined = await AnEditingRequest.Made(host, title: "已说明").Declined();
        var first = await AnEditingRequest.Made(host, title: "先到期");
        host.Clock.Advance(TimeSpan.FromHours(1));
        var second = await AnEditingRequest.Made(host, title: "后到期", unit: Town.YingdeMz);
        await AnEditingRequest.Made(host, title: "已取消").Cancelled();

        (await FoundAsync("city.editor", new EditingRequestFilter(OpenOnly: true))).ShouldBe(["先到期", "后到期", "已说明"]);
        (await FoundAsync("city.checker", new EditingRequestFilter(Owed: true))).ShouldBe(["已说明"]);
        (await FoundAsync("city.reviewer", new EditingRequestFilter(Owed: true))).ShouldBeEmpty();
        (await FoundAsync("officer.rsj", new EditingRequestFilter(Owed: true))).ShouldBe(["先到期"]);
        (await FoundAsync("city.editor", new EditingRequestFilter(Sent: true))).ShouldBe(["先到期", "后到期"]);
        (await FoundAsync("city.checker", new EditingRequestFilter(Sent: true))).ShouldBeEmpty();
        (await FoundAsync("yingde.office", new EditingRequestFilter())).ShouldBe(["后到期"]);
        (await FoundAsync("city.editor", new EditingRequestFilter(RequestStage.Open, Town.Rsj))).ShouldBe(["先到期"]);
        (first.Stage, second.Stage, declined.Stage).ShouldBe((RequestStage.Open, RequestStage.Open, RequestStage.Declined));

        async Task<IEnumerable<string>> FoundAsync(string who, EditingRequestFilter filter) => (await host.Get<EditingRequestViews>().ListAsync(Town.Actor(who), filter, 0, 10)).Items.Select(row => row.Title);
    }

    private static int EntryCodeCheck(string text) => Enumerable.Range(0, 10).First(digit => Core.Taxonomy.EntryCode.TryParse($"{text}-{digit}") is not null);
}
