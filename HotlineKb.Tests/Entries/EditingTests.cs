using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class EditingTests
{
    /// <summary>Who may change the text in which stage: whoever drafts, and the unit that revises.</summary>
    [Theory]
    [InlineData(Origin.Collected, Stage.Drafting, new[] { "city.editor", "city.all" })]
    [InlineData(Origin.Collected, Stage.UnitRevision, new[] { "officer.rsj", "officer2.rsj", "lead.rsj" })]
    [InlineData(Origin.Collected, Stage.OfficeCheck, new string[0])]
    [InlineData(Origin.Collected, Stage.FinalReview, new string[0])]
    [InlineData(Origin.Collected, Stage.Published, new string[0])]
    [InlineData(Origin.Collected, Stage.Abandoned, new string[0])]
    [InlineData(Origin.Supplementary, Stage.Drafting, new[] { "officer.rsj", "officer2.rsj", "lead.rsj" })]
    [InlineData(Origin.Supplementary, Stage.OfficeCheck, new string[0])]
    public async Task Text_InAStage_IsChangedByWhomItFallsTo(Origin origin, Stage stage, string[] editors)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Of(origin, host).UpTo(stage);
        var before = await entry.RowAsync();
        foreach (var person in Town.Names.Except(editors))
            (await Should.ThrowAsync<Refusal>(host.Get<EntryActions>().EditAsync(Town.Actor(person), entry.Id, entry.Version, text => text with { Basis = "偷改" }), person))
                .RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, RevisionRule.NotEditable);
        (await entry.RowAsync()).Version.ShouldBe(before.Version);

        foreach (var person in editors)
            await entry.Edited(person, text => text with { Basis = $"依据 {person}" });

        var after = await entry.RowAsync();
        after.Version.ShouldBe(before.Version + editors.Length);
        (await entry.KindsAsync()).Count(kind => kind == "revision.edited").ShouldBe(editors.Length);
        foreach (var person in editors)
            after.Contributors.ShouldContain(Revision.Mark(Town.IdOf(person)));
    }

    [Fact]
    public async Task Text_SavedUnchanged_LeavesNoRowAndNoVersion()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host).Edited("city.editor", text => text with { Title = $"  {text.Title} ", Keywords = [.. text.Keywords] });
        entry.Version.ShouldBe(1);
        (await entry.KindsAsync()).ShouldBe(["revision.drafted"]);
    }

    [Fact]
    public async Task Body_Of200Kilobytes_IsKeptWhole()
    {
        await using var host = await TestHost.StartAsync();
        var body = string.Concat(Enumerable.Range(1, 2000).Select(number => $"<p>第{number}段：{new string('字', 90)}</p>"));
        body.Length.ShouldBeGreaterThan(200_000);
        var entry = await AnEntry.Drafted(host).Edited("city.editor", text => text with { Body = body }).UpTo(Stage.Published);
        (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), entry.Code!)).Shown.Text.Body.ShouldBe(body);
    }

    public static TheoryData<string, EntryText> TooLong => new()
    {
        { "title", AnEntry.AText with { Title = new string('题', EntryTextRules.MaxTitle + 1) } },
        { "answer", AnEntry.AText with { Answer = new string('答', EntryTextRules.MaxAnswer + 1) } },
        { "body", AnEntry.AText with { Body = new string('文', EntryTextRules.MaxBody + 1) } },
        { "basis", AnEntry.AText with { Basis = new string('据', EntryTextRules.MaxBasis + 1) } },
    };

    [Theory]
    [MemberData(nameof(TooLong))]
    public async Task Field_TooLong_IsRefusedWithItsSentenceAndNeverCut(string field, EntryText text)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host);
        var refusal = await host.Get<EntryActions>().EditAsync(Town.Actor("city.editor"), entry.Id, entry.Version, _ => text).ShouldBeRefusedAsync(RevisionRule.TooLong);
        refusal.Fields.Keys.ShouldBe([field]);
        refusal.Message.ShouldContain("最多");
        (await entry.RowAsync()).Text.ShouldBe(AnEntry.AText);
    }

    [Fact]
    public async Task Fields_AtTheirLimits_AreKept()
    {
        await using var host = await TestHost.StartAsync();
        var text = AnEntry.AText with { Title = new string('题', EntryTextRules.MaxTitle), Answer = new string('答', EntryTextRules.MaxAnswer), Basis = new string('据', EntryTextRules.MaxBasis) };
        (await (await AnEntry.Drafted(host, text: text)).RowAsync()).Text.ShouldBe(text);
    }

    [Fact]
    public async Task Fields_StillEmpty_AreNamedAtSubmitting()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host, text: new EntryText { Title = "补", Answer = " \n ", Body = "<p>&nbsp;</p><script>x</script>" });
        (await entry.ActAsync(RevisionAct.Submit, "city.editor").ShouldBeRefusedAsync(RevisionRule.Incomplete)).Fields.Keys.Order().ShouldBe(["answer", "body", "title"]);

        // Nor can the unit empty it and approve.
        var handed = await AnEntry.Drafted(host).SubmittedToUnit().Edited("officer.rsj", text => text with { Answer = "" });
        (await handed.ActAsync(RevisionAct.Approve, "officer.rsj").ShouldBeRefusedAsync(RevisionRule.Incomplete)).Fields.Keys.ShouldBe(["answer"]);
    }

    [Fact]
    public async Task Text_FromAProgram_MustBeCompleteAtOnce()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<EntryActions>().DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.Collected, ChangeKind.New, "市人社局", null, new EntryText { Title = "只有标题" }, Complete: true)).ShouldBeRefusedAsync(RevisionRule.Incomplete);
        await using var db = host.Db();
        (await db.Revisions().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Dates_InTheWrongOrder_AreRefusedAtSubmitting()
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { ReviewBy = new DateOnly(2027, 1, 2), ExpiresOn = new DateOnly(2027, 1, 1) });
        (await entry.ActAsync(RevisionAct.Submit, "city.editor").ShouldBeRefusedAsync(RevisionRule.Incomplete)).Fields.Keys.ShouldBe(["expiresOn"]);
    }

    public static TheoryData<string[], string?> KeywordCases => new()
    {
        { ["社保卡", "补卡"], null },
        { [.. Enumerable.Range(10, 12).Select(number => $"词{number}")], null },
        { ["一二三四五六七八九十一二三四五六七八九十"], null },
        { [.. Enumerable.Range(10, 13).Select(number => $"词{number}")], "最多 12 个" },
        { ["卡"], "2 至 20" },
        { ["一二三四五六七八九十一二三四五六七八九十多"], "2 至 20" },
        { ["社保卡", "社保卡"], "重复" },
        { ["ETC", "etc"], "重复" },
        { ["社保卡怎么补办"], "标题" },
    };

    /// <summary>R6.2: 1 to 12 keywords, each 2 to 20 characters, none equal to the title, none twice.</summary>
    [Theory]
    [MemberData(nameof(KeywordCases))]
    public async Task Keywords_ByRule_AreKeptOrRefused(string[] keywords, string? sentence)
    {
        await using var host = await TestHost.StartAsync();
        var entry = await AnEntry.Drafted(host);
        var edit = host.Get<EntryActions>().EditAsync(Town.Actor("city.editor"), entry.Id, entry.Version, text => text with { Keywords = [.. keywords] });
        if (sentence is null)
        {
            await edit;
            (await entry.RowAsync()).Text.Keywords.ShouldBe(keywords);
            return;
        }

        var refusal = await edit.ShouldBeRefusedAsync(RevisionRule.BadKeywords);
        refusal.Message.ShouldContain(sentence);
        refusal.Fields.Keys.ShouldBe(["keywords"]);
    }

    [Fact]
    public async Task Category_OfAnotherUnitOrABranch_IsRefusedAtSaving()
    {
        await using var host = await TestHost.StartAsync();
        var foreign = await host.CategoryAsync(Town.Yiliao);
        var entry = await AnEntry.Drafted(host);
        await host.Get<EntryActions>().EditAsync(Town.Actor("city.editor"), entry.Id, entry.Version, text => text with { CategoryId = foreign }).ShouldBeRefusedAsync(Core.Taxonomy.CategoryRule.NotOfUnit);
    }

    /// <summary>X4: what a work order says about its caller must not travel on.</summary>
    [Theory]
    [InlineData("answer", "请致电13800138000咨询。", "138******00")]
    [InlineData("title", "13912345678来电咨询社保卡", "139******78")]
    [InlineData("body", "<p>身份证<b>441802</b>199001011234</p>", "441802***********4")]
    [InlineData("body", "<table><tr><td>6222020200012345678</td></tr></table>", "6222***********5678")]
    public async Task Caller_StillNamedInATextFromAWorkOrder_StopsTheSubmission(string field, string value, string masked)
    {
        await using var host = await TestHost.StartAsync();
        var text = field switch
        {
            "title" => AnEntry.AText with { Title = value },
            "answer" => AnEntry.AText with { Answer = value },
            _ => AnEntry.AText with { Body = value },
        };
        var entry = await AnEntry.FromWorkOrder(host, text: text);

        var refusal = await entry.ActAsync(RevisionAct.Submit, "city.editor").ShouldBeRefusedAsync(RevisionRule.PersonalData);

        refusal.Message.ShouldBe($"文中有疑似来电人个人信息：{masked}，请删除或遮盖后再提交。");
        (await entry.RowAsync()).Stage.ShouldBe(Stage.Drafting);
        var mended = await entry.Edited("city.editor", old => field == "body" ? AnEntry.AText : old with { Title = PersonalData.Mask(old.Title), Answer = PersonalData.Mask(old.Answer) }).SubmittedToUnit();
        mended.Stage.ShouldBe(Stage.UnitRevision);
    }

    [Fact]
    public async Task Office_NamedInAText_IsNoCaller()
    {
        await using var host = await TestHost.StartAsync();
        var text = AnEntry.AText with { Answer = "详询0763-3123456，邮箱rsj@example.gov.cn，公务车粤R12345。" };
        (await AnEntry.FromWorkOrder(host, text: text).SubmittedToUnit()).Stage.ShouldBe(Stage.UnitRevision);
        var duty = AnEntry.AText with { Answer = "值班手机13800138000。" };
        (await AnEntry.WrittenByUnit(host, text: duty).SubmittedToOffice()).Stage.ShouldBe(Stage.OfficeCheck, "a unit may publish its own number");
    }
}
