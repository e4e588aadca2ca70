using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>X1: "wrong" and "not found" from whoever uses the knowledge base, and what becomes of it.</summary>
public sealed class FeedbackTests
{
    [Fact]
    public async Task Send_OfAnEntry_IsRecordedWithTheVersionThatWasReadAndFallsToItsOffice()
    {
        await using var host = await TestHost.StartAsync();
        var city = await PublishedAsync(host);
        var county = await PublishedAsync(host, Town.YingdeMz);

        var feedback = await AFeedback.WrongAsync(host, city.Code!.Replace("-", " "));
        var row = await feedback.RowAsync();
        (row.Kind, row.EntryCode, row.EntryVersion, row.UnitId, row.OfficeId).ShouldBe((FeedbackKind.Wrong, city.Code, 1, Town.Rsj, Town.City));
        (row.Text, row.Query, row.SentBy, row.SentById, row.SentAt, row.Stage, row.Version).ShouldBe(("办理地点已经搬了", "", "operator01", Town.IdOf("operator01"), host.Now, FeedbackStage.Open, 1));
        (await (await AFeedback.WrongAsync(host, county.Code!)).RowAsync()).OfficeId.ShouldBe(Town.Yingde);

        await using var db = host.Db();
        var ledger = (await db.LedgerRowsOf("feedback.sent"))[0];
        (ledger.Actor, ledger.Subject).ShouldBe(("operator01", Feedback.SubjectOf(feedback.Id)));
        ledger.Data.ShouldContain(city.Code);
        ledger.Data.ShouldNotContain("搬了", Case.Sensitive, "its words may tell of a caller");
    }

    [Fact]
    public async Task Send_OfNothingFound_FallsToTheCityWithTheNumbersInTheQueryMasked()
    {
        await using var host = await TestHost.StartAsync();
        var row = await (await AFeedback.NotFoundAsync(host, " 鲟鱼  补贴 13800138000 ", by: "officer.yingde.mz")).RowAsync();
        (row.Kind, row.EntryCode, row.EntryVersion, row.UnitId, row.OfficeId).ShouldBe((FeedbackKind.NotFound, null, null, null, Town.City));
        row.Query.ShouldStartWith("鲟鱼 补贴 138");
        row.Query.ShouldNotContain("13800138000");
    }

    [Fact]
    public async Task Send_AgainstTheRules_IsRefusedAndNothingIsKept()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await PublishedAsync(host, Town.Yiliao);
        var code = entry.Code!;
        await SendAsync(host, "operator01", FeedbackKind.Wrong, code, " ").ShouldBeRefusedAsync(FeedbackRule.TextRequired);
        await SendAsync(host, "operator01", FeedbackKind.NotFound, null, "").ShouldBeRefusedAsync(FeedbackRule.TextRequired);
        await SendAsync(host, "operator01", FeedbackKind.Wrong, code, new string('长', Feedback.MaxText + 1)).ShouldBeRefusedAsync(FeedbackRule.TextTooLong);
        await SendAsync(host, "operator01", FeedbackKind.NotFound, null, "", new string('长', Feedback.MaxQuery + 1)).ShouldBeRefusedAsync(FeedbackRule.QueryTooLong);
        (await SendAsync(host, "operator01", FeedbackKind.Wrong, code, "来电人 13800138000 说不对").ShouldBeRefusedAsync(FeedbackRule.PersonalData)).Message.ShouldNotContain("13800138000");
        await SendAsync(host, "operator01", FeedbackKind.Wrong, null, "不对").ShouldBeRefusedAsync(BasicRule.Malformed);
        await SendAsync(host, "operator01", FeedbackKind.NotFound, code, "不对").ShouldBeRefusedAsync(BasicRule.Malformed);
        await SendAsync(host, "operator01", FeedbackKind.Wrong, code[..^1] + (code[^1] == '0' ? '1' : '0'), "不对").ShouldBeRefusedAsync(EntryCodeRule.WrongCheckDigit);
        await SendAsync(host, "operator01", FeedbackKind.Wrong, new EntryCode(Town.Yiliao, 4711).ToString(), "不对").ShouldBeRefusedAsync(BasicRule.NotFound);
        await SendAsync(host, "officer.rsj", FeedbackKind.Wrong, code, "不对").ShouldBeRefusedAsync(BasicRule.NotFound, "R4.7: another unit's entry is not there");
        await SendAsync(host, "admin", FeedbackKind.NotFound, null, "没有").ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await host.Get<FeedbackActions>().SendAsync(Town.Actor("operator01"), new NewFeedback(FeedbackKind.Wrong, code, null, "不对", Version: 2)).ShouldBeRefusedAsync(BasicRule.Malformed);
        await AnEntry.WrittenByUnit(host, Town.Yiliao, change: ChangeKind.Withdraw, entry: code).SubmittedToOffice().Passed().Published();
        await SendAsync(host, "operator01", FeedbackKind.Wrong, code, "不对").ShouldBeRefusedAsync(RevisionRule.EntryNotInUse);
        await using var db = host.Db();
        (await db.Feedbacks().AnyAsync()).ShouldBeFalse();
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Request_FromFeedback_IsOneActAndIsClosedOnceTheAnswerIsPublished(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var entry = await PublishedAsync(host);
        var feedback = await AFeedback.WrongAsync(host, entry.Code!);

        var made = await feedback.RequestedAsync();
        var row = await feedback.RowAsync();
        (row.Stage, row.RequestId, row.Version).ShouldBe((FeedbackStage.Requested, made.Id, 2));
        var request = await host.Get<EditingRequestViews>().GetAsync(Town.Actor("officer.rsj"), made.Id);
        (request.Request.Source, request.Request.SourceRef, request.Request.UnitId, request.Feedback, request.Entry).ShouldBe((RequestSource.Feedback, feedback.Id.ToString(), Town.Rsj, feedback.Id, entry.Code));
        await using (var db = host.Db())
        {
            var rows = await db.LedgerRows().OrderByDescending(ledger => ledger.Number).Take(2).ToListAsync();
            rows.Select(ledger => ledger.Kind).ShouldBe(["feedback.requested", "editingRequest.made"]);
            rows[0].At.ShouldBe(rows[1].At);
        }

        await feedback.RequestedAsync().ShouldBeRefusedAsync(FeedbackRule.WrongStage);
        var answer = AnEntry.WrittenByUnit(host, change: ChangeKind.Update, entry: entry.Code, text: AnEntry.AText with { Answer = "到新址办理。" }).SubmittedToOffice();
        await answer;
        await host.Get<EditingRequestActions>().ActAsync(Town.Actor("officer.rsj"), made.Id, RequestAct.Answer, made.Version, revision: answer.Id);
        await host.Get<EditingRequestActions>().ActAsync(Town.Actor("city.editor"), made.Id, RequestAct.Accept, made.Version + 1);
        (await host.Get<FeedbackSweep>().RunAsync()).ShouldBe(0, "accepted, but the mended text is not in use yet");

        await answer.Passed().Published();
        await using var second = host.Second();
        (await Task.WhenAll(host.Get<FeedbackSweep>().RunAsync(), second.Get<FeedbackSweep>().RunAsync())).Sum().ShouldBe(1);
        row = await feedback.RowAsync();
        (row.Stage, row.Reason, row.ClosedBy, row.ClosedAt).ShouldBe((FeedbackStage.Closed, FeedbackSweep.Mended, null, host.Now));
        (await feedback.LedgerAsync()).ShouldBe([("feedback.sent", "operator01"), ("feedback.requested", "city.editor"), ("feedback.closed", "system:clock")]);
        foreach (var name in new[] { "operator01", "city.editor" })
            (await host.Get<FeedbackViews>().ListAsync(Town.Actor(name), new FeedbackFilter(), 0, 10)).Items.Single().Item.Answer.ShouldBe(entry.Code);
    }

    [Fact]
    public async Task Request_WhoseAnswerIsPublished_ClosesFeedbackOfNothingFoundWithTheNewEntry()
    {
        await using var host = await TestHost.StartAsync();
        var feedback = await AFeedback.NotFoundAsync(host);
        await feedback.RequestedAsync().ShouldBeRefusedAsync(EditingRequestRule.Incomplete, "nobody says whose it is");
        var made = await feedback.RequestedAsync(unit: "市人社局");
        (await feedback.RowAsync()).UnitId.ShouldBe(Town.Rsj);
        var answer = host.Get<EntryActions>().DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.New, null, null, AnEntry.AText, EditingRequest: made.Id));
        var state = await answer;
        foreach (var (act, by) in new[] { (RevisionAct.Submit, "officer.rsj"), (RevisionAct.Pass, "city.checker"), (RevisionAct.Publish, "city.reviewer") })
            state = await host.Get<EntryActions>().ActAsync(Town.Actor(by), state.Id, act, state.Version, null, null, act is RevisionAct.Publish ? await host.CategoryAsync(Town.Rsj) : null);

        (await host.Get<FeedbackSweep>().RunAsync()).ShouldBe(1);
        var shown = (await host.Get<FeedbackViews>().GetAsync(Town.Actor("operator01"), feedback.Id)).Item;
        (shown.Feedback.Stage, shown.Feedback.Reason, shown.Answer, shown.Unit).ShouldBe((FeedbackStage.Closed, FeedbackSweep.Mended, state.Code, "清远市人力资源和社会保障局"));
    }

    [Theory]
    [InlineData(true, FeedbackStage.Closed, "feedback.closed")]
    [InlineData(false, FeedbackStage.Open, "feedback.reopened")]
    public async Task Request_ThatBringsNoText_ClosesOrGivesTheFeedbackBack(bool declined, FeedbackStage stage, string kind)
    {
        await using var host = await TestHost.StartAsync();
        var feedback = await AFeedback.NotFoundAsync(host);
        var made = await feedback.RequestedAsync(unit: "市人社局");
        var acts = declined ? new[] { (RequestAct.Decline, "officer.rsj"), (RequestAct.Accept, "city.editor") } : [(RequestAct.Cancel, "city.editor")];
        foreach (var (act, by) in acts)
            made = await host.Get<EditingRequestActions>().ActAsync(Town.Actor(by), made.Id, act, made.Version, act is RequestAct.Accept ? null : "不属于职责");

        (await host.Get<FeedbackSweep>().RunAsync()).ShouldBe(1);
        (await host.Get<FeedbackSweep>().RunAsync()).ShouldBe(0);
        var row = await feedback.RowAsync();
        (row.Stage, row.Reason, row.RequestId is null, row.UnitId).ShouldBe((stage, declined ? FeedbackSweep.NothingToMend : null, !declined, declined ? Town.Rsj : null));
        (await feedback.LedgerAsync())[^1].ShouldBe((kind, "system:clock"));
        if (!declined)
            await feedback.RequestedAsync(unit: "市医保局");
    }

    [Fact]
    public async Task Handle_OutsideOnesJurisdiction_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var county = await AFeedback.WrongAsync(host, (await PublishedAsync(host, Town.YingdeMz)).Code!);
        var city = await AFeedback.WrongAsync(host, (await PublishedAsync(host)).Code!);
        await city.RequestedAsync("yingde.office").ShouldBeRefusedAsync(BasicRule.NotFound);
        await county.ClosedAsync("qingcheng.office").ShouldBeRefusedAsync(BasicRule.NotFound);
        await county.ClosedAsync("operator01").ShouldBeRefusedAsync(BasicRule.NotPermitted, "he sees it, but does not handle it");
        await county.ClosedAsync("city.reviewer").ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await county.ClosedAsync("yingde.office", " ").ShouldBeRefusedAsync(FeedbackRule.ReasonRequired);
        await county.ClosedAsync("yingde.office", new string('长', Feedback.MaxReason + 1)).ShouldBeRefusedAsync(FeedbackRule.ReasonTooLong);
        (await county.ClosedAsync("yingde.office", version: 7).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(1);
        await county.RequestedAsync("yingde.office", unit: "英德市人社局").ShouldBeRefusedAsync(RevisionRule.EntryOfOtherUnit);

        await county.ClosedAsync("yingde.office", " 已与单位核对 ");
        var row = await county.RowAsync();
        (row.Stage, row.Reason, row.ClosedBy).ShouldBe((FeedbackStage.Closed, "已与单位核对", "yingde.office"));
        await county.ClosedAsync("yingde.office").ShouldBeRefusedAsync(FeedbackRule.WrongStage);
        // What the senders of a county office say of nothing found is the city's; they see it, and handle none of it.
        var nothing = await AFeedback.NotFoundAsync(host, by: "yingde.office");
        await nothing.ClosedAsync("yingde.office").ShouldBeRefusedAsync(FeedbackRule.OutsideJurisdiction);
        await city.ClosedAsync("city.supervisor");
        await nothing.ClosedAsync("city.checker");
    }

    [Fact]
    public async Task List_OfFeedback_ShowsEachWhatConcernsHim()
    {
        await using var host = await TestHost.StartAsync();
        var code = (await PublishedAsync(host, Town.YingdeMz)).Code!;
        await AFeedback.WrongAsync(host, code, text: "甲");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await AFeedback.WrongAsync(host, code, "officer.yingde.mz", "乙");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var nothing = await AFeedback.NotFoundAsync(host, text: "丙");

        (await TextsAsync("city.reviewer")).ShouldBe(["甲", "乙", "丙"]);
        (await TextsAsync("yingde.office")).ShouldBe(["甲", "乙"]);
        (await TextsAsync("qingcheng.office")).ShouldBeEmpty();
        (await TextsAsync("operator01")).ShouldBe(["甲", "丙"]);
        (await TextsAsync("officer.yingde.mz")).ShouldBe(["乙"]);
        (await TextsAsync("officer.rsj")).ShouldBeEmpty();
        (await TextsAsync("admin")).ShouldBeEmpty();
        await host.Get<FeedbackViews>().GetAsync(Town.Actor("officer.rsj"), nothing.Id).ShouldBeRefusedAsync(BasicRule.NotFound);

        (await OwedAsync("yingde.office")).ShouldBe(2);
        (await OwedAsync("city.editor")).ShouldBe(1, "a county's own are not counted for the city");
        (await OwedAsync("operator01")).ShouldBe(0);
        await nothing.ClosedAsync();
        (await TextsAsync("city.reviewer", new FeedbackFilter(OpenOnly: true))).ShouldBe(["甲", "乙"]);
        (await TextsAsync("city.reviewer", new FeedbackFilter(FeedbackStage.Closed))).ShouldBe(["丙"]);
        (await TextsAsync("city.reviewer", new FeedbackFilter(Kind: FeedbackKind.Wrong, UnitId: Town.YingdeMz))).ShouldBe(["甲", "乙"]);
        (await TextsAsync("yingde.office", new FeedbackFilter(Mine: true))).ShouldBeEmpty();
        var (items, total) = await host.Get<FeedbackViews>().ListAsync(Town.Actor("city.editor"), new FeedbackFilter(), 1, 1);
        (items.Single().Item.Feedback.Text, items.Single().Item.Title, total).ShouldBe(("乙", AnEntry.AText.Title, 3));
        items.Single().Acts.Select(move => move.Act).ShouldBe([FeedbackAct.Request, FeedbackAct.Close]);

        async Task<IEnumerable<string>> TextsAsync(string name, FeedbackFilter? filter = null) => (await host.Get<FeedbackViews>().ListAsync(Town.Actor(name), filter ?? new FeedbackFilter(), 0, 10)).Items.Select(row => row.Item.Feedback.Text);
        Task<int> OwedAsync(string name) => host.Get<FeedbackViews>().CountAsync(Town.Actor(name), new FeedbackFilter(Owed: true));
    }

    [Fact]
    public void Table_OfFeedback_IsWalkedWhole()
    {
        var office = Town.Actor("city.editor");
        foreach (var stage in Enum.GetValues<FeedbackStage>())
            foreach (var act in Enum.GetValues<FeedbackAct>())
                foreach (var actor in new[] { office, Town.Actor("yingde.office"), Town.Actor("operator01"), Town.Actor("officer.rsj") })
                {
                    var feedback = new Feedback { OfficeId = Town.City };
                    typeof(Feedback).GetProperty(nameof(Feedback.Stage))!.SetValue(feedback, stage);
                    var move = FeedbackFlow.Table.Find(stage, act);
                    (feedback.Objection(act, actor) is null).ShouldBe(move?.By is FeedbackParty.Office && actor == office, $"{stage} {act} {actor.UserName}");
                    if (move is null)
                        feedback.Objection(act, actor)!.RuleValue.ShouldBe(FeedbackRule.WrongStage);
                }

        FeedbackFlow.Table.From(FeedbackStage.Closed).ShouldBeEmpty();
        Enum.GetValues<FeedbackStage>().Select(FeedbackFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<FeedbackAct>().Select(FeedbackFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<FeedbackKind>().Select(FeedbackFlow.NameOf).ShouldBeUnique();
    }

    private static async Task<AnEntry> PublishedAsync(TestHost host, int unit = Town.Rsj) => await AnEntry.WrittenByUnit(host, unit).SubmittedToOffice().Passed().Published();

    private static Task<FeedbackState> SendAsync(TestHost host, string by, FeedbackKind kind, string? code, string text, string? query = null) =>
        host.Get<FeedbackActions>().SendAsync(Town.Actor(by), new NewFeedback(kind, code, query, text));
}
