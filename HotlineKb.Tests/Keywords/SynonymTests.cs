using HotlineKb.Core.Basics;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

public sealed class SynonymTests
{
    private static readonly Actor Editor = Town.Actor("city.editor");

    [Fact]
    public async Task Saved_IsInSearchAtOnce_MarkedAndBelowWhatHasTheWordItself()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("住房公积金提取办理", "带身份证办理。");
        await host.PublishAsync("房基金的说明", "老名称。");
        await host.CatchUpAsync();
        (await host.TitlesAsync("房基金")).ShouldBe(["房基金的说明"]);

        await host.Get<SynonymDesk>().SaveAsync(Editor, null, 0, ["公积金", "房基金"], null);
        await host.CatchUpAsync();

        var result = await host.SearchAsync("房基金");
        result.Items.Select(hit => (SearchHost.Plain(hit.Title), hit.Match)).ShouldBe([("房基金的说明", SearchMatch.Literal), ("住房公积金提取办理", SearchMatch.Synonym)]);
        result.Items[1].Title.ShouldBe("住房<mark>公积金</mark>提取办理");
        result.Total.ShouldBe(2);
        result.LooseFrom.ShouldBe(2);
        (await host.TitlesAsync("房基金提取")).ShouldContain("住房公积金提取办理", "within a longer word, too");
    }

    [Fact]
    public async Task Removed_IsOutOfSearchAtOnce()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("住房公积金提取办理", "带身份证办理。");
        var group = await host.Get<SynonymDesk>().SaveAsync(Editor, null, 0, ["公积金", "房基金"], null);
        await host.CatchUpAsync();
        (await host.LiteralAsync("房基金")).Count.ShouldBe(1);

        await host.Get<SynonymDesk>().RemoveAsync(Editor, group.Id, group.Version);
        await host.CatchUpAsync();

        (await host.LiteralAsync("房基金")).ShouldBeEmpty();
        await using var db = host.Db();
        (await db.LedgerKindsAsync("synonyms:")).ShouldBe(["synonyms.saved", "synonyms.removed"]);
    }

    [Fact]
    public async Task Scope_OfTheViewer_HoldsForSynonymsToo()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("住房公积金提取办理", unit: Town.Rsj);
        await host.Get<SynonymDesk>().SaveAsync(Editor, null, 0, ["公积金", "房基金"], null);
        await host.CatchUpAsync();

        (await host.SearchAsync("房基金", "officer.yiliao")).Total.ShouldBe(0);
        (await host.SearchAsync("房基金", "officer.rsj")).Total.ShouldBe(1);
    }

    [Theory]
    [InlineData(new[] { "公积金" }, KeywordRule.TooFew)]
    [InlineData(new[] { "公积金", "公积金" }, KeywordRule.BadWord)]
    [InlineData(new[] { "公", "公积金" }, KeywordRule.BadWord)]
    [InlineData(new[] { "", "公积金" }, KeywordRule.TooFew)]
    public async Task Save_AgainstARule_IsRefusedAtTheField(string[] words, KeywordRule rule)
    {
        await using var host = await SearchHost.StartAsync();
        var refusal = await Should.ThrowAsync<Refusal>(() => host.Get<SynonymActions>().SaveAsync(Editor, null, 0, words, null));
        refusal.RuleValue.ShouldBe(rule);
        refusal.Fields.Keys.ShouldBe(["words"]);
    }

    [Fact]
    public async Task Save_WordOfAnotherGroup_OrAnOldVersion_OrByAUnit_IsRefused()
    {
        await using var host = await SearchHost.StartAsync();
        var actions = host.Get<SynonymActions>();
        var first = await actions.SaveAsync(Editor, null, 0, ["公积金", "房基金"], null);
        (await Should.ThrowAsync<Refusal>(() => actions.SaveAsync(Editor, null, 0, ["房基金", "基金"], null))).RuleValue.ShouldBe(KeywordRule.WordTaken);
        await actions.SaveAsync(Editor, first.Id, first.Version, ["公积金", "房基金", "住房基金"], null);
        (await Should.ThrowAsync<Refusal>(() => actions.SaveAsync(Editor, first.Id, first.Version, ["公积金", "别的"], null))).Kind.ShouldBe(RefusalKind.ChangedMeanwhile);
        (await Should.ThrowAsync<Refusal>(() => actions.SaveAsync(Town.Actor("officer.rsj"), null, 0, ["甲乙", "丙丁"], null))).Kind.ShouldBe(RefusalKind.NotPermitted);
        (await Should.ThrowAsync<Refusal>(() => actions.SaveAsync(Town.Actor("operator01"), null, 0, ["甲乙", "丙丁"], null))).Kind.ShouldBe(RefusalKind.NotPermitted);
    }

    [Fact]
    public async Task Trial_TellsWhichFailedQueriesWouldFind_WithoutChangingAnything()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("住房公积金提取办理", "带身份证办理。");
        await host.CatchUpAsync();
        var log = host.Get<QueryLog>();
        log.Note(Town.Actor("operator01"), "房基金提取", 0);
        log.Note(Town.Actor("operator01"), "房基金提取", 0);
        log.Note(Town.Actor("operator01"), "养狗证", 0);
        (await log.WriteAsync()).ShouldBe(3);

        var trial = await host.Get<SynonymDesk>().TryAsync(Editor, null, ["公积金", "房基金"]);

        trial.NowFound.ShouldBe([new NowFound("房基金提取", 2, 1, "住房公积金提取办理")]);
        (await host.LiteralAsync("房基金")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ShortName_OfAUnit_FindsTheFullName()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("到人力资源和社会保障局办理社保卡", "带身份证。");
        await host.CatchUpAsync();

        (await host.SearchAsync("人社局办理")).Items.Select(hit => (SearchHost.Plain(hit.Title), hit.Match)).ShouldContain(("到人力资源和社会保障局办理社保卡", SearchMatch.Synonym));
    }
}
