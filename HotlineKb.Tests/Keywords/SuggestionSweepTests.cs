using System.Text.Json;
using HotlineKb.Core.Basics;
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

/// <summary>R6.2: the nightly look for keywords, in searches and in texts.</summary>
public sealed class SuggestionSweepTests(ITestOutputHelper output)
{
    private static readonly Actor Editor = Town.Actor("city.editor");

    [Fact]
    public async Task SearchedInVain_ThenOpened_IsSuggested_WithHowManyPeople()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        var other = await host.PublishAsync("养老金领取", keywords: ["养老"]);
        await host.CatchUpAsync();
        foreach (var name in new[] { "operator01", "city.checker", "city.supervisor" })
            await InVainThenOpenedAsync(host, name, "下岗證", code, TimeSpan.FromMinutes(2));
        await InVainThenOpenedAsync(host, "operator01", "退休钱", other, TimeSpan.FromMinutes(10));

        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(2);
        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(0);

        var items = (await host.Get<KeywordSuggestions>().ListAsync(Editor, new SuggestionFilter(Source: SuggestionSource.Search), 0, 10)).Items;
        items.Select(item => (item.Suggestion.Code, item.Suggestion.Word, item.Suggestion.Reason)).ShouldBe([(code, "下岗證", "3 人检索“下岗證”无结果后打开了这一条"), (other, "退休钱", "1 人检索“退休钱”无结果后打开了这一条")], ignoreOrder: true);
        items.ShouldAllBe(item => item.Suggestion.SuggestedById == null && item.Suggestion.SuggestedBy == "");
        await using var db = host.Db();
        (await db.LedgerRowsOf("keyword.suggested")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Opened_AfterTenMinutes_OrWithoutHavingSearchedInVain_OrAUnit_SaysNothing()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await host.CatchUpAsync();
        await InVainThenOpenedAsync(host, "operator01", "下岗证", code, TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        var log = host.Get<QueryLog>();
        log.Note(Town.Actor("city.checker"), "失业", 3);
        log.NoteOpened(Town.Actor("city.checker"), SearchKind.Entry, code);
        log.Note(Town.Actor("city.checker"), "下岗证", 0);
        log.NoteOpened(Town.Actor("city.checker"), SearchKind.Unit, "441800-001");
        log.NoteOpened(Town.Actor("city.supervisor"), SearchKind.Entry, code);
        await log.WriteAsync();

        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(0);
        await using var db = host.Db();
        (await db.Set<FoundAfter>().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task OneOpening_TakesTheLastThreeFailures_AndOnlyOnce()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        var log = host.Get<QueryLog>();
        foreach (var text in new[] { "第一说", "第二说", "第三说", "第四说" })
            log.Note(Town.Actor("operator01"), text, 0);
        log.NoteOpened(Town.Actor("operator01"), SearchKind.Entry, code);
        log.NoteOpened(Town.Actor("operator01"), SearchKind.Entry, code);
        await log.WriteAsync();
        await using var db = host.Db();
        (await db.Set<FoundAfter>().Select(row => row.Text).ToListAsync()).ShouldBe(["第二说", "第三说", "第四说"], ignoreOrder: true);
    }

    [Fact]
    public async Task Declined_DoesNotComeAgain_AndWhatBreaksTheRulesNeverComes()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await host.CatchUpAsync();
        await InVainThenOpenedAsync(host, "operator01", "下岗证", code, TimeSpan.FromMinutes(1));
        await InVainThenOpenedAsync(host, "operator01", new string('长', 21), code, TimeSpan.FromMinutes(1));
        await InVainThenOpenedAsync(host, "operator01", "13800138000", code, TimeSpan.FromMinutes(1));
        await InVainThenOpenedAsync(host, "operator01", "失业登记怎么办", code, TimeSpan.FromMinutes(1));
        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(1);
        var suggestions = host.Get<KeywordSuggestions>();
        var one = (await suggestions.ListAsync(Editor, new SuggestionFilter(), 0, 10)).Items.ShouldHaveSingleItem().Suggestion;
        await suggestions.DeclineAsync(Editor, one.Id, one.Version, null);

        await InVainThenOpenedAsync(host, "city.checker", "下岗证", code, TimeSpan.FromMinutes(1));
        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task TextsWithoutKeywords_AreReadOnce_OthersNot()
    {
        await using var host = await SearchHost.StartAsync();
        var text = string.Join('。', Enumerable.Repeat("灵活就业人员", 4));
        var bare = await host.PublishAsync("没有关键字", "说明。", text);
        await host.PublishAsync("有关键字", "说明。", string.Join('。', Enumerable.Repeat("公租房申请", 4)), keywords: ["公租房"]);
        await host.CatchUpAsync();
        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(1);
        var item = (await host.Get<KeywordSuggestions>().ListAsync(Editor, new SuggestionFilter(), 0, 10)).Items.ShouldHaveSingleItem();
        (item.Suggestion.Code, item.Suggestion.Word, item.Suggestion.Source, item.Suggestion.Reason).ShouldBe((bare, "灵活就业人员", SuggestionSource.Text, "正文中出现 4 次"));
        (await host.Get<SuggestionSweep>().RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task AtMostThreeHundredANight_AndTheRestTheNextNights_ThoughTheFirstAreStillInTheBooks()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("失业登记怎么办", keywords: ["失业"]);
        await host.CatchUpAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            for (var i = 0; i < 650; i++)
                db.Add(new FoundAfter { Id = Guid.NewGuid(), AccountId = Guid.NewGuid(), Code = code, Key = $"说法{i}", Text = $"说法{i}", At = now });
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([]);
        });
        var sweep = host.Get<SuggestionSweep>();
        (await sweep.RunAsync()).ShouldBe(300);
        (await sweep.RunAsync()).ShouldBe(300);
        (await sweep.RunAsync()).ShouldBe(50);
        (await sweep.RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Searches_AreForgottenAfterFourHundredDays()
    {
        await using var host = await SearchHost.StartAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            foreach (var at in new[] { now.AddDays(-400).AddMinutes(1), now.AddDays(-400).AddMinutes(-1) })
            {
                db.Add(new SearchedQuery { Id = Guid.NewGuid(), Key = "下岗证", Text = "下岗证", At = at });
                db.Add(new FoundAfter { Id = Guid.NewGuid(), Code = "x", Key = "下岗证", Text = "下岗证", At = at });
            }

            return Task.FromResult<IReadOnlyList<LedgerEvent>>([]);
        });
        await host.CatchUpAsync();
        await host.Get<SuggestionSweep>().RunAsync();
        await using var db = host.Db();
        (await db.Set<SearchedQuery>().SingleAsync()).At.ShouldBeGreaterThan(host.Now.AddDays(-400));
        (await db.Set<FoundAfter>().SingleAsync()).At.ShouldBeGreaterThan(host.Now.AddDays(-400));
    }

    /// <summary>Not a measure of beauty: no stretch cut out of a phrase, no office politeness, something to choose from for most texts.</summary>
    [SkippableFact]
    public async Task FrequentTerms_OfRealReplies_AreWords()
    {
        var file = Path.Combine("shared", "data", "workorders", "workorders.jsonl");
        var folder = LiveServer.Above(file);
        Skip.If(folder is null, "the real work orders (shared/data/workorders) are not on this machine.");
        var rows = (await File.ReadAllLinesAsync(Path.Combine(folder!, file))).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        await using var host = await SearchHost.StartAsync();
        var category = await host.CategoryAsync(Town.Rsj);
        var codes = await host.LoadAsync([.. rows.Select((row, i) => (Town.Rsj, new Core.Entries.EntryText { Title = Wording.Cut($"{i} {row.GetProperty("title").GetString()}", 100), Answer = "说明。", Body = $"<p>{System.Net.WebUtility.HtmlEncode(row.GetProperty("reply").GetString())}</p>", CategoryId = category }))]);
        await host.CatchUpAsync();
        var suggestions = host.Get<KeywordSuggestions>();
        var longest = rows.Select((row, i) => (Row: row, Code: codes[i])).OrderByDescending(pair => pair.Row.GetProperty("reply").GetString()!.Length).Take(60).ToList();
        var (with, all) = (0, new List<string>());
        foreach (var (row, code) in longest)
        {
            var terms = await suggestions.TermsAsync(Editor, code);
            output.WriteLine($"{row.GetProperty("title").GetString()}: {string.Join(" / ", terms)}");
            with += terms.Count > 0 ? 1 : 0;
            all.AddRange(terms);
        }

        with.ShouldBeGreaterThan(40);
        all.ShouldAllBe(term => term.Length >= 2 && term.Length <= 12);
        foreach (var polite in new[] { "网友", "您好", "感谢", "来信", "收悉", "支持", "回复", "关心" })
            all.ShouldNotContain(term => term.Contains(polite, StringComparison.Ordinal), polite);
    }

    private static async Task InVainThenOpenedAsync(TestHost host, string name, string text, string code, TimeSpan later)
    {
        var log = host.Get<QueryLog>();
        log.Note(Town.Actor(name), text, 0);
        host.Clock.Advance(later);
        log.NoteOpened(Town.Actor(name), SearchKind.Entry, code);
        await log.WriteAsync();
    }
}
