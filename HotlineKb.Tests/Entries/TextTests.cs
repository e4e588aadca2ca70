using CsCheck;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

/// <summary>Rich text, personal data, differences: pure rules.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("<p>好</p><script>alert(1)</script>", "<p>好</p>")]
    [InlineData("<p onclick=\"x()\" style=\"color:red\" class=\"a\" id=\"b\">好</p>", "<p>好</p>")]
    [InlineData("<img src=x onerror=alert(1)>好", "好")]
    [InlineData("<a href=\"javascript:alert(1)\">好</a>", "<a rel=\"noopener noreferrer nofollow\">好</a>")]
    [InlineData("<a href=\"https://www.gdqy.gov.cn/\" target=\"_top\">好</a>", "<a href=\"https://www.gdqy.gov.cn/\" rel=\"noopener noreferrer nofollow\">好</a>")]
    [InlineData("<a href=\"data:text/html,x\">好</a>", "<a rel=\"noopener noreferrer nofollow\">好</a>")]
    [InlineData("<svg><script>alert(1)</script></svg><p>好</p>", "<p>好</p>")]
    [InlineData("<style>p{}</style><p>好</p>", "<p>好</p>")]
    [InlineData("<iframe src=\"//x\">a</iframe><p>好</p>", "<p>好</p>")]
    [InlineData("<o:p>好</o:p><font color=red>的</font>", "好的")]
    [InlineData("<table><tbody><tr><td colspan=\"2\" width=\"9\">好</td></tr></tbody></table>", "<table><tbody><tr><td colspan=\"2\">好</td></tr></tbody></table>")]
    [InlineData("<math><mtext><img src=x onerror=alert(1)></mtext></math>", "")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "\"&gt;")]
    [InlineData("好\u0000\u0007的", "好的")]
    [InlineData("   ", "")]
    public void Html_Cleaned_KeepsOnlyWhatIsAllowed(string html, string clean)
    {
        var once = BodyHtml.Clean(html);
        once.ShouldBe(clean);
        BodyHtml.Clean(once).ShouldBe(once, "cleaning what is clean changes nothing");
    }

    [Fact]
    public void Html_OfAnyShape_NeverKeepsAScript()
    {
        string[] pieces = ["<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg", "<math>", "<a href=\"jav&#x09;ascript:alert(1)\">", "<!--", "-->", "<p>", "\"", "'", ">", "<style>", "</style>", "<noscript>", "好", "<template>", "<![CDATA["];
        Gen.Int[0, pieces.Length - 1].Array[1, 12].Select(picked => string.Concat(picked.Select(at => pieces[at]))).Sample(html =>
        {
            var clean = BodyHtml.Clean(html);
            var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(clean);
            return document.QuerySelectorAll("script,style,svg,math,img,iframe,template,noscript").Length == 0
                && document.All.All(element => element.Attributes.All(attribute => !attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) && !attribute.Value.Contains("script:", StringComparison.OrdinalIgnoreCase)));
        }, iter: 300);
    }

    [Theory]
    [InlineData("<b>", 100_000)]
    [InlineData("<ul><li>", 40_000)]
    [InlineData("<div>", 257)]
    public void Html_NestedBeyondReason_IsRefusedUnread(string open, int times)
    {
        var html = string.Concat(Enumerable.Repeat(open, times)) + "好";
        BodyHtml.NestsTooDeep(html).ShouldBeTrue();
        Should.Throw<Refusal>(() => EntryTextRules.Tidy(new EntryText { Title = "标题", Body = html })).Rule.ShouldBe("revision.tooLong");
    }

    [Theory]
    [InlineData("<p>好", 9_000)]
    [InlineData("<li>好", 9_000)]
    [InlineData("<p><b>好</b><br>的</p>", 9_000)]
    [InlineData("<ul><li>好</li></ul>", 9_000)]
    public void Html_LongButFlat_IsNotNested(string piece, int times) =>
        BodyHtml.NestsTooDeep(string.Concat(Enumerable.Repeat(piece, times))).ShouldBeFalse();

    [Fact]
    public void Text_OfInvisibleCharacters_IsEmpty()
    {
        var tidy = EntryTextRules.Tidy(new EntryText { Title = "\u200B\uFEFF社\u200B保\u202E卡", Answer = "\u200B\u2060", Body = "<p>\u200B</p>" });
        tidy.Title.ShouldBe("社保卡");
        tidy.Answer.ShouldBeEmpty();
        Should.Throw<Refusal>(() => EntryTextRules.RequireComplete(tidy)).Fields.Keys.ShouldBe(["answer", "body"], ignoreOrder: true);
        EntryTextRules.Tidy(new EntryText { Title = "一家👨‍👩‍👧" }).Title.ShouldBe("一家👨‍👩‍👧");
    }

    [Fact]
    public void Html_AsPlainText_HasALineForEveryBlock() =>
        BodyHtml.ToPlainText("<h3>办理</h3><p>带<strong>身份证</strong><br>和照片</p><ul><li>一</li><li>二</li></ul><table><tr><td>甲</td><td>乙</td></tr></table>")
            .ShouldBe("办理\n带身份证\n和照片\n一\n二\n甲　乙");

    [Theory]
    [InlineData("电话13800138000。", "电话138******00。")]
    [InlineData("+8613800138000", "+86138******00")]
    [InlineData("86-138-0013-8000", "86-138********00")]
    [InlineData("138 0013 8000", "138********00")]
    [InlineData("１３８００１３８０００", "１３８******００")]
    [InlineData("身份证44180219900101123X", "身份证441802***********X")]
    [InlineData("卡号6222020200012345678", "卡号6222***********5678")]
    [InlineData("车牌粤R12345", "车牌粤R****5")]
    [InlineData("新能源粤RD12345", "新能源粤R*****5")]
    [InlineData("邮箱zhang.san@example.com", "邮箱***@example.com")]
    [InlineData("来电人：张小明，反映", "来电人：张**，反映")]
    [InlineData("我叫李四，想问", "我叫李*，想问")]
    [InlineData("家庭住址：清城区某路88号，反映", "家庭住址：清城区*****，反映")]
    public void CallerData_InAText_IsMasked(string text, string masked)
    {
        PersonalData.Mask(text).ShouldBe(masked);
        PersonalData.Mask(masked).ShouldBe(masked, "masking twice changes nothing");
    }

    [Theory]
    [InlineData("热线12345，窗口0763-3123456")]
    [InlineData("编码441802-017-00042-6")]
    [InlineData("编码441802017000426")]
    [InlineData("第123456789012345678901234号文件")]
    [InlineData("粤府〔2019〕12号")]
    [InlineData("清远市人力资源和社会保障局，2026年11月23日")]
    [InlineData("我叫了救护车，等了很久")]
    [InlineData("办事地址：清远市新城某路1号")]
    public void Text_WithoutCallerData_StaysAsItIs(string text)
    {
        PersonalData.Mask(text).ShouldBe(text);
        PersonalData.FindNumbers(text).ShouldBeEmpty();
    }

    [Fact]
    public void CallerData_Found_IsListedOnceAndMasked()
    {
        PersonalData.Find("13800138000、13800138000、粤R12345").ShouldBe(["138******00", "粤R****5"]);
        PersonalData.FindNumbers("13800138000、粤R12345、a@b.cn").ShouldBe(["138******00"]);
    }

    [Fact]
    public void Difference_OfTwoTexts_NamesOnlyTheFieldsThatDiffer()
    {
        var before = AnEntry.AText with { Keywords = ["社保卡"] };
        var after = before with { Answer = "带身份证到任一合作银行网点补办。", ExpiresOn = new DateOnly(2027, 1, 31) };
        var differences = TextDifference.Between(before, after);
        differences.Select(field => field.Field).ShouldBe(["answer", "expiresOn"]);
        differences[0].Parts.ShouldBe(
        [
            new DifferencePart(DifferenceKind.Same, "带身份证到"),
            new DifferencePart(DifferenceKind.Added, "任一"),
            new DifferencePart(DifferenceKind.Same, "合作银行网点补办。"),
        ]);
        differences[1].Parts.Single().ShouldBe(new DifferencePart(DifferenceKind.Added, "2027-01-31"));
        TextDifference.Between(before, before).ShouldBeEmpty();
        TextDifference.Between(null, before).ShouldAllBe(field => field.Parts.All(part => part.Kind == DifferenceKind.Added));
    }

    [Fact]
    public void Difference_OfNumbers_ShowsThemWhole() =>
        TextDifference.Compare("电话0763-3361177，8:30开始", "电话0763-3368644，9:00开始").ShouldBe(
        [
            new DifferencePart(DifferenceKind.Same, "电话"),
            new DifferencePart(DifferenceKind.Removed, "0763-3361177"),
            new DifferencePart(DifferenceKind.Added, "0763-3368644"),
            new DifferencePart(DifferenceKind.Same, "，"),
            new DifferencePart(DifferenceKind.Removed, "8:30"),
            new DifferencePart(DifferenceKind.Added, "9:00"),
            new DifferencePart(DifferenceKind.Same, "开始"),
        ]);

    [Fact]
    public void Difference_PutTogether_GivesBothTextsBack() =>
        Gen.Select(Gen.Char["社保卡补办\n，。ab12-."].Array[0, 40], Gen.Char["社保卡补办\n，。ab12-."].Array[0, 40]).Sample((a, b) =>
        {
            var (before, after) = (new string(a), new string(b));
            var parts = TextDifference.Compare(before, after);
            return string.Concat(parts.Where(part => part.Kind != DifferenceKind.Added).Select(part => part.Text)) == before
                && string.Concat(parts.Where(part => part.Kind != DifferenceKind.Removed).Select(part => part.Text)) == after;
        });

    [Fact]
    public void Difference_OfTwoLongTexts_IsTakenLineByLine()
    {
        var lines = Enumerable.Range(1, 2000).Select(number => $"第{number}行{new string('字', 20)}\n").ToArray();
        var before = string.Concat(lines);
        lines[1000] = "改了的一行\n";
        var parts = TextDifference.Compare(before, string.Concat(lines));
        parts.Single(part => part.Kind == DifferenceKind.Added).Text.ShouldBe("改了的一行\n");
        parts.Single(part => part.Kind == DifferenceKind.Removed).Text.ShouldStartWith("第1001行");
    }
}
