using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.3: what the answering revision goes through, the requirement goes through, in the same transaction.</summary>
public sealed class AnsweringRevisionTests
{
    private static readonly TimeSpan Hours22 = TimeSpan.FromHours(22);

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Journey_OnEveryDatabase_IsTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var entry = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var request = await AnEditingRequest.Made(host, entry: entry.Code).Claimed("officer.rsj").Declined().AskedAgain();
        var views = host.Get<EditingRequestViews>();
        (await views.GetAsync(Town.Actor("officer.rsj"), request.Id)).Answers.Select(answer => answer.Id).ShouldBe([entry.Id]);

        var revision = await AnEntry.Answering(request, change: ChangeKind.Update, entry: entry.Code);
        (await host.Get<EntryViews>().ListAsync(Town.Actor("city.editor"), new EntryFilter(), 0, 10)).Items.Single().OpenDueAt.ShouldBe((await request.RowAsync()).Clock!.DueAt);
        await revision.SubmittedToOffice().Recalled("officer.rsj").SubmittedToOffice().Returned("city.checker").SubmittedToOffice();
        (await views.ListAsync(Town.Actor("city.checker"), new EditingRequestFilter(RequestStage.Answered, Town.Rsj, Owed: true, SourceRef: entry.Code), 0, 10)).Items.Single().ShouldSatisfyAllConditions(
            item => item.Id.ShouldBe(request.Id), item => item.OnTime.ShouldBe(true), item => item.DueAt.ShouldBeNull());
        await revision.Passed().Published();

        (await request.KindsAsync()).ShouldBe([.. new[] { "made", "claimed", "declined", "askedAgain", "answered", "resumed", "answered", "askedAgain", "answered", "accepted" }.Select(kind => $"editingRequest.{kind}")]);
        (await request.ClocksAsync()).Count.ShouldBe(4);
        (await host.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Submit_AnswersIt_InTheSameTransactionAndOnItsClock()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var opened = host.Now;
        var revision = await AnEntry.Answering(request).After(TimeSpan.FromHours(21)).SubmittedToOffice();

        var row = await request.RowAsync();
        (row.Stage, row.RevisionId).ShouldBe((RequestStage.Answered, revision.Id));
        var clock = (await request.ClocksAsync()).Single();
        (clock.DueAt, clock.ClosedAt, clock.OnTime, clock.TookSeconds).ShouldBe((opened + Hours22, host.Now, true, 21 * 3600));
        var (submitted, answered) = ((await revision.LedgerAsync())[^1], (await request.LedgerAsync())[^1]);
        (submitted.Kind, answered.Kind).ShouldBe(("revision.submitted", "editingRequest.answered"));
        (answered.Number, answered.At, answered.Actor).ShouldBe((submitted.Number + 1, submitted.At, "officer.rsj"));
        (await revision.LedgerAsync())[0].Data.ShouldContain($"\"editingRequest\":\"{request.Id}\"");
    }

    [Fact]
    public async Task Submit_RefusedByTheText_AnswersNothing()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var revision = await AnEntry.Answering(request, text: AnEntry.AText with { Answer = "" });
        await revision.ActAsync(RevisionAct.Submit, "officer.rsj").ShouldBeRefusedAsync(RevisionRule.Incomplete);
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Open);
        (await request.KindsAsync()).ShouldBe(["editingRequest.made"]);
    }

    [Fact]
    public async Task Submit_Late_IsLateForGood()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        await AnEntry.Answering(request).After(Hours22 + TimeSpan.FromMilliseconds(1)).SubmittedToOffice();
        (await request.ClocksAsync()).Single().OnTime.ShouldBe(false);
    }

    [Fact]
    public async Task Recall_OwesItAgainWithTheOldDueTime()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var due = host.Now + Hours22;
        var revision = await AnEntry.Answering(request).After(TimeSpan.FromHours(2)).SubmittedToOffice().After(TimeSpan.FromHours(1)).Recalled("officer.rsj");

        var row = await request.RowAsync();
        (row.Stage, row.RevisionId, row.Clock!.DueAt, row.Clock.ClosedAt).ShouldBe((RequestStage.Open, null, due, null));
        (await request.ClocksAsync())[0].OnTime.ShouldBeNull("an answer taken back does not count");
        (await request.KindsAsync()).ShouldBe(["editingRequest.made", "editingRequest.answered", "editingRequest.resumed"]);
        await revision.After(TimeSpan.FromHours(20)).SubmittedToOffice();
        (await request.RowAsync()).Clock!.OnTime.ShouldBe(false, "recalling bought no time");
    }

    [Fact]
    public async Task Return_AsksAgainWithAFreshClockAndTheReason()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var revision = await AnEntry.Answering(request).After(TimeSpan.FromHours(2)).SubmittedToOffice().After(TimeSpan.FromHours(5)).Returned("city.checker", "请补充依据");

        var row = await request.RowAsync();
        (row.Stage, row.Reason, row.Clock!.DueAt).ShouldBe((RequestStage.Open, "请补充依据", host.Now + Hours22));
        (await request.ClocksAsync())[0].OnTime.ShouldBe(true, "the first answer was in time");
        await revision.SubmittedToOffice();
        (await request.RowAsync()).RevisionId.ShouldBe(revision.Id);
        (await request.KindsAsync()).Skip(1).ShouldBe(["editingRequest.answered", "editingRequest.askedAgain", "editingRequest.answered"]);
    }

    [Fact]
    public async Task ReturnFromTheFinalReview_LeavesItAnswered()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        await AnEntry.Answering(request).SubmittedToOffice().Passed().Returned("city.reviewer");
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Answered, "it went back to the office, not to the unit");
    }

    [Fact]
    public async Task Publish_AcceptsIt()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var revision = await AnEntry.Answering(request).SubmittedToOffice().Passed().Published();
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Accepted);
        (await request.LedgerAsync())[^1].ShouldSatisfyAllConditions(row => row.Kind.ShouldBe("editingRequest.accepted"), row => row.Actor.ShouldBe("city.reviewer"));
        (await revision.KindsAsync())[^1].ShouldBe("revision.published");
    }

    [Fact]
    public async Task Publish_AfterTheOfficeAccepted_ChangesNothingMore()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var revision = await AnEntry.Answering(request).SubmittedToOffice();
        await request.ReadAsync();
        await request.Accepted("city.checker");
        await revision.Passed().Published();
        (await request.KindsAsync())[^1].ShouldBe("editingRequest.accepted");
        (await request.RowAsync()).Version.ShouldBe(request.Version);
    }

    [Fact]
    public async Task CancelledMeanwhile_TheRevisionGoesOnByItself()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var revision = await AnEntry.Answering(request);
        await request.Cancelled();
        await revision.SubmittedToOffice().Passed().Published();
        (revision.Stage, (await request.RowAsync()).Stage).ShouldBe((Stage.Published, RequestStage.Cancelled));
        (await request.KindsAsync()).ShouldBe(["editingRequest.made", "editingRequest.cancelled"]);
    }

    [Fact]
    public async Task Abandon_KeepsItOwed_AndAnotherMayBeWritten()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var due = (await request.RowAsync()).Clock!.DueAt;
        await AnEntry.Answering(request).Abandoned();
        var row = await request.RowAsync();
        (row.Stage, row.Clock!.DueAt, row.Clock.ClosedAt).ShouldBe((RequestStage.Open, due, null));
        await AnEntry.Answering(request, "officer2.rsj").SubmittedToOffice();
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Answered);
    }

    [Fact]
    public async Task TwoOfficers_WriteOneAnswer()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        await AnEntry.Answering(request, "officer.rsj");
        (await Should.ThrowAsync<Refusal>(async () => await AnEntry.Answering(request, "officer2.rsj"))).RuleValue.ShouldBe(EditingRequestRule.HasRevision);
        await using var db = host.Db();
        (await db.Revisions().CountAsync(row => row.EditingRequestId == request.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task TwoOfficers_AtTheSameMoment_WriteOneAnswer()
    {
        await using var host = await TestHost.StartAsync();
        var request = await AnEditingRequest.Made(host);
        var draft = new DraftRequest(Origin.Supplementary, ChangeKind.New, null, null, AnEntry.AText, EditingRequest: request.Id);
        var tries = await Task.WhenAll(new[] { "officer.rsj", "officer2.rsj", "lead.rsj" }.Select(async who =>
        {
            try
            {
                await host.Get<EntryActions>().DraftAsync(Town.Actor(who), draft);
                return true;
            }
            catch (Refusal refusal) when (refusal.RuleValue is EditingRequestRule.HasRevision)
            {
                return false;
            }
        }));
        tries.Count(done => done).ShouldBe(1);
    }

    [Fact]
    public async Task Draft_ForAForeignOrClosedRequirement_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var foreign = await AnEditingRequest.Made(host, unit: Town.Yiliao);
        var cancelled = await AnEditingRequest.Made(host).Cancelled();
        var open = await AnEditingRequest.Made(host);
        await DraftAsync("officer.rsj", Origin.Supplementary, foreign.Id).ShouldBeRefusedAsync(BasicRule.NotFound);
        await DraftAsync("officer.rsj", Origin.Supplementary, Guid.NewGuid()).ShouldBeRefusedAsync(BasicRule.NotFound);
        await DraftAsync("officer.rsj", Origin.Supplementary, cancelled.Id).ShouldBeRefusedAsync(EditingRequestRule.WrongStage);
        await DraftAsync("city.editor", Origin.Collected, open.Id).ShouldBeRefusedAsync(RevisionRule.WrongOrigin);

        Task<RevisionState> DraftAsync(string who, Origin origin, Guid request) =>
            host.Get<EntryActions>().DraftAsync(Town.Actor(who), new DraftRequest(origin, ChangeKind.New, "市人社局", null, AnEntry.AText, EditingRequest: request));
    }

    [Theory]
    [InlineData(Origin.Supplementary)]
    [InlineData(Origin.Collected)]
    public async Task NamedAsTheAnswerAfterwards_ItCarriesTheRequirementAlong(Origin origin)
    {
        await using var host = await TestHost.StartAsync();
        var due = host.Now + Hours22;
        var revision = await AnEntry.Of(origin, host).UpTo(Stage.OfficeCheck);
        var request = await AnEditingRequest.Made(host).AnsweredBy(revision);

        await revision.Recalled("officer.rsj");
        (await request.RowAsync()).ShouldSatisfyAllConditions(row => row.Stage.ShouldBe(RequestStage.Open), row => row.Clock!.DueAt.ShouldBe(due));
        await (origin is Origin.Supplementary ? revision.SubmittedToOffice("officer.rsj") : revision.Approved());
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Answered);
        await revision.Returned("city.checker", "请补充依据");
        (await request.RowAsync()).ShouldSatisfyAllConditions(row => row.Stage.ShouldBe(RequestStage.Open), row => row.Reason.ShouldBe("请补充依据"));
        await (origin is Origin.Supplementary ? revision.SubmittedToOffice("officer.rsj") : revision.Approved()).Passed().Published();
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Accepted);
    }

    [Fact]
    public async Task OneRevision_NamedForTwo_IsTakenBackForBoth()
    {
        await using var host = await TestHost.StartAsync();
        var revision = await AnEntry.WrittenByUnit(host).SubmittedToOffice();
        var (first, second) = (await AnEditingRequest.Made(host).AnsweredBy(revision), await AnEditingRequest.Made(host).AnsweredBy(revision));
        await revision.Recalled("officer.rsj");
        ((await first.RowAsync()).Stage, (await second.RowAsync()).Stage).ShouldBe((RequestStage.Open, RequestStage.Open));
        (await host.VerifyAsync()).Ok.ShouldBeTrue();
    }
}
