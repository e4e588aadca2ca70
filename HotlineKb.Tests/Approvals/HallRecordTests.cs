using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>Pitfall 25: what halls really send, and what is made of it.</summary>
public sealed class HallRecordTests
{
    /// <summary>k = 3.</summary>
    [Fact]
    public void Record_AnArrayInPlaceOfTheItem_IsTheItem()
    {
        var record = Read(item => new JsonObject { ["AUDIT_ITEM"] = new JsonArray(item["AUDIT_ITEM"]!.DeepClone()), ["AUDIT_MATERIAL"] = item["AUDIT_MATERIAL"]!.DeepClone() });
        (record.Code, record.Problem).ShouldBe(("one", null));
        record.Hash.ShouldBe(Read().Hash, "the same item, however it is wrapped");
    }

    /// <summary>k = 7.</summary>
    [Fact]
    public void Record_WithMarkupScriptsDoubleEntitiesAndControls_IsPlainText()
    {
        var guide = Read("ACCEPT_CONDITION", "年满 16 周岁。<br>&amp;amp;nbsp;<script>alert(1)</script>\0").Guide!;
        guide.Conditions.ShouldBe("年满 16 周岁。");
        Read("ACCEPT_CONDITION", "&lt;p&gt;一&lt;/p&gt;&lt;ul&gt;&lt;li&gt;甲&lt;/li&gt;&lt;li&gt;乙&lt;/li&gt;&lt;/ul&gt;").Guide!.Conditions.ShouldBe("一\n· 甲\n· 乙");
        Read("ACCEPT_CONDITION", "<div>一</div><div>二<br/>三</div><img src=x onerror=alert(1)>").Guide!.Conditions.ShouldBe("一\n二\n三");
        Read("ACCEPT_CONDITION", "收入 < 3000 元且 > 0，A&B").Guide!.Conditions.ShouldBe("收入 < 3000 元且 > 0，A&B");
        Read("ACCEPT_CONDITION", "\u200B \uFEFF\u202E甲\u0007乙").Guide!.Conditions.ShouldBe("甲乙");
    }

    /// <summary>k = 11.</summary>
    [Fact]
    public void Record_OneMaterialInPlaceOfTheList_IsAListOfOne()
    {
        var record = Read(item =>
        {
            item["AUDIT_MATERIAL"] = item["AUDIT_MATERIAL"]![0]!.DeepClone();
            return item;
        });
        record.Guide!.Materials.ShouldBe([new GuideMaterial("居民身份证", true, "")]);
        record.Hash.ShouldBe(Read().Hash);
        Read(item =>
        {
            item["AUDIT_MATERIAL"] = null;
            return item;
        }).Guide!.Materials.ShouldBeEmpty();
        Read(item =>
        {
            item["AUDIT_MATERIAL"] = new JsonArray(null, 1, "户口簿", new JsonArray(), new JsonObject { ["MATERIAL_NAME"] = null }, new JsonObject { ["MATERIAL_NAME"] = "结婚证", ["IS_NEED"] = "0", ["ORDER_NUM"] = "1" });
            return item;
        }).Guide!.Materials.ShouldBe([new GuideMaterial("结婚证", false, ""), new GuideMaterial("户口簿", true, "")]);
    }

    /// <summary>k = 15.</summary>
    [Fact]
    public void Record_WithoutAddressAndPhone_SaysNothingOfThem()
    {
        var guide = Read(item =>
        {
            (item["AUDIT_ITEM"]!["XHTSDZ"], item["AUDIT_ITEM"]!["LINK_TEL"]) = (null, "  ");
            return item;
        }).Guide!;
        (guide.Address, guide.Phone).ShouldBe(("", ""));
        foreach (var nothing in (string[])["无", "null", "—", "&nbsp;", "<p></p>", "暂无"])
            Read("XHTSDZ", nothing).Guide!.Address.ShouldBe("");
    }

    /// <summary>k = 19.</summary>
    [Fact]
    public void Record_WithoutAName_CannotBeReadAndIsKeptWhole()
    {
        var record = Read(item =>
        {
            var fields = item["AUDIT_ITEM"]!.AsObject();
            fields.Remove("CATANAME");
            fields.Remove("TASK_NAME");
            return item;
        });
        (record.Guide, record.Key, record.Problem).ShouldBe((null, "one", "没有事项名称（CATANAME、TASK_NAME）。"));
        record.Raw.ShouldContain("0763-3375123");
    }

    /// <summary>k = 23, and other ways to write a time.</summary>
    [Theory]
    [InlineData("十五", 15, "15 个工作日")]
    [InlineData("１５", 15, "15 个工作日")]
    [InlineData("二十", 20, "20 个工作日")]
    [InlineData("一百零五", 105, "105 个工作日")]
    [InlineData("0", 0, "0 个工作日")]
    [InlineData("即时办结", null, "即时办结")]
    public void Record_WithATimeInWords_IsRead(string text, int? days, string said) =>
        Read("PROMISE_DAY", text).Guide!.Promised.ShouldBe(new TimeLimit(days, days is null ? "" : "工作日", said));

    /// <summary>k = 27.</summary>
    [Fact]
    public void Record_WithAnothersTaskCode_IsAnItemOfItsOwn()
    {
        var (one, two) = (FakeHall.Item("one"), FakeHall.Item("two"));
        two["AUDIT_ITEM"]!["TASK_CODE"] = one["AUDIT_ITEM"]!["TASK_CODE"]!.DeepClone();
        (Of(one).Code, Of(two).Code, Of(one).TaskCode == Of(two).TaskCode).ShouldBe(("one", "two", true));
    }

    /// <summary>k = 31.</summary>
    [Fact]
    public void Record_OfAnUnknownDepartment_IsReadAllTheSame() => Read("DEPT_NAME", "不存在的单位").Guide!.Department.ShouldBe("不存在的单位");

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"AUDIT_ITEM":[]}""")]
    [InlineData("""{"AUDIT_ITEM":[{},{}]}""")]
    [InlineData("""{"AUDIT_ITEM":"x"}""")]
    [InlineData("""{"AUDIT_ITEM":{"ITEM_ID":{"a":1},"CATANAME":["x"]}}""")]
    [InlineData("""{"AUDIT_ITEM":{"ITEM_ID":"a b","CATANAME":"x","DEPT_NAME":"y"}}""")]
    [InlineData("""{"AUDIT_ITEM":{"ITEM_ID":"\u0000","CATANAME":"x","DEPT_NAME":"y"}}""")]
    [InlineData("""{"AUDIT_ITEM":{"ITEM_ID":"x","CATANAME":"\ud800","DEPT_NAME":"y"}}""")]
    [InlineData("""{"AUDIT_ITEM":{"ITEM_ID":"../../x","CATANAME":"x","DEPT_NAME":"y"}}""")]
    public void Record_ThatIsNone_IsQuarantinedWithAReason(string json)
    {
        foreach (var text in (string[])[json, json.Replace("{", "{\n  ", StringComparison.Ordinal)])
        {
            using var document = JsonDocument.Parse(text);
            var record = HallRecord.Read(document.RootElement);
            record.Guide.ShouldBeNull();
            record.Problem.ShouldNotBeNullOrEmpty();
            record.Raw.ShouldNotContain("\n");
            using var again = JsonDocument.Parse(record.Raw);
            HallRecord.Read(again.RootElement).ShouldBe(record, "kept aside and read again it is the same");
        }
    }

    [Theory]
    [InlineData(ApprovalItem.MaxName + 1, "事项名称超过 300 个字。")]
    [InlineData(10_000, "事项名称超过 300 个字。")]
    public void Record_WithANameTooLong_SaysSo(int length, string problem)
    {
        var record = Read(item =>
        {
            (item["AUDIT_ITEM"]!["CATANAME"], item["AUDIT_ITEM"]!["TASK_NAME"]) = (new string('长', length), "");
            return item;
        });
        record.Problem.ShouldBe(problem);
        record.Name.Length.ShouldBeLessThanOrEqualTo(ApprovalItem.MaxName);
    }

    [Fact]
    public void Record_WithTextsWithoutEnd_IsCut()
    {
        var guide = Read("ACCEPT_CONDITION", string.Concat(Enumerable.Repeat("😀", 30_000))).Guide!;
        guide.Conditions.Length.ShouldBeInRange(19_000, 20_000);
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(guide.Conditions)).ShouldBe(guide.Conditions, "never half a sign");
        Read("ACCEPT_CONDITION", string.Concat(Enumerable.Repeat("<div>", 50_000)) + "里").Guide!.Conditions.ShouldBe("里");
    }

    /// <summary>A broken byte spoils its own item only; read as it came or from where it was kept, it is the same.</summary>
    [Fact]
    public void Page_WithABrokenByte_QuarantinesThatItemAlone()
    {
        var text = $$$"""{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":5,"RETURNITEMSUNNUM":2,"list":[{{{FakeHall.Item("one").ToJsonString()}}},{"AUDIT_ITEM":{"ITEM_ID":"two","CATANAME":"X!Y","DEPT_NAME":"d"}}]}}""";
        var body = Encoding.UTF8.GetBytes(text);
        body[Array.IndexOf(body, (byte)'!', text.IndexOf("X!Y", StringComparison.Ordinal))] = 0xFF;

        var page = HallClient.Parse(body, 0);

        page.Records.Select(record => (record.Code, record.Problem)).ShouldBe([("one", null), ("two", "文字编码有误，有无法识别的字符。")]);
        using var kept = JsonDocument.Parse(page.Records[1].Raw);
        HallRecord.Read(kept.RootElement).ShouldBe(page.Records[1]);
    }

    [Fact]
    public void Page_BehindAByteOrderMark_IsRead() =>
        HallClient.Parse([0xEF, 0xBB, 0xBF, .. """{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":5,"RETURNITEMSUNNUM":0,"list":[]}}"""u8], 3).ShouldBe(new HallPage(3, []), new SamePage());

    [Theory]
    [InlineData("""{"data":{"LASTTIMESTAMP":"5","list":[]}}""")]
    [InlineData("""{"STATUS":null,"data":{"LASTTIMESTAMP":null,"list":[]}}""")]
    [InlineData("""{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":4.5,"list":[]}}""")]
    [InlineData("""[1]""")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    public void Page_OfAnotherShape_IsAFaultInASentenceOrNoItems(string text)
    {
        try
        {
            HallClient.Parse(Encoding.UTF8.GetBytes(text), 3).Records.ShouldBeEmpty();
        }
        catch (HallFault fault)
        {
            fault.Message.ShouldEndWith("。");
        }
    }

    /// <summary>Both shapes of a file, and the interface, say the same of the same item.</summary>
    [Fact]
    public void Record_InTheShapeOfThePortal_IsTheSameGuide()
    {
        const string Flat = """
            {"TASK_CODE":"11441800one","ORGCODE":"006990001","TASK_TYPE_TEXT":"公共服务","LIMIT_SCENE_NUM":"1","TASK_STATE":null,"CATANAME":"社会保障卡申领","DEPT_NAME":"清远市人力资源和社会保障局","AREA_CODE_TEXT":"清远市",
            "TASK_NAME":"社会保障卡申领","CATAID":"442","URL":"https://www.gdzwfw.gov.cn/x","AREACODE":"441800","ONLINECHECK":"1","matter_short":"无","matter_level":"市级","handle_location":"办理地点：社保大楼","handle_time":"30(工作日)",
            "handle_time_limit":"5(工作日)","accept_standard":"本市参保。","consult_phone":"0763-1","complain_phone":"0763-2","theme_category":["社会保障","户籍"],"service_object_name":["自然人","法人"],"material_intro":["身份证","照片"]}
            """;
        const string Nested = """
            {"AUDIT_ITEM":{"ITEM_ID":"11441800one","TASK_CODE":"11441800one","DEPT_CODE":"006990001","TASK_TYPE_TEXT":"公共服务","LIMIT_SCENE_NUM":"1","TASK_STATE":"1","CATANAME":"社会保障卡申领","DEPT_NAME":"清远市人力资源和社会保障局",
            "AREA_CODE_TEXT":"清远市","TASK_NAME":"社会保障卡申领","CATALOG_CODE":"442","TRANSACT_WEB_URL":"https://www.gdzwfw.gov.cn/x","AREA_CODE":"441800","ONLINECHECK":"1","USE_LEVEL_TEXT":"市级","XHTSDZ":"社保大楼","ANTICIPATE_DAY":"30",
            "ANTICIPATE_TYPE_TEXT":"工作日","PROMISE_DAY":"5","PROMISE_TYPE_TEXT":"工作日","ACCEPT_CONDITION":"本市参保。","LINK_TEL":"0763-1","TSTEL":"0763-2","THEME_TEXT":"社会保障,户籍","SERVE_TYPE_TEXT":"自然人,法人"},
            "AUDIT_MATERIAL":[{"MATERIAL_NAME":"照片","IS_NEED":"1","ORDER_NUM":2},{"MATERIAL_NAME":"身份证","IS_NEED":"1","ORDER_NUM":1}]}
            """;
        var (flat, nested) = (Of(JsonNode.Parse(Flat)!), Of(JsonNode.Parse(Nested)!));
        GuideFields.Changed(flat.Guide!, nested.Guide!).ShouldBeEmpty();
        (flat.Code, flat.Hash).ShouldBe((nested.Code, nested.Hash));
        flat.Guide!.Materials.Select(material => material.Name).ShouldBe(["身份证", "照片"]);
    }

    private static HallRecord Read(Func<JsonObject, JsonNode>? change = null) => Of(change is null ? FakeHall.Item("one") : change(FakeHall.Item("one")));

    private static HallRecord Read(string field, string value) => Read(item =>
    {
        item["AUDIT_ITEM"]![field] = value;
        return item;
    });

    private static HallRecord Of(JsonNode node)
    {
        using var json = JsonDocument.Parse(node.ToJsonString());
        return HallRecord.Read(json.RootElement);
    }

    private sealed class SamePage : IEqualityComparer<HallPage>
    {
        public bool Equals(HallPage? x, HallPage? y) => x!.Last == y!.Last && x.Records.SequenceEqual(y.Records);

        public int GetHashCode(HallPage page) => page.Last.GetHashCode();
    }
}
