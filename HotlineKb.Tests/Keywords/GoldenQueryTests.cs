using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

public sealed class GoldenQueryTests
{
    private static readonly Actor Editor = Town.Actor("city.editor");

    [Fact]
    public async Task Synonym_ThatPushesItOut_IsRefusedWithRanks_UnlessAccepted()
    {
        await using var host = await SearchHost.StartAsync();
        // In its text only: hits by a synonym in a title come before it.
        var wanted = await host.PublishAsync("离职后的手续", "房基金可以提取。");
        for (var i = 1; i <= 4; i++)
            await host.PublishAsync($"公积金业务之{i}", "说明。");
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, wanted);

        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<SynonymDesk>().SaveAsync(Editor, null, 0, ["公积金", "房基金"], null));

        refusal.RuleValue.ShouldBe(KeywordRule.BreaksGoldenQuery);
        refusal.Message.ShouldContain("现为第 1 位，改后第 5 位");
        await using (var db = host.Db())
            (await db.SynonymGroups().AnyAsync()).ShouldBeFalse();
        await host.Get<SynonymDesk>().SaveAsync(Editor, null, 0, ["公积金", "房基金"], null, accepting: true);
        await host.CatchUpAsync();

        (await host.Get<GoldenQueries>().CheckAsync()).ShouldBe(1);
        await using var after = host.Db();
        (await after.Set<GoldenQuery>().SingleAsync()).BrokenSince.ShouldNotBeNull();
        (await after.LedgerKindsAsync("golden-query:")).ShouldBe(["goldenQuery.pinned", "goldenQuery.failed", "goldenQuery.checked"]);
        (await host.Get<GoldenQueries>().CheckAsync()).ShouldBe(1);
        (await after.LedgerKindsAsync("golden-query:")).Count(kind => kind == "goldenQuery.failed").ShouldBe(1, "what was broken and still is, is told once");
    }

    [Fact]
    public async Task Pin_WhatIsNotThere_OrTwice_OrByAnOperator()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        await host.CatchUpAsync();
        var golden = host.Get<GoldenQueries>();
        (await Should.ThrowAsync<Refusal>(() => golden.PinAsync(Editor, "失业", SearchKind.Entry, "441802-999-00001-1"))).Kind.ShouldBe(RefusalKind.NotFound);
        (await Should.ThrowAsync<Refusal>(() => golden.PinAsync(Editor, "  ", SearchKind.Entry, code))).RuleValue.ShouldBe(KeywordRule.BadWord);
        (await Should.ThrowAsync<Refusal>(() => golden.PinAsync(Town.Actor("operator01"), "失业", SearchKind.Entry, code))).Kind.ShouldBe(RefusalKind.NotPermitted);
        var first = await golden.PinAsync(Editor, "失业", SearchKind.Entry, code);
        (await golden.PinAsync(Editor, "失业", SearchKind.Entry, code)).Id.ShouldBe(first.Id);
        (await golden.CheckAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Check_OfManyThatHold_LooksAtAllAndSaysWhereTheyStand()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        await host.CatchUpAsync();
        var golden = host.Get<GoldenQueries>();
        var more = Core.Ledger.LedgerSweep.Batch + 5;
        for (var i = 0; i < more; i++)
            await golden.PinAsync(Editor, $"失业登记 {i}", SearchKind.Entry, code);

        await golden.CheckAsync();

        await using var db = host.Db();
        var all = await db.Set<GoldenQuery>().AsNoTracking().ToListAsync();
        all.Count.ShouldBe(more);
        all.ShouldAllBe(query => query.CheckedAt == host.Now);
        (await db.LedgerRowsOf("goldenQuery.checked")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keywords_OverASelection_FollowTheRulesEachForItself_AndAreFoundAfterwards()
    {
        await using var host = await SearchHost.StartAsync();
        var one = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        var two = await host.PublishAsync("养老金领取", keywords: [.. Enumerable.Range(10, 12).Select(i => $"词语{i}")]);
        await host.CatchUpAsync();
        var change = new KeywordChange(Add: ["下岗证"]);

        var seen = await host.Get<KeywordActions>().ChangeAsync(Editor, [one, two, "441802-999-00001-1"], change, preview: true);
        seen.Select(row => row.Problem is null).ShouldBe([true, false, false]);
        (await host.LiteralAsync("下岗证")).ShouldBeEmpty();

        await host.Get<KeywordActions>().ChangeAsync(Editor, [one, two], change, preview: false);
        await host.CatchUpAsync();

        (await host.LiteralAsync("下岗证")).ShouldBe(["失业登记怎么办"]);
        await using var db = host.Db();
        var entry = await db.Entries().SingleAsync(row => row.Code == one);
        entry.CurrentVersion.ShouldBe(2);
        (await db.LedgerKindsAsync($"entry:{one}"))[^1].ShouldBe("entry.keywordsChanged");
        (await Should.ThrowAsync<Refusal>(() => host.Get<KeywordActions>().ChangeAsync(Town.Actor("officer.rsj"), [one], change, false))).Kind.ShouldBe(RefusalKind.NotPermitted);
    }

    [Fact]
    public async Task Keywords_SetWhileARevisionIsUnderWay_SurviveItsPublishing()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", "带身份证。", "正文", keywords: ["失业"]);
        var actions = host.Get<EntryActions>();
        var text = (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), code)).Shown.Text;
        var state = await actions.DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, ChangeKind.Update, null, code, text with { Answer = "带身份证和照片。" }));

        await host.Get<KeywordActions>().ChangeAsync(Editor, [code], new KeywordChange(Add: ["下岗证"]), preview: false);
        state = await actions.ActAsync(Town.Actor("officer.rsj"), state.Id, RevisionAct.Submit, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), state.Id, RevisionAct.Pass, state.Version);
        await actions.ActAsync(Town.Actor("city.reviewer"), state.Id, RevisionAct.Publish, state.Version);

        var shown = (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), code)).Shown;
        shown.Number.ShouldBe(3);
        shown.Text.Keywords.ShouldBe(["失业", "下岗证"]);
        shown.Text.Answer.ShouldBe("带身份证和照片。");
    }

    [Fact]
    public async Task FailedQueries_AreGrouped_MaskedAndSettledUntilTheyFailAgain()
    {
        await using var host = await SearchHost.StartAsync();
        var log = host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "养狗证", 0);
        log.Note(Town.Actor("city.checker"), "養狗證", 0);
        log.Note(Town.Actor("operator01"), "13800138000 欠薪", 0);
        log.Note(Town.Actor("operator01"), "失业", 12);
        await log.WriteAsync();
        var queries = host.Get<SearchedQueries>();

        var (items, total) = await queries.FailedAsync(Editor, 30, 0, 10);
        total.ShouldBe(2);
        (items[0].Times, items[0].People).ShouldBe((2, 2), "traditional and simplified are one question");
        items.ShouldAllBe(item => !item.Text.Contains("13800138000", StringComparison.Ordinal));

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await queries.SettleAsync(Editor, items[0].Key, "已加同义词");
        (await queries.FailedAsync(Editor, 30, 0, 10)).Total.ShouldBe(1);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        log.Note(Town.Actor("operator01"), "养狗证", 0);
        await log.WriteAsync();
        (await queries.FailedAsync(Editor, 30, 0, 10)).Items[0].Times.ShouldBe(1);
        await Should.ThrowAsync<Refusal>(() => queries.FailedAsync(Town.Actor("operator01"), 30, 0, 10));
    }
}
