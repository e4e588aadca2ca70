using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class PublishingTests
{
    [Fact]
    public async Task Published_FirstTime_GetsACodeOfItsUnitAndAVersion()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host, unit: Town.YingdeRsj).SubmittedToUnit().Approved().Passed().Published(keywords: ["补卡", "社保卡"]);
        var second = await AnEntry.Drafted(host, unit: Town.YingdeRsj).UpTo(Stage.Published);
        first.Code!.ShouldStartWith("441881-001-00001-");
        second.Code!.ShouldStartWith("441881-001-00002-");

        var detail = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!);
        (detail.CurrentVersion, detail.IsCurrent, detail.State, detail.Category).ShouldBe((1, true, EntryState.Published, "业务/常见问题"));
        detail.Shown.Text.Keywords.ShouldBe(["补卡", "社保卡"]);
        (detail.Shown.PublishedBy, detail.Shown.PublishedAt, detail.Shown.Origin, detail.Shown.RevisionId).ShouldBe(("city.reviewer", host.Now, Origin.Collected, first.Id));
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("entry.published"))[0];
        row.Subject.ShouldBe($"entry:{first.Code}");
        JsonDocument.Parse(row.Data).RootElement.GetProperty("change").GetString().ShouldBe("new");
    }

    [Fact]
    public async Task Published_StaysInUseUnchangedWhileTheNextIsUnderWay()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var next = await AnEntry.Drafted(host, text: AnEntry.AText with { Answer = "新口径。" }, change: ChangeKind.Update, entry: first.Code);

        foreach (var stage in (Stage[])[Stage.UnitRevision, Stage.OfficeCheck, Stage.FinalReview])
        {
            await next.UpTo(stage);
            var detail = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!);
            (detail.CurrentVersion, detail.Shown.Text.Answer).ShouldBe((1, AnEntry.AText.Answer));
            detail.OpenRevisionId.ShouldBeNull("an operator sees no work in progress");
            (await host.Get<EntryViews>().GetAsync(Town.Actor("city.checker"), first.Code!)).OpenRevisionId.ShouldBe(next.Id);
        }

        (await next.RowAsync()).BaseVersion.ShouldBe(1);
        await next.Published();
        var after = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!);
        (after.Code, after.CurrentVersion, after.Shown.Text.Answer).ShouldBe((first.Code, 2, "新口径。"));
        (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!, 1)).Shown.Text.Answer.ShouldBe(AnEntry.AText.Answer);
        (await host.Get<EntryViews>().VersionsAsync(Town.Actor("operator01"), first.Code!)).Select(version => version.Number).ShouldBe([2, 1]);
        await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), first.Code!, 3).ShouldBeRefusedAsync(BasicRule.NotFound);
    }

    [Fact]
    public async Task Withdrawn_IsOutOfUseAndStaysReadable()
    {
        await using var host = await TestHost.StartAsync();
        var first = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var withdrawal = await AnEntry.WrittenByUnit(host, change: ChangeKind.Withdraw, entry: first.Code, text: new EntryText());
        (await withdrawal.RowAsync()).Text.Answer.ShouldBe(AnEntry.AText.Answer, "what is withdrawn is shown, not what was typed");
        await host.Get<EntryActions>().EditAsync(Town.Actor("officer.rsj"), withdrawal.Id, withdrawal.Version, text => text with { Answer = "x" }).ShouldBeRefusedAsync(RevisionRule.NotEditable);

        await withdrawal.UpTo(Stage.Published);

        var (views, anyone) = (host.Get<EntryViews>(), Town.Actor("operator01"));
        (await views.GetAsync(anyone, first.Code!)).State.ShouldBe(EntryState.Withdrawn);
        (await views.ListAsync(anyone, new EntryFilter(), 0, 10)).Total.ShouldBe(0);
        (await views.ListAsync(anyone, new EntryFilter(State: EntryState.Withdrawn), 0, 10)).Total.ShouldBe(1);
        await using var db = host.Db();
        (await db.LedgerRowsOf("entry.withdrawn")).Single().Subject.ShouldBe($"entry:{first.Code}");
        await host.Get<EntryActions>().DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.Collected, ChangeKind.Update, null, first.Code, AnEntry.AText)).ShouldBeRefusedAsync(RevisionRule.EntryNotInUse);
    }

    [Fact]
    public async Task Withdrawal_OfATextThatLacksSomething_GoesItsWay()
    {
        await using var host = await TestHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj);
        var code = (await host.Get<EntryActions>().LoadAsync(Actor.System("old"), [(Town.Rsj, new EntryText { Title = "旧条目", CategoryId = category }, host.Now)])).Single();
        (await AnEntry.Drafted(host, change: ChangeKind.Withdraw, entry: code).UpTo(Stage.Published)).Stage.ShouldBe(Stage.Published);
    }

    [Fact]
    public async Task Change_OfAnEntryWrittenDownWrong_SaysWhatIsWrong()
    {
        await using var host = await TestHost.StartAsync();
        var published = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var other = await AnEntry.Drafted(host, unit: Town.Yiliao).UpTo(Stage.Published);
        var wrongDigit = published.Code![..^1] + (char)('0' + ((published.Code[^1] - '0' + 1) % 10));
        await DraftAsync("city.editor", null, null).ShouldBeRefusedAsync(RevisionRule.EntryRequired);
        (await DraftAsync("city.editor", wrongDigit, null).ShouldBeRefusedAsync(Core.Taxonomy.EntryCodeRule.WrongCheckDigit)).Kind.ShouldBe(RefusalKind.Malformed);
        await DraftAsync("city.editor", new Core.Taxonomy.EntryCode(Town.Rsj, 777).ToString(), null).ShouldBeRefusedAsync(BasicRule.NotFound);
        await DraftAsync("city.editor", published.Code, "市医保局").ShouldBeRefusedAsync(RevisionRule.EntryOfOtherUnit);
        await DraftAsync("city.editor", published.Code, "不存在的局").ShouldBeRefusedAsync(UnitRule.Unknown);
        await DraftAsync("yingde.office", published.Code, null).ShouldBeRefusedAsync(BasicRule.NotFound);
        var spaced = await host.Get<EntryActions>().DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.Collected, ChangeKind.Update, null, $" {other.Code!.Replace('-', ' ')}", AnEntry.AText));
        spaced.Stage.ShouldBe(Stage.Drafting);

        Task DraftAsync(string by, string? entry, string? unit) => host.Get<EntryActions>().DraftAsync(Town.Actor(by), new DraftRequest(Origin.Collected, ChangeKind.Update, unit, entry, AnEntry.AText));
    }

    [Fact]
    public async Task History_OfAnEntry_TellsWhoDidWhatWithoutAutosaves()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).Edited("city.editor", text => text with { Basis = "改" }).UpTo(Stage.Published);
        var kinds = (await host.Get<EntryViews>().HistoryAsync(Town.Actor("city.checker"), entry.Code!)).Select(item => item.Kind);
        kinds.ShouldBe(["entry.published", "revision.published", "revision.passed", "revision.approved", "revision.submitted", "revision.drafted"]);
        (await host.Get<EntryViews>().HistoryAsync(Town.Actor("operator01"), entry.Code!)).Select(item => item.Kind).ShouldBe(["entry.published"]);
    }

    [Fact]
    public async Task Load_ByAnyoneButTheSystem_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj);
        await host.Get<EntryActions>().LoadAsync(Town.Actor("city.all"), [(Town.Rsj, AnEntry.AText with { CategoryId = category }, host.Now)]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }
}
