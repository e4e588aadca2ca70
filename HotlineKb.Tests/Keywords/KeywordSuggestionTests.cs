using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

/// <summary>R6.2: units and operators suggest, the city office decides.</summary>
public sealed class KeywordSuggestionTests
{
    private static readonly Actor Editor = Town.Actor("city.editor");
    private static readonly Actor Operator = Town.Actor("operator01");

    [Theory]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("证", false)]
    [InlineData("证件", true)]
    [InlineData("一二三四五六七八九十一二三四五六七八九十", true)]
    [InlineData("一二三四五六七八九十一二三四五六七八九十超", false)]
    [InlineData("失业登记怎么办", false)]
    [InlineData("失业", false)]
    public async Task Suggest_Word_AtTheBoundsOfTheRules(string word, bool good)
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        var suggest = () => host.Get<KeywordSuggestions>().SuggestAsync(Operator, code, word, null);
        if (good)
        {
            var row = await suggest();
            (row.Word, row.State, row.Source, row.SuggestedBy, row.Version).ShouldBe((word, SuggestionState.Open, SuggestionSource.Person, "operator01", 1));
            await using var db = host.Db();
            (await db.LedgerKindsAsync(row.Subject)).ShouldBe(["keyword.suggested"]);
            return;
        }

        var refusal = await Should.ThrowAsync<Refusal>(suggest);
        refusal.RuleValue.ShouldBe(KeywordRule.BadWord);
        refusal.Fields.Keys.ShouldBe(["word"]);
        await using var after = host.Db();
        (await after.KeywordSuggestions().AnyAsync()).ShouldBeFalse();
        (await after.LedgerRowsOf("keyword.suggested")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("13800138000", "", "word")]
    [InlineData("欠薪", "来电人13800138000这样问", "reason")]
    [InlineData("欠薪", "441802199001011234", "reason")]
    public async Task Suggest_WithAPersonsNumber_IsRefusedAtTheField(string word, string reason, string field)
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<KeywordSuggestions>().SuggestAsync(Operator, code, word, reason));
        (refusal.RuleValue, refusal.Fields.Keys.Single()).ShouldBe((KeywordRule.PersonalData, field));
        refusal.Message.ShouldNotContain("13800138000");
    }

    [Fact]
    public async Task Suggest_Reason_OfTwoHundredCharactersAndNoMore()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        (await host.Get<KeywordSuggestions>().SuggestAsync(Operator, code, "下岗证", new string('由', 200))).Reason.Length.ShouldBe(200);
        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<KeywordSuggestions>().SuggestAsync(Operator, code, "失业证", new string('由', 201)));
        (refusal.RuleValue, refusal.Fields.Keys.Single()).ShouldBe((KeywordRule.NoteTooLong, "reason"));
    }

    [Fact]
    public async Task Suggest_ForWhatIsOutOfSight_Withdrawn_OrNotThere_IsNotFoundAlike()
    {
        await using var host = await SearchHost.StartAsync();
        var own = await host.PublishAsync("失业登记怎么办");
        var old = await host.PublishAsync("旧条目");
        await host.ReviseAsync(old, ChangeKind.Withdraw);
        var item = await AnApproval.Named("社保卡补换").In(host);
        var suggestions = host.Get<KeywordSuggestions>();
        foreach (var (who, code) in new[] { ("officer.yiliao", own), ("officer.yiliao", item.Code), ("operator01", old), ("operator01", "没有这个"), ("operator01", "") })
            (await Should.ThrowAsync<Refusal>(() => suggestions.SuggestAsync(Town.Actor(who), code, "下岗证", null))).Kind.ShouldBe(RefusalKind.NotFound, $"{who} {code}");
        (await Should.ThrowAsync<Refusal>(() => suggestions.SuggestAsync(Town.Actor("admin"), own, "下岗证", null))).Kind.ShouldBe(RefusalKind.NotPermitted);
        (await suggestions.SuggestAsync(Town.Actor("officer.rsj"), own, "下岗证", null)).Code.ShouldBe(own);
        (await suggestions.SuggestAsync(Town.Actor("officer.rsj"), item.Code, "丢卡", null)).UnitId.ShouldBe(Town.Rsj);
    }

    [Fact]
    public async Task Suggest_WhatIsOpen_IsRefused_AndDeclinedOnesMayComeAnew()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        var suggestions = host.Get<KeywordSuggestions>();
        var first = await suggestions.SuggestAsync(Operator, code, "VIP通道", null);
        (await Should.ThrowAsync<Refusal>(() => suggestions.SuggestAsync(Town.Actor("officer.rsj"), code, "vip通道", null))).RuleValue.ShouldBe(KeywordRule.AlreadySuggested);
        await suggestions.DeclineAsync(Editor, first.Id, first.Version, "不这样说");

        var again = await suggestions.SuggestAsync(Town.Actor("officer.rsj"), code, "vip通道", "窗口这样叫");

        (again.Id, again.State, again.SuggestedBy, again.Note, again.DecidedBy).ShouldBe((first.Id, SuggestionState.Open, "officer.rsj", "", ""));
        await using var db = host.Db();
        (await db.LedgerKindsAsync(first.Subject)).ShouldBe(["keyword.suggested", "keyword.suggestionDeclined", "keyword.suggested"]);
    }

    [Fact]
    public async Task Suggest_BeyondAHundredOpenOnes_IsRefused_UntilOneIsDecided()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        var suggestions = host.Get<KeywordSuggestions>();
        KeywordSuggestion? last = null;
        for (var i = 1; i <= KeywordSuggestions.MostOpen; i++)
            last = await suggestions.SuggestAsync(Operator, code, $"词语{i}", null);
        (await Should.ThrowAsync<Refusal>(() => suggestions.SuggestAsync(Operator, code, "又一个", null))).RuleValue.ShouldBe(KeywordRule.TooMany);
        await suggestions.SuggestAsync(Town.Actor("officer.rsj"), code, "又一个", null);
        await suggestions.DeclineAsync(Editor, last!.Id, last.Version, "太多");
        await suggestions.SuggestAsync(Operator, code, "再一个", null);
    }

    [Fact]
    public async Task Accept_MakesItAKeyword_InOneAct_FoundByTheReaderWithinASecond()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await host.FollowAsync();
        await host.Get<SearchIndex>().WhenSettledAsync();
        await Patience.UntilAsync(() => host.SearchAsync("失业登记"), found => found.Total == 1);
        var suggestions = host.Get<KeywordSuggestions>();

        var (second, accepted) = (TimeSpan.FromSeconds(1), 0);
        var fastest = await Patience.FastestAsync(second, async () =>
        {
            var word = $"下岗{(char)('甲' + accepted++)}";
            var suggested = await suggestions.SuggestAsync(Operator, code, word, null);
            await suggestions.AcceptAsync(Editor, suggested.Id, suggested.Version);
            await Patience.UntilAsync(() => host.LiteralAsync(word), titles => titles.Count == 1);
        }, tries: 8);

        fastest.ShouldBeLessThan(second);
        await using var db = host.Db();
        var rows = await db.KeywordSuggestions().ToListAsync();
        rows.ShouldAllBe(row => row.State == SuggestionState.Accepted && row.DecidedBy == "city.editor" && row.DecidedAt != null && row.Version == 2);
        (await db.LedgerKindsAsync(rows[0].Subject)).ShouldBe(["keyword.suggested", "keyword.suggestionAccepted"]);
        (await db.LedgerKindsAsync($"entry:{code}"))[^1].ShouldBe("entry.keywordsChanged");
        (await host.Get<EntryViews>().GetAsync(Editor, code)).Shown.Text.Keywords.ShouldBe(["失业", .. rows.OrderBy(row => row.SuggestedAt).ThenBy(row => row.Id).Select(row => row.Word)], ignoreOrder: true);
    }

    [Fact]
    public async Task Accept_ForAnItem_OrWithoutRight_OrTwice_OrAnOldVersion_OrATwelfthAndOne()
    {
        await using var host = await SearchHost.StartAsync();
        var item = await AnApproval.Named("社保卡补换").In(host);
        var full = await host.PublishAsync("养老金领取", keywords: [.. Enumerable.Range(10, 12).Select(i => $"词语{i}")]);
        var suggestions = host.Get<KeywordSuggestions>();
        var one = await suggestions.SuggestAsync(Operator, item.Code, "丢卡", null);
        (await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Operator, one.Id, one.Version))).Kind.ShouldBe(RefusalKind.NotPermitted);
        (await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Town.Actor("yingde.office"), one.Id, one.Version))).Kind.ShouldBe(RefusalKind.NotPermitted);
        (await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Editor, Guid.NewGuid(), 1))).Kind.ShouldBe(RefusalKind.NotFound);
        (await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Editor, one.Id, 9))).CurrentVersion.ShouldBe(1);
        await suggestions.AcceptAsync(Editor, one.Id, one.Version);
        (await item.RowAsync(host)).Keywords.ShouldBe(["丢卡"]);
        (await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Editor, one.Id, one.Version))).Kind.ShouldBe(RefusalKind.ChangedMeanwhile);
        (await Should.ThrowAsync<Refusal>(() => suggestions.DeclineAsync(Editor, one.Id, 2, "太晚"))).RuleValue.ShouldBe(KeywordRule.AlreadyDecided);

        var more = await suggestions.SuggestAsync(Operator, full, "退休金", null);
        var refusal = await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Editor, more.Id, more.Version));
        refusal.Message.ShouldContain("最多 12 个");
        await using var db = host.Db();
        (await db.KeywordSuggestions().SingleAsync(row => row.Id == more.Id)).State.ShouldBe(SuggestionState.Open, "nothing of a refused act stays");
    }

    [Fact]
    public async Task Accept_WhatBreaksAPinnedQuery_SaysSoWithRanks_AndIsAcceptedOnSecondAsking()
    {
        await using var host = await SearchHost.StartAsync();
        var wanted = await host.PublishAsync("离职后的手续", "房基金可以提取。");
        var others = new List<string>();
        for (var i = 1; i <= 3; i++)
            others.Add(await host.PublishAsync($"公积金业务之{i}", "说明。", keywords: i < 3 ? ["房基金"] : null));
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Editor, "房基金", SearchKind.Entry, wanted);
        var suggestions = host.Get<KeywordSuggestions>();
        var suggested = await suggestions.SuggestAsync(Operator, others[2], "房基金", null);

        var refusal = await Should.ThrowAsync<Refusal>(() => suggestions.AcceptAsync(Editor, suggested.Id, suggested.Version));

        refusal.RuleValue.ShouldBe(KeywordRule.BreaksGoldenQuery);
        refusal.Message.ShouldContain("现为第 3 位，改后第 4 位");
        await using (var db = host.Db())
            (await db.KeywordSuggestions().SingleAsync()).State.ShouldBe(SuggestionState.Open);
        await suggestions.AcceptAsync(Editor, suggested.Id, suggested.Version, accepting: true);
        await host.CatchUpAsync();
        (await host.Get<GoldenQueries>().CheckAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Decline_OfAPerson_NeedsAReason_OfTheProgramNone()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", "说明。", string.Join('。', Enumerable.Repeat("失业保险金", 5)));
        await host.CatchUpAsync();
        var suggestions = host.Get<KeywordSuggestions>();
        var one = await suggestions.SuggestAsync(Operator, code, "下岗证", null);
        foreach (var reason in new[] { null, "  ", new string('由', 201) })
            (await Should.ThrowAsync<Refusal>(() => suggestions.DeclineAsync(Editor, one.Id, one.Version, reason))).Fields.Keys.ShouldBe(["reason"]);
        (await Should.ThrowAsync<Refusal>(() => suggestions.DeclineAsync(Town.Actor("officer.rsj"), one.Id, one.Version, "不"))).Kind.ShouldBe(RefusalKind.NotPermitted);
        (await suggestions.DeclineAsync(Editor, one.Id, one.Version, "没有人这样说")).Note.ShouldBe("没有人这样说");
        await using (var db = host.Db())
            (await db.LedgerKindsAsync(one.Subject)).ShouldBe(["keyword.suggested", "keyword.suggestionDeclined"]);

        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBeGreaterThan(0);
        var found = (await suggestions.ListAsync(Editor, new SuggestionFilter(), 0, 10)).Items[0].Suggestion;
        (await suggestions.DeclineAsync(Editor, found.Id, found.Version, null)).State.ShouldBe(SuggestionState.Declined);
    }

    [Fact]
    public async Task List_IsEverybodysForKeepers_AndOnesOwnForOthers_WithoutWhatIsOutOfUse()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        var old = await host.PublishAsync("旧条目");
        var suggestions = host.Get<KeywordSuggestions>();
        await suggestions.SuggestAsync(Operator, code, "下岗证", "来电常这样问");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await suggestions.SuggestAsync(Town.Actor("officer.rsj"), code, "失业证", null);
        await suggestions.SuggestAsync(Operator, old, "旧词", null);
        await host.ReviseAsync(old, ChangeKind.Withdraw);
        for (var i = 0; i < 2; i++)
            host.Get<QueryLog>().Note(Operator, "下崗證", 0);
        await host.Get<QueryLog>().WriteAsync();

        var (all, total) = await suggestions.ListAsync(Editor, new SuggestionFilter(), 0, 10);
        total.ShouldBe(2);
        all.Select(item => item.Suggestion.Word).ShouldBe(["失业证", "下岗证"], "newest first");
        (all[1].Title, all[1].Kind, all[1].Asked, all[1].Suggestion.Reason).ShouldBe(("失业登记怎么办", SearchKind.Entry, 2, "来电常这样问"));
        all[1].Keywords.ShouldBe(["失业"]);

        (await suggestions.ListAsync(Operator, new SuggestionFilter(State: null), 0, 10)).Items.Select(item => item.Suggestion.Word).ShouldBe(["下岗证", "旧词"], ignoreOrder: true);
        (await suggestions.ListAsync(Town.Actor("officer.yiliao"), new SuggestionFilter(State: null), 0, 10)).Total.ShouldBe(0);
        (await suggestions.ListAsync(Editor, new SuggestionFilter(Mine: true), 0, 10)).Total.ShouldBe(0);
        (await suggestions.ListAsync(Editor, new SuggestionFilter(Code: code, Source: SuggestionSource.Search), 0, 10)).Total.ShouldBe(0);
        (await new KeywordsWaiting(host.Get<IDbContextFactory<HotlineDb>>()).CountAsync(Editor)).ShouldBe(2);
        await Should.ThrowAsync<Refusal>(() => suggestions.ListAsync(Town.Actor("admin"), new SuggestionFilter(), 0, 10));
    }

    [Fact]
    public async Task Terms_AreWhatTheTextRepeats_WithoutTheKeywordsItHas()
    {
        await using var host = await SearchHost.StartAsync();
        var text = string.Concat(Enumerable.Repeat("灵活就业人员参保缴费。失业保险金申领。", 4));
        var code = await host.PublishAsync("怎么办", "说明。", text, keywords: ["失业保险金申领"]);
        await host.CatchUpAsync();
        var terms = await host.Get<KeywordSuggestions>().TermsAsync(Operator, code);
        terms.ShouldContain(term => term.Contains("灵活就业", StringComparison.Ordinal));
        terms.ShouldNotContain(term => term.Contains("失业保险金申领", StringComparison.Ordinal));
        (await Should.ThrowAsync<Refusal>(() => host.Get<KeywordSuggestions>().TermsAsync(Town.Actor("officer.yiliao"), code))).Kind.ShouldBe(RefusalKind.NotFound);
    }
}
