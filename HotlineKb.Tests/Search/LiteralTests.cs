using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Search;

/// <summary>Pitfall 22 and X1: what stands there is found, whatever its words are.</summary>
public sealed class LiteralTests
{
    [Theory]
    [InlineData("宽带安装简单问答", "简单")]
    [InlineData("工单待处理时限", "处理")]
    [InlineData("在建工程围挡", "工程")]
    [InlineData("中国农业发展银行网点", "农业")]
    [InlineData("住房公积金提取", "公积金")]
    [InlineData("住房公积金提取", "金")]
    [InlineData("居民身份证（第二代）补领", "证(第二")]
    [InlineData("Form 1A 表怎么填", "form 1a 表")]
    [InlineData("Form 1A 表怎么填", "1a")]
    [InlineData("ＷｅＣｈａｔ小程序１２３４５", "wechat小程序12345")]
    [InlineData("拨打12345热线", "1234")]
    [InlineData("拨打12345热线", "345热")]
    [InlineData("社會保險費減免", "社会保险费减免")]
    [InlineData("医疗保险报销", "醫療保險")]
    [InlineData("𠮷屋路停水", "𠮷屋")]
    [InlineData("温度超过37℃放假", "37℃")]
    [InlineData("户籍\u200b迁移", "户籍迁移")]
    public async Task Find_TextInTheTitle_Hits(string title, string asked)
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync(title);
        await host.PublishAsync("无关的另一条");
        await host.CatchUpAsync();

        // What nobody can see is dropped when it is saved.
        (await host.LiteralAsync(asked)).ShouldBe([EntryTextRules.Readable(title)]);
    }

    [Fact]
    public async Task Find_WordsInDifferentFields_AllMustStand()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("社保卡补办", "带身份证到网点。");
        await host.PublishAsync("社保卡激活", "到银行办理。");
        await host.CatchUpAsync();

        (await host.LiteralAsync("社保卡 网点")).ShouldBe(["社保卡补办"]);
        (await host.LiteralAsync("社保卡 -网点")).ShouldBe(["社保卡激活"]);
        // Where it belongs helps several words, and makes no hit alone.
        (await host.LiteralAsync("市人社局 激活")).ShouldBe(["社保卡激活"]);
        (await host.SearchAsync("市人社局", top: 100)).Items.ShouldNotContain(hit => hit.Kind == Core.Search.SearchKind.Entry && !hit.IsLoose);
        // What it names alone is the unit itself.
        (await host.LiteralAsync("市人社局"))[0].ShouldBe("清远市人力资源和社会保障局");
    }

    [Fact]
    public async Task Find_Code_ComesAlone()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("社保卡补办");
        await host.PublishAsync("社保卡激活");
        await host.CatchUpAsync();

        foreach (var typed in new[] { code, code.Replace("-", ""), code.Replace("-", " "), code[..^1].Replace("-", "") })
            (await host.TitlesAsync(typed)).ShouldBe(["社保卡补办"], typed);
    }

    [Fact]
    public async Task Show_Hit_MarksExactlyWhatMatched()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("<b>公積金</b> & 公积金贷款", "公积金 中心电话 12345", keywords: ["住房"]);
        await host.CatchUpAsync();

        var hit = (await host.SearchAsync("公积金 1234")).Items.ShouldHaveSingleItem();

        hit.Title.ShouldBe("&lt;b&gt;<mark>公積金</mark>&lt;/b&gt; &amp; <mark>公积金</mark>贷款");
        hit.Snippet.ShouldBe("<mark>公积金</mark> 中心电话 <mark>1234</mark>5");
        hit.Unit.ShouldBe("清远市人力资源和社会保障局");
        hit.Region.ShouldBe("清远市");
        hit.Category.ShouldBe("业务/常见问题");
    }
}
