using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R5.4: differences are found at publishing and at sync, change with what is said, and end by themselves.</summary>
public sealed class DriftReaderTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Publishing_OfAnEntryThatDiffers_IsFoundAndSettledByTheNextVersion(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var (entry, item, drift) = await host.DifferingAsync();
        (drift.Stage, drift.UnitId, drift.EntryVersion, drift.ItemVersion, drift.Keys, drift.FoundAt, drift.Version).ShouldBe((DriftStage.Open, Town.Rsj, 1, 1, "|phone|", host.Now, 1));
        drift.Fields.ShouldBe([new DriftField("phone", DriftTown.Phone, "0763-3369999")]);
        (await KindsAsync(host, drift)).ShouldBe(["drift.found"]);

        await DriftTown.PublishedAsync(host, DriftTown.Saying($"打{DriftTown.Phone}。", item.Code), entry: entry.Code);
        await host.ReadDriftAsync();
        var settled = (await host.DriftsAsync()).ShouldHaveSingleItem();
        (settled.Stage, settled.OpenPair, settled.SettledAt).ShouldBe((DriftStage.Settled, null, host.Now));
        (await KindsAsync(host, drift)).ShouldBe(["drift.found", "drift.settled"]);

        await DriftTown.PublishedAsync(host, DriftTown.Saying("打0763-3369999。", item.Code), entry: entry.Code);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Select(row => row.Stage).ShouldBe([DriftStage.Settled, DriftStage.Open], ignoreOrder: true, "another time is another difference");
    }

    [Fact]
    public async Task Sync_ThatChangesAValue_IsFoundByWhatTheItemOnceSaid()
    {
        await using var host = await TestHost.StartAsync();
        var item = await DriftTown.AnItem().In(host);
        await DriftTown.PublishedAsync(host, DriftTown.Saying($"打{DriftTown.Phone}，10个工作日办结。", item.Code));
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).ShouldBeEmpty();

        await item.With("LINK_TEL", "0763-3377777").In(host);
        await host.ReadDriftAsync();
        var drift = (await host.DriftsAsync()).ShouldHaveSingleItem();
        (drift.ItemVersion, drift.EntryVersion).ShouldBe((2, 1));
        drift.Fields.ShouldBe([new DriftField("phone", "0763-3377777", DriftTown.Phone)]);

        await item.With("PROMISE_DAY", "3").In(host);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Keys.ShouldBe("|phone|limit|");
        (await KindsAsync(host, drift)).ShouldBe(["drift.found", "drift.changed"]);

        await item.With("PROMISE_DAY", "10").With("LINK_TEL", DriftTown.Phone).In(host);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Settled);
    }

    [Fact]
    public async Task Withdrawal_OfTheItemOrTheEntry_IsADifferenceOrItsEnd()
    {
        await using var host = await TestHost.StartAsync();
        var item = await DriftTown.AnItem().In(host);
        var entry = await DriftTown.PublishedAsync(host, DriftTown.Saying($"打{DriftTown.Phone}", item.Code));
        await item.Cancelled().In(host);
        await host.ReadDriftAsync();
        var drift = (await host.DriftsAsync()).ShouldHaveSingleItem();
        drift.Fields.Single().Field.ShouldBe(DriftFields.Withdrawn);
        await item.With("TASK_STATE", "1").In(host);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Settled);

        await item.With("LINK_TEL", "0763-3377777").In(host);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Count(row => row.Stage is DriftStage.Open).ShouldBe(1);
        await AnEntry.WrittenByUnit(host, change: ChangeKind.Withdraw, entry: entry.Code).SubmittedToOffice().Passed().Published();
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).ShouldAllBe(row => row.Stage == DriftStage.Settled);
        await using var db = host.Db();
        (await db.EntryReferences().AnyAsync()).ShouldBeFalse("a withdrawn entry refers to nothing");
    }

    [Fact]
    public async Task Reference_ThatIsGivenUp_EndsItsDifference()
    {
        await using var host = await TestHost.StartAsync();
        var (entry, item, _) = await host.DifferingAsync();
        var other = await DriftTown.AnItem("另一事项").With("LINK_TEL", "0763-3369999").In(host);
        await DriftTown.PublishedAsync(host, DriftTown.Saying("打0763-3369999。", other.Code), entry: entry.Code);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Settled);
        await using var db = host.Db();
        (await db.EntryReferences().Select(reference => reference.ItemCode).ToListAsync()).ShouldBe([other.Code]);
        item.Code.ShouldNotBe(other.Code);
    }

    [Fact]
    public async Task Rows_SeenTwiceAndByTwoNodes_AreCountedOnce()
    {
        await using var host = await TestHost.StartAsync();
        await using var second = host.Second();
        var item = await DriftTown.AnItem().In(host);
        await DriftTown.PublishedAsync(host, DriftTown.Saying("打0763-3369999。", item.Code));
        await using var db = host.Db();
        var rows = await db.LedgerRows().OrderBy(row => row.Number).ToListAsync();
        var (one, two) = (host.Get<DriftReader>(), second.Get<DriftReader>());
        await one.PositionAsync(default);
        await two.PositionAsync(default);
        await one.ReadAsync(rows, default);
        await two.ReadAsync(rows, default);
        await one.ReadAsync(rows, default);
        (await db.LedgerRowsOf("drift.found")).Count.ShouldBe(1);
        (await two.PositionAsync(default)).ShouldBe(rows[^1].Number);
    }

    [Fact]
    public async Task Dismissed_StaysSoUntilOtherValuesDiffer()
    {
        await using var host = await TestHost.StartAsync();
        var (entry, item, drift) = await host.DifferingAsync();
        await host.Get<DriftActions>().DismissAsync(Town.Actor("city.editor"), drift.Id, drift.Version, "另一窗口的电话");
        await item.With("ACCEPT_CONDITION", "本市户籍").In(host);
        await DriftTown.PublishedAsync(host, DriftTown.Saying("请打0763-3369999。", item.Code), entry: entry.Code);
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Dismissed);
        await item.With("LINK_TEL", "0763-3377777").In(host);
        await host.ReadDriftAsync();
        var reopened = (await host.DriftsAsync()).Single();
        (reopened.Stage, reopened.Reason).ShouldBe((DriftStage.Open, null));
        (await KindsAsync(host, drift)).ShouldBe(["drift.found", "drift.dismissed", "drift.reopened"]);
    }

    [Fact]
    public async Task Requirement_ThatIsAnswered_SettlesIt_AndOneThatComesToNothing_GivesItBack()
    {
        await using var host = await TestHost.StartAsync();
        var (entry, item, drift) = await host.DifferingAsync();
        var asked = await AskAsync(host, drift);
        await host.Get<EditingRequestActions>().ActAsync(Town.Actor("city.editor"), asked.Id, RequestAct.Cancel, asked.Version, "再看看");
        await host.ReadDriftAsync();
        var back = (await host.DriftsAsync()).Single();
        (back.Stage, back.RequestId).ShouldBe((DriftStage.Open, null));

        var again = await AskAsync(host, back);
        var declined = await host.Get<EditingRequestActions>().ActAsync(Town.Actor("officer.rsj"), again.Id, RequestAct.Decline, again.Version, "大厅的号码有误");
        await host.ReadDriftAsync();
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Requested, "the office has not said yes");
        await host.Get<EditingRequestActions>().ActAsync(Town.Actor("city.editor"), again.Id, RequestAct.Accept, declined.Version);
        await host.ReadDriftAsync();
        var open = (await host.DriftsAsync()).Single();
        open.Stage.ShouldBe(DriftStage.Open);

        var last = await AskAsync(host, open);
        await host.Get<EntryActions>().DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.Update, null, entry.Code, DriftTown.Saying($"打{DriftTown.Phone}", item.Code), EditingRequest: last.Id));
        Guid id;
        await using (var db = host.Db())
            id = await db.Revisions().Where(row => row.EditingRequestId == last.Id).Select(row => row.Id).SingleAsync();
        await host.Get<EntryActions>().ActAsync(Town.Actor("officer.rsj"), id, RevisionAct.Submit, 1);
        await host.Get<EntryActions>().ActAsync(Town.Actor("city.checker"), id, RevisionAct.Pass, 2);
        await host.Get<EntryActions>().ActAsync(Town.Actor("city.reviewer"), id, RevisionAct.Publish, 3);
        await host.ReadDriftAsync(batch: 1);
        (await host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Settled);
        (await KindsAsync(host, drift)).ShouldBe(["drift.found", "drift.requested", "drift.reopened", "drift.requested", "drift.reopened", "drift.requested", "drift.settled"]);
    }

    [Fact]
    public async Task Sync_OfItemsNobodyRefersTo_WritesNothing()
    {
        await using var host = await TestHost.StartAsync();
        await host.TakeInAsync([.. Enumerable.Range(0, 20).Select(i => DriftTown.AnItem($"事项{i}"))]);
        await host.ReadDriftAsync();
        await using var db = host.Db();
        (await db.Drifts().AnyAsync()).ShouldBeFalse();
        (await host.Get<LedgerPositions>().GetAsync("drift")).ShouldBe(0, "so little is read again after a restart");
    }

    private static Task<EditingRequestState> AskAsync(TestHost host, Drift drift) =>
        host.Get<EditingRequestActions>().MakeAsync(Town.Actor("city.editor"), new NewEditingRequest(null, null, null, Drift: drift.Id, DriftVersion: drift.Version));

    private static async Task<IEnumerable<string>> KindsAsync(TestHost host, Drift drift)
    {
        await using var db = host.Db();
        return (await db.LedgerRows().Where(row => row.Subject == drift.Subject).OrderBy(row => row.Number).ToListAsync()).Select(row => row.Kind);
    }
}
