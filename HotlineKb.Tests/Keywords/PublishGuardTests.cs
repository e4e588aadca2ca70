using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Keywords;

/// <summary>R6.2: no text comes into use, and none goes out, that breaks a pinned query, unless somebody has seen which.</summary>
public sealed class PublishGuardTests(ITestOutputHelper output)
{
    private static readonly Actor Editor = Town.Actor("city.editor");
    private static readonly Actor Reviewer = Town.Actor("city.reviewer");

    [Fact]
    public async Task Update_ThatLosesTheWord_IsRefusedWithRanks_AndPublishedOnSecondAsking()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await PinnedAsync(host);
        var state = await AtReviewAsync(host, ChangeKind.Update, code, text => text with { Title = "求职登记", Answer = "到窗口。", Body = "<p>到窗口。</p>", Keywords = [] });

        var refusal = await RefusedAsync(host, state);

        refusal.Message.ShouldContain("“失业登记”应找到“失业登记怎么办”，现为第 1 位，改后找不到");
        (await host.Get<EntryViews>().GetAsync(Reviewer, code)).CurrentVersion.ShouldBe(1);
        await host.Get<EntryActions>().ActAsync(Reviewer, state.Id, RevisionAct.Publish, state.Version, accepting: true);
        (await host.Get<EntryViews>().GetAsync(Reviewer, code)).CurrentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Update_KeywordsGivenWithTheAct_AreTriedToo()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await PinnedAsync(host);
        var state = await AtReviewAsync(host, ChangeKind.Update, code, text => text with { Title = "求职登记", Answer = "到窗口。", Body = "<p>到窗口。</p>", Keywords = [] });
        await host.Get<EntryActions>().ActAsync(Reviewer, state.Id, RevisionAct.Publish, state.Version, keywords: ["失业登记"]);
        (await host.Get<EntryViews>().GetAsync(Reviewer, code)).Shown.Text.Keywords.ShouldBe(["失业登记"]);
    }

    [Fact]
    public async Task NewEntry_ThatPushesItOut_IsRefusedWithRanks()
    {
        await using var host = await SearchHost.StartAsync();
        var wanted = await host.PublishAsync("离职后的手续", "房基金可以提取。");
        for (var i = 1; i <= 2; i++)
            await host.PublishAsync($"房基金业务之{i}", "说明。");
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, wanted);
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "房基金提取", CategoryId = await host.CategoryAsync(Town.Rsj) }).UpTo(Stage.FinalReview);

        var refusal = await Should.ThrowAsync<Refusal>(() => entry.ActAsync(RevisionAct.Publish, "city.reviewer"));

        refusal.RuleValue.ShouldBe(KeywordRule.BreaksGoldenQuery);
        refusal.Message.ShouldContain("现为第 3 位，改后第 4 位");
        (await entry.RowAsync()).Stage.ShouldBe(Stage.FinalReview);
        await using var db = host.Db();
        (await db.LedgerRowsOf("entry.published")).Count.ShouldBe(3);
        await host.Get<EntryActions>().ActAsync(Reviewer, entry.Id, RevisionAct.Publish, entry.Version, accepting: true);
        (await db.LedgerRowsOf("entry.published")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Withdrawal_OfWhatIsPinned_IsRefused_AndOfAnotherPasses()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await PinnedAsync(host);
        var other = await host.PublishAsync("养老金领取");
        await host.CatchUpAsync();
        await host.ReviseAsync(other, ChangeKind.Withdraw);
        var state = await AtReviewAsync(host, ChangeKind.Withdraw, code, text => text);

        (await RefusedAsync(host, state)).Message.ShouldContain("现为第 1 位，改后找不到");

        await host.Get<EntryActions>().ActAsync(Reviewer, state.Id, RevisionAct.Publish, state.Version, accepting: true);
        await using var db = host.Db();
        (await db.Entries().SingleAsync(entry => entry.Code == code)).State.ShouldBe(EntryState.Withdrawn);
        (await db.LedgerRowsOf("entry.withdrawn")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task WhatBreaksNothing_Passes_AndOthersAreRefusedByTheFlowFirst()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await PinnedAsync(host);
        await host.ReviseAsync(code, ChangeKind.Update, text => text with { Answer = "带身份证和照片。" });
        await host.CatchUpAsync();
        var state = await AtReviewAsync(host, ChangeKind.Update, code, text => text with { Title = "求职登记", Answer = "无。", Body = "<p>无。</p>" });
        (await Should.ThrowAsync<Refusal>(() => host.Get<EntryActions>().ActAsync(Editor, state.Id, RevisionAct.Publish, state.Version))).RuleValue.ShouldNotBe(KeywordRule.BreaksGoldenQuery);
        (await Should.ThrowAsync<Refusal>(() => host.Get<EntryActions>().ActAsync(Reviewer, state.Id, RevisionAct.Publish, state.Version - 1))).Kind.ShouldBe(RefusalKind.ChangedMeanwhile);
        (await host.Get<EntryActions>().PublicationAsync(Editor, state.Id, state.Version)).ShouldBeNull();
    }

    [Fact]
    public async Task ItemsOwnKeywords_AreTriedAsWell()
    {
        await using var host = await SearchHost.StartAsync();
        var wanted = await host.PublishAsync("离职后的手续", "房基金可以提取。");
        for (var i = 1; i <= 2; i++)
            await host.PublishAsync($"房基金业务之{i}", "说明。");
        var item = await AnApproval.Named("公积金事项").In(host);
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, wanted);
        var version = (await item.RowAsync(host)).Version;
        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<KeywordDesk>().SetItemAsync(Editor, item.Code, version, ["房基金"]));
        refusal.RuleValue.ShouldBe(KeywordRule.BreaksGoldenQuery);
        (await item.RowAsync(host)).Keywords.ShouldBeEmpty();
        await host.Get<KeywordDesk>().SetItemAsync(Editor, item.Code, version, ["房基金"], accepting: true);
        (await item.RowAsync(host)).Keywords.ShouldBe(["房基金"]);
    }

    [Fact]
    public async Task TwoHundredPinnedQueries_AreTriedWhileOneWaits()
    {
        await using var host = await SearchHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj);
        var codes = await host.LoadAsync([.. Enumerable.Range(0, 2000).Select(i => (Town.Rsj, new EntryText { Title = $"社会保险业务第{i}号办理", Answer = "带身份证到窗口办理。", Body = "<p>社会保险业务办理须知。</p>", Keywords = [$"业务{i}号"], CategoryId = category }))]);
        await host.CatchUpAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            for (var i = 0; i < 200; i++)
                db.Add(new GoldenQuery { Id = Guid.NewGuid(), Text = $"业务{i}号", Kind = SearchKind.Entry, Code = codes[i], PinnedBy = "test", PinnedAt = now });
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([new GoldenQueryPinned(Guid.NewGuid(), "", SearchKind.Entry, codes[0])]);
        });
        var text = (await host.Get<EntryViews>().GetAsync(Reviewer, codes[5])).Shown.Text;
        IReadOnlyList<GoldenShift> shifts = [];

        var fastest = await Patience.FastestAsync(TimeSpan.FromSeconds(0.5), async () => shifts = await host.Get<PublishGuard>().TryAsync(new Publication(codes[5], Town.Rsj, text with { Title = "别的事", Keywords = [] })), tries: 5);

        output.WriteLine($"200 pinned queries over 2,000 entries: {fastest.TotalMilliseconds:0} ms");
        shifts.Where(shift => shift.Breaks).ShouldHaveSingleItem().Query.Code.ShouldBe(codes[5]);
        fastest.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    private static async Task<string> PinnedAsync(TestHost host)
    {
        var code = await host.PublishAsync("失业登记怎么办", "带身份证。", "正文", keywords: ["失业"]);
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Editor, "失业登记", SearchKind.Entry, code);
        return code;
    }

    private static async Task<RevisionState> AtReviewAsync(TestHost host, ChangeKind change, string code, Func<EntryText, EntryText> edit)
    {
        var actions = host.Get<EntryActions>();
        var text = (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), code)).Shown.Text;
        var state = await actions.DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, change, null, code, edit(text), Note: "更新"));
        state = await actions.ActAsync(Town.Actor("officer.rsj"), state.Id, RevisionAct.Submit, state.Version);
        return await actions.ActAsync(Town.Actor("city.checker"), state.Id, RevisionAct.Pass, state.Version);
    }

    private static async Task<Refusal> RefusedAsync(TestHost host, RevisionState state)
    {
        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<EntryActions>().ActAsync(Reviewer, state.Id, RevisionAct.Publish, state.Version));
        refusal.RuleValue.ShouldBe(KeywordRule.BreaksGoldenQuery);
        return refusal;
    }
}
