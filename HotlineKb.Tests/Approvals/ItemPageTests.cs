using Bunit;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R1.2, X1, X6: a service guide as an operator reads it aloud.</summary>
public sealed class ItemPageTests
{
    [Fact]
    public async Task Item_Opened_ShowsTheGuideAndSaysWhatTheHallDoesNotGive()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var item = await AnApproval.Named("社保卡补换").Needing("身份证").Children("AUDIT_MATERIAL", new { MATERIAL_NAME = "身份证", IS_NEED = "1" }, new { MATERIAL_NAME = "照片", IS_NEED = "0", MATERIAL_NOTE = "一寸白底" })
            .With("ACCEPT_CONDITION", "已参保").With("PROMISE_DAY", "3").With("PROMISE_TYPE_TEXT", "工作日").With("LINK_TEL", "0763-3363210、3363211").With("TRANSACT_WEB_URL", "https://www.gdzwfw.gov.cn/x?a=1").With("ONLINECHECK", "1")
            .Children("LAW", new { LAW_NAME = "《社会保险法》", CLAUSE = "第五十八条" }).Children("AUDIT_QA", new { QUESTION = "能代办吗", ANSWER = "可以，带双方身份证" }).In(page.Host);

        var screen = Open(page, item.Code);

        PageTest.Until(screen, () => screen.Find("h1").TextContent.ShouldBe("社保卡补换"));
        screen.Find(".say").TextContent.ShouldContain("材料：身份证、照片（非必需）。");
        screen.FindAll("button.phone").Select(button => button.TextContent.Trim()).ShouldBe(["0763-3363210", "3363211"]);
        screen.FindAll("ol.materials li").Select(row => string.Concat(row.TextContent.Split((char[]?)null))).ShouldBe(["身份证必需", "照片非必需一寸白底"]);
        var link = screen.Find("a[target=_blank]");
        (link.GetAttribute("href"), link.GetAttribute("rel"), link.TextContent).ShouldBe(("https://www.gdzwfw.gov.cn/x?a=1", "noopener noreferrer", "https://www.gdzwfw.gov.cn/x?a=1"));
        var facts = Facts(screen);
        facts["承诺办结时限"].ShouldBe("3 个工作日");
        facts["法律依据"].ShouldBe("《社会保险法》 第五十八条");
        facts["常见问题"].ShouldContain("能代办吗");
        (facts["收费"], facts["办理地点"]).ShouldBe(("办事大厅未提供", "办事大厅未提供"));
        facts.ShouldNotContainKey("法定办结时限");
        screen.Find("article").TextContent.ShouldContain($"{item.Code}@1");
        screen.FindAll("#keywords").ShouldBeEmpty("an operator sets no keywords");
    }

    [Fact]
    public async Task Item_ChangedLately_IsMarkedAndItsPastTellsField()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await page.Host.FirstLoadAsync();
        var item = await AnApproval.Named("社保卡补换").With("XHTSDZ", "旧址一号").With("LINK_TEL", "0763-3363210").In(page.Host);
        await item.With("XHTSDZ", "新址二号").In(page.Host);

        var screen = Open(page, item.Code);

        PageTest.Until(screen, () => screen.FindAll("dt .tag").Select(tag => tag.ParentElement!.TextContent.Trim()[..4]).ShouldBe(["办理地点"]));
        await screen.InvokeAsync(() => screen.Find("#tab-past").ClickAsync());
        PageTest.Until(screen, () => screen.FindAll("details").Count.ShouldBe(2));
        screen.Find("details summary").TextContent.ShouldContain("办理地点");
        screen.Find("details del").TextContent.ShouldContain("旧");
        screen.Find("details ins").TextContent.ShouldContain("新");
        screen.FindAll("details h4").Select(head => head.TextContent).ShouldBe(["办理地点"]);
        screen.Find($"a[href='/approvals/{item.Code}?version=1']").ShouldNotBeNull();

        page.Host.Clock.Advance(TimeSpan.FromDays(8));
        await page.LeaveAsync();
        var later = Open(page, item.Code);
        PageTest.Until(later, () => Facts(later)["办理地点"].ShouldBe("新址二号"));
        later.FindAll("dt .tag").ShouldBeEmpty();
    }

    [Fact]
    public async Task Item_OldVersion_IsMarkedAndLeadsToTheOneInUse()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var item = await AnApproval.Named("社保卡补换").With("XHTSDZ", "旧址一号").In(page.Host);
        await item.With("XHTSDZ", "新址二号").In(page.Host);

        var screen = page.Show<ApprovalPage>($"/approvals/{item.Code}?version=1", ("Code", item.Code));

        PageTest.Until(screen, () => Facts(screen)["办理地点"].ShouldBe("旧址一号"));
        screen.Find("article").TextContent.ShouldContain("非现行版本");
        screen.Find($".notice a[href='/approvals/{item.Code}']").TextContent.ShouldContain("第 2 版");
        screen.FindAll("#keywords").ShouldBeEmpty();
    }

    [Fact]
    public async Task Item_Withdrawn_SaysSoWithTheDay()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var item = await AnApproval.Named("社保卡补换").In(page.Host);
        await item.Cancelled().In(page.Host);

        var screen = Open(page, item.Code);

        PageTest.Until(screen, () => screen.Find("article [role=alert]").TextContent.ShouldContain("2026-11-23"));
        screen.Find("article [role=alert]").TextContent.ShouldContain("请勿照此答复");
    }

    [Fact]
    public async Task Item_ChangedWhileOpen_SaysSoAndStays()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var item = await AnApproval.Named("社保卡补换").With("XHTSDZ", "旧址一号").In(page.Host);
        await page.CatchUpAsync();
        var screen = Open(page, item.Code);
        PageTest.Until(screen, () => Facts(screen)["办理地点"].ShouldBe("旧址一号"));

        await item.With("XHTSDZ", "新址二号").In(page.Host);
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("刚刚更新为第 2 版"));
        screen.Find("[role=alert] ins").TextContent.ShouldContain("新");
        Facts(screen)["办理地点"].ShouldBe("旧址一号", "what is being read aloud stays");
        await PageTest.PressAsync(screen, "显示新版本", "[role=alert]");
        PageTest.Until(screen, () => Facts(screen)["办理地点"].ShouldBe("新址二号"));

        await item.Cancelled().In(page.Host);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("刚刚在办事大厅取消"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Item_OfAnotherUnitOrNobody_ReadsLikeOneThatIsNotThere(bool unmapped)
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        var given = AnApproval.Named("社保卡补换");
        var item = await (unmapped ? given.OfNobody() : given).In(page.Host);

        var screen = Open(page, item.Code);

        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain($"没有找到事项 {item.Code}"));
        screen.Markup.ShouldNotContain("社保卡补换");
        await page.LeaveAsync();
        var byTask = Open(page, item.TaskCode);
        PageTest.Until(byTask, () => byTask.Find("[role=alert]").TextContent.ShouldContain("没有找到事项"));
    }

    [Fact]
    public async Task Item_ByATaskCodeOfSeveral_ListsTheOthers()
    {
        await using var page = await PageTest.StartAsync("operator01");
        await page.Host.TakeInAsync(AnApproval.Named("社保卡补换").With("TASK_CODE", "11441800X"), AnApproval.Named("社保卡挂失").With("TASK_CODE", "11441800X"));

        var screen = Open(page, "11441800X");

        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("另有 1 个事项"));
        var names = new[] { screen.Find("h1").TextContent, screen.Find(".notice a").TextContent.Split('（')[0] };
        names.ShouldBe(["社保卡补换", "社保卡挂失"], ignoreOrder: true);
    }

    [Fact]
    public async Task Item_WithMarkupInItsTexts_ShowsItAsText()
    {
        const string Evil = "\"><img src=x onerror=alert(1) ";
        await using var page = await PageTest.StartAsync("operator01");
        var item = await AnApproval.Named($"社保卡{Evil}").Needing($"身份证{Evil}").With("ACCEPT_CONDITION", Evil).With("LINK_TEL", Evil).With("TRANSACT_WEB_URL", "javascript:alert(1)").In(page.Host);

        var screen = Open(page, item.Code);

        PageTest.Until(screen, () => screen.Find("h1").TextContent.ShouldContain("<img src=x onerror=alert(1)"));
        screen.FindAll("article img, article script").ShouldBeEmpty();
        screen.FindAll("a[target=_blank]").ShouldBeEmpty();
        screen.FindAll("*").ShouldNotContain(element => element.HasAttribute("onerror"));
    }

    [Theory]
    [InlineData("0763-3363210", "0763-3363210", true)]
    [InlineData("020-83527072；020-83805040", "020-83527072|020-83805040", true)]
    [InlineData("(8620)2236 0123", "(8620)2236 0123", true)]
    [InlineData("020- 83835328", "020- 83835328", true)]
    [InlineData("020-12333–9", "020-12333–9", true)]
    [InlineData("12333-9-0", "12333-9-0", true)]
    [InlineData("020-38356454转1", "020-38356454转1", true)]
    [InlineData("省厅：020-86351219、020-86351130；广州：020-83100130", "020-86351219|020-86351130|020-83100130", true)]
    [InlineData("95598", "95598", true)]
    [InlineData("窗口咨询地址：广州市体育东路160号五楼。咨询电话号码：020-38817476 。微信号:GDGTZY", "020-38817476", false)]
    [InlineData("周一至周五 8:30-12:00 拨打 0763-3363210", "0763-3363210", false)]
    [InlineData("见官网", "", false)]
    public void Phones_AsHallsWriteThem_AreTakenApart(string text, string expected, bool whole)
    {
        var phones = PhoneNumbers.In(text);

        string.Join('|', phones.Items.Select(phone => phone.Number)).ShouldBe(expected);
        phones.Whole.ShouldBe(whole);
    }

    [Fact]
    public void Phones_WithLabels_KeepThem() =>
        PhoneNumbers.In("省厅：020-86351219、020-86351130；广州：020-83100130").Items.Select(phone => phone.Label).ShouldBe(["省厅", "", "广州"]);

    private static IRenderedComponent<Screen> Open(PageTest page, string code) => page.Show<ApprovalPage>($"/approvals/{code}", ("Code", code));

    private static Dictionary<string, string> Facts(IRenderedComponent<Screen> screen) =>
        screen.FindAll(".facts-list dt").ToDictionary(head => head.FirstChild!.TextContent.Trim(), head => head.NextElementSibling!.TextContent.Trim());
}
