using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R5.4: where an entry says something else than the hall. What it does not say cannot differ; what stood there once is always found.</summary>
public sealed class DriftFinderTests
{
    private static readonly ServiceGuide Hall = new()
    {
        Name = "残疾人证办理",
        Materials = [new("中华人民共和国残疾人证申请表（补办申请）", true, ""), new("居民身份证", true, "原件"), new("《残疾评定表》", true, ""), new("委托书", false, "委托办理的")],
        Promised = new(10, "工作日", "10 个工作日"),
        Statutory = new(20, "工作日", "20 个工作日"),
        Charges = false,
        Address = "广东省清远市清城区人民三路18号市政务服务中心二楼15号窗口",
        Hours = "周一至周五 上午9:00-12:00，下午13:30-17:00（法定节假日除外）",
        Phone = "0763-3363210",
        ComplaintPhone = "0763-3363222",
    };

    [Theory]
    [InlineData("咨询电话：0763-3363210。")]
    [InlineData("咨询电话 3363210")]
    [InlineData("请拨打（0763）3363210转801")]
    [InlineData("电话：０７６３—３３６３２１０")]
    [InlineData("咨询0763-3363210，投诉0763-3363222，也可以打12345。")]
    [InlineData("监督投诉请打3363222")]
    [InlineData("文号：粤府〔2021〕33632号，编号 33632101号，20210315起施行，补贴3363000元。")]
    [InlineData("有问题请打 12345 或 12385。")]
    [InlineData("统一社会信用代码 11441800MB2C87614P，事项编码 11440000006940116U2442002029000")]
    [InlineData("2020-2021 年度")]
    public void Phone_ThatIsTheHallsOrNone_DoesNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("咨询电话：0763-3369999。", "0763-3369999")]
    [InlineData("咨询电话：020-83363210。", "020-83363210")]
    [InlineData("请打 3369999 转 2", "3369999 转 2")]
    [InlineData("联系手机 13926612345", "13926612345")]
    [InlineData("热线 400-1234-567", "400-1234-567")]
    public void Phone_OfNobody_Differs(string text, string words) => Only(text).ShouldBe(new DriftField("phone", "0763-3363210", words));

    [Theory]
    [InlineData("10个工作日内办结。")]
    [InlineData("承诺办结时限：10个工作日；法定办结时限：20 工作日。")]
    [InlineData("十个工作日可以办好")]
    [InlineData("法定时限二十个工作日，一般10天办好。")]
    [InlineData("请在3月15日前办理，公示5个工作日，证件有效期10年。")]
    [InlineData("逾期30天的不予受理。")]
    [InlineData("周一至周五，节假日除外。")]
    [InlineData("在接到申诉的三十日内可以申请复议")]
    public void Limit_ThatIsTheHallsOrNone_DoesNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("15个工作日内办结。", "15个工作日")]
    [InlineData("承诺办结时限：5个工作日；法定办结时限：20个工作日。", "5个工作日")]
    [InlineData("承诺20个工作日办结", "20个工作日")]
    [InlineData("办结时限三十日", "三十日")]
    [InlineData("办理时限为 10 个自然日", "10 个自然日")]
    [InlineData("这项业务当场办结。", "当场办结")]
    public void Limit_OfNobody_Differs(string text, string words) => Only(text).ShouldBe(new DriftField("limit", "承诺 10 个工作日；法定 20 个工作日", words));

    [Theory]
    [InlineData("不收费。")]
    [InlineData("是否收费：否")]
    [InlineData("收费标准：免费")]
    [InlineData("每月补贴 300 元，低保对象再加100元。")]
    [InlineData("无需缴费，免费邮寄到家。")]
    [InlineData("经过收费站后右转")]
    public void Fee_ThatIsTheHallsOrNone_DoesNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("收取工本费 10 元。", "10 元")]
    [InlineData("是否收费：是", "收费")]
    [InlineData("办理要收费的", "收费")]
    public void Fee_WhereTheHallHasNone_Differs(string text, string words) => Only(text).ShouldBe(new DriftField("fee", "不收费", words));

    [Fact]
    public void Fee_OfAnotherAmount_Differs()
    {
        var hall = Hall with { Charges = true, Fee = "首次办理免收，补办每证工本费 20 元" };
        Found("补办收工本费20元", hall).ShouldBeEmpty();
        Only("补办每证收费 10元", hall).ShouldBe(new DriftField("fee", hall.Fee, "10元"));
        Only("全程不收费", Hall with { Charges = true, Fee = "每证 20 元" }).Entry.ShouldBe("不收费");
    }

    [Theory]
    [InlineData("地址：清远市清城区人民三路18号")]
    [InlineData("请到人民三路 18 号政务服务中心二楼办理")]
    [InlineData("可到清城区人民三路18号，或者到北江路5号的受理点。")]
    [InlineData("到15号窗口取号")]
    [InlineData("到任一网点办理")]
    public void Address_ThatIsTheHallsOrNone_DoesNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("地址：清远市清城区北江路5号。", "北江路5号")]
    [InlineData("请到清远市人民三路28号办理", "人民三路28号")]
    [InlineData("位于先锋东路3-5号", "先锋东路3-5号")]
    public void Address_OfNobody_Differs(string text, string words) => Only(text).ShouldBe(new DriftField("address", Hall.Address, words));

    [Theory]
    [InlineData("办理时间：周一至周五9:00-12:00，13:30-17:00")]
    [InlineData("工作日上午9点至12点、下午1点半到5点可以办理")]
    [InlineData("上午九点至十二点办理")]
    [InlineData("星期一至星期五上午9：00—12：00，下午1：30—5：00")]
    [InlineData("周六、周日不办理。")]
    [InlineData("请提前预约时间")]
    public void Hours_ThatAreTheHallsOrNone_DoNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Theory]
    [InlineData("办理时间：上午8:30-12:00，下午13:30-17:00", "上午8:30-12:00")]
    [InlineData("办公时间：9:00至17:30", "9:00至17:30")]
    [InlineData("窗口周一至周六上午9点到12点办理", "周一至周六")]
    public void Hours_OfNobody_Differ(string text, string words) => Only(text).ShouldBe(new DriftField("hours", Hall.Hours, words));

    [Theory]
    [InlineData("携带残疾人证申请表、身份证、残疾评定表办理。")]
    [InlineData("材料：1.《中华人民共和国残疾人证申请表》；2.居民身份证原件；3.残疾评定表。委托的还要委托书。")]
    [InlineData("带身份证等相关材料到窗口办理。")]
    [InlineData("凭本人身份证即可查询进度。")]
    [InlineData("打电话就可以咨询。")]
    public void Materials_ThatAreTheHallsOrNone_DoNotDiffer(string text) => Found(text).ShouldBeEmpty();

    [Fact]
    public void Materials_ThatAreForgotten_Differ()
    {
        var field = Only("需要提交：居民身份证、残疾评定表。");
        (field.Field, field.Entry).ShouldBe(("materials", "居民身份证、《残疾评定表》"));
        field.Hall.ShouldStartWith("中华人民共和国残疾人证申请表");
    }

    public static TheoryData<string, string, ServiceGuide> Stale => new()
    {
        { "phone", "两个电话都可以打：0763-3363210、0763-3360000", Hall with { Phone = "0763-3360000" } },
        { "phone", "咨询3363210，投诉 3361111", Hall with { ComplaintPhone = "0763-3361111" } },
        { "limit", "提交后7日，法定20个工作日", Hall with { Promised = new(7, "工作日", "7 个工作日") } },
        { "fee", "不收费；加急费30元", Hall with { Fee = "加急 30 元" } },
        { "address", "人民三路18号或者新城东路2号都可以", Hall with { Address = "清远市新城东路2号" } },
        { "address", "请到清远市政务服务中心东侧附楼残联窗口", Hall with { Address = "清远市政务服务中心东侧附楼残联窗口" } },
        { "hours", "早班8:00-9:00，其他9:00-12:00", Hall with { Hours = "8:00-9:00" } },
        { "materials", "带上居民身份证、近期免冠照片等材料", Hall with { Materials = [new("近期免冠照片", true, "")] } },
    };

    [Theory]
    [MemberData(nameof(Stale))]
    public void AnyField_WithWhatTheItemOnceSaid_Differs(string field, string text, ServiceGuide before)
    {
        Found(text).Select(found => found.Field).ShouldNotContain(field, "without the earlier version there is nothing to know it by");
        DriftFinder.Find(text, new DriftItem(false, Hall, [before]), []).Select(found => found.Field).ShouldContain(field);
        DriftFinder.Find(text, new DriftItem(false, before, [Hall]), [Hall]).Select(found => found.Field).ShouldNotContain(field, "it stands in one of the items now");
    }

    [Fact]
    public void SeveralItems_WithAValueOfAnyOfThem_DoNotDiffer()
    {
        var other = Hall with { Phone = "0763-3377777", Address = "北江路5号", Promised = new(3, "工作日", "3 个工作日"), Hours = "8:30-12:00", Charges = true, Fee = "10 元", Materials = [new("户口簿", true, "")] };
        const string Text = "办证打3363210，补贴打3377777；地址人民三路18号、北江路5号；办证10个工作日，补贴3个工作日；办理时间8:30-12:00；手续费10元。";
        Find(Text, Hall, other).ShouldBeEmpty();
        Find(Text, other, Hall).ShouldBeEmpty();
        Find("只打3377777。", Hall, other).ShouldBeEmpty();
        Find("打3399999。", Hall, other).Single().Field.ShouldBe("phone");
    }

    [Fact]
    public void WithdrawnItem_IsTheDifference() =>
        DriftFinder.Find("打3399999", new DriftItem(true, Hall, []), []).ShouldBe([new DriftField("withdrawn", "事项已取消", "仍引用此事项")]);

    [Fact]
    public void SilentHall_DiffersFromNothing() =>
        DriftFinder.Find("打0763-3399999，北江路5号，3个工作日办结，9:00-12:00办理，收费10元，带身份证", new DriftItem(false, new ServiceGuide { Name = "事项" }, []), []).ShouldBeEmpty();

    [Fact]
    public void Entry_IsReadAsItIsSeen()
    {
        var text = new EntryText { Answer = "打0763-3363210", Body = "<table><tr><td>电话</td><td>0763-3399999</td></tr></table><p>地址：<strong>北江路</strong>5号</p>", Basis = "办结时限 30 个工作日" };
        DriftFinder.Find(text, new DriftItem(false, Hall, []), []).Select(field => field.Field).ShouldBe(["address", "limit"]);
    }

    [Theory]
    [InlineData("\0\ud800 \udfff ０")]
    [InlineData("")]
    public void OddText_IsReadToo(string text) => Found(text).ShouldBeEmpty();

    [Fact]
    public void LongText_TakesNoTime()
    {
        var digits = string.Concat(Enumerable.Repeat("一二三四五六七路街道1234567890-至、", 4_000));
        var begun = System.Diagnostics.Stopwatch.StartNew();
        Found(digits);
        Found(new string('(', 60_000));
        Found(new string('九', 60_000) + "点");
        begun.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static List<DriftField> Found(string text, ServiceGuide? hall = null) => DriftFinder.Find(text, new DriftItem(false, hall ?? Hall, []), []);

    private static List<DriftField> Find(string text, ServiceGuide hall, ServiceGuide other) => DriftFinder.Find(text, new DriftItem(false, hall, []), [other]);

    private static DriftField Only(string text, ServiceGuide? hall = null) => Found(text, hall).ShouldHaveSingleItem();
}
