using Bunit;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Search;
using HotlineKb.Web.Sharing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Sharing;

public sealed class AccessPagesTests
{
    private const string Region = "select[aria-label='县（市、区）级成员单位查看常用信息']";

    [Fact]
    public async Task Rules_Changed_ArePreviewedSavedAndTakenBack()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        await page.Host.LoadOneAsync(Town.YingdeRsj, "失业登记");
        var screen = page.Show<AccessPage>("/access");
        await ChooseAsync(screen, "Region");
        PageTest.Until(screen, () => screen.Find("section.panel li").TextContent.ShouldContain("本单位 → 本县（市、区）各单位"));
        screen.FindAll("button").ShouldNotContain(button => button.TextContent.Trim() == "保存", "first the preview");
        await PageTest.PressAsync(screen, "预览影响");
        PageTest.Until(screen, () => screen.Find(".shifts summary").TextContent.Trim().ShouldBe("这 1 个账号多看到 1 条。"));
        screen.Find(".shifts .names").TextContent.ShouldContain("officer.yingde.mz");

        // A colleague is first: nothing that was chosen is lost, nothing of theirs is undone.
        await page.Host.Get<AccessPolicyActions>().SetAsync(Town.Actor("city.reviewer"), new([], [new(ViewerKind.Operators, ProfilePart.People, false)]), 0);
        await PageTest.PressAsync(screen, "保存");
        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("city.reviewer刚刚修改了"));
        screen.Find(Region).GetAttribute("value").ShouldBe("Region");
        await PageTest.PressAsync(screen, "预览影响");
        PageTest.Until(screen, () => screen.FindAll(".shifts").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "保存");
        await Patience.UntilAsync(() => page.LedgerAsync("accessPolicy.changed"), rows => rows.Count == 2);
        var rules = (await page.Host.Get<AccessViews>().PolicyAsync(Town.Actor("city.editor"))).Rules;
        (rules.Of(ViewerKind.CountyUnit, InformationKind.Entries), rules.Sees(ViewerKind.Operators, ProfilePart.People)).ShouldBe((Reach.Region, false));

        PageTest.Until(screen, () => screen.FindAll("button").ShouldContain(button => button.TextContent.Trim() == "恢复为规定"));
        await PageTest.PressAsync(screen, "恢复为规定");
        await PageTest.PressAsync(screen, "预览影响");
        PageTest.Until(screen, () => screen.FindAll(".shifts").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "保存");
        await Patience.UntilAsync(() => page.LedgerAsync("accessPolicy.changed"), rows => rows.Count == 3);
        (await page.Host.Get<AccessViews>().PolicyAsync(Town.Actor("city.editor"))).Rules.DifferencesFrom(AccessRules.Regulation).ShouldBeEmpty();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll("section.past tbody tr").Count.ShouldBe(3));
    }

    [Fact]
    public async Task Access_ByOthers_IsReadOnlyOrSharingAlone()
    {
        await using var host = await TestHost.StartAsync();
        await using (var page = await PageTest.StartAsync("yingde.office", host))
        {
            var screen = page.Show<AccessPage>("/access");
            PageTest.Until(screen, () => screen.FindAll(".access-rules tbody tr").Count.ShouldBe(5));
            screen.FindAll(".access-rules select").ShouldBeEmpty();
            screen.FindAll(".access-rules input:not([disabled])").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("operator01", "没有这个页面")]
    [InlineData("admin", "没有这个页面")]
    [InlineData("officer.rsj", "还没有申请")]
    public async Task Access_OfOtherPeople_ShowsWhatIsTheirs(string person, string text)
    {
        await using var page = await PageTest.StartAsync(person);
        var screen = page.Show<AccessPage>("/access?tab=counterparts");
        PageTest.Until(screen, () => screen.Markup.ShouldContain(text));
        screen.FindAll(".tabs").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("县（市、区）级成员单位查看常用信息：本单位 → 本县（市、区）各单位", "County-level units, Entries: Own unit → All units of the county")]
    [InlineData("话务员查看基本信息中的手机号码：不可见 → 可见", "Operator, of basic information, Mobile numbers: Nothing → Visible")]
    [InlineData("停用", "停用")]
    public async Task Difference_OfRules_IsToldInTheReadersLanguage(string kept, string english)
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var words = page.Get<Microsoft.Extensions.Localization.IStringLocalizer<HotlineKb.Web.Text>>();
        RuleWords.In(words, kept).ShouldBe(kept);
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = new("en");
            RuleWords.In(words, kept).ShouldBe(english);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = language;
        }
    }

    [Fact]
    public async Task Counterparts_EditedInTheTable_ArePreviewedSavedAndConflictsKept()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        await page.Host.LoadOneAsync(Town.QingchengRsj, "失业登记");
        var screen = page.Show<AccessPage>("/access?tab=counterparts");
        PageTest.Until(screen, () => screen.FindAll("tr[data-unit='441800-001'] .chip").Count.ShouldBe(2));
        await PageTest.PressAsync(screen, "修改", "tr[data-unit='441800-001']");
        await PageTest.TellAsync(screen, "button[aria-label='去掉清城区人力资源和社会保障局']", button => button.ClickAsync());
        await PageTest.PressAsync(screen, "预览影响");
        PageTest.Until(screen, () => screen.Find(".shifts summary").TextContent.Trim().ShouldBe("这 3 个账号少看到 1 条。 可见的审批信息或基本信息也有变化。"));

        await page.Host.Get<AccessPolicyActions>().SetCounterpartsAsync(Town.Actor("city.all"), Town.Rsj, [Town.YingdeRsj, Town.QingchengRsj], [Town.YingdeRsj, Town.QingchengRsj, Town.YingdeMz]);
        await PageTest.PressAsync(screen, "保存");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tr.opened .notice").TextContent.ShouldContain("英德市民政局"));
        screen.FindAll("tr[data-unit='441800-001'] .chip").Count.ShouldBe(1, "the choice stays");
        await PageTest.PressAsync(screen, "预览影响");
        PageTest.Until(screen, () => screen.FindAll(".shifts").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "保存");
        await Patience.UntilAsync(() => page.LedgerAsync("counterparts.changed"), rows => rows.Count == 2);
        (await page.LedgerAsync("counterparts.changed"))[^1].Data.ShouldBe("""{"city":"441800-001","added":[],"removed":["441802-001","441881-002"]}""");
    }

    [Fact]
    public async Task Counterparts_FromAFile_ArePreviewedThenImported()
    {
        await using var page = await PageTest.StartAsync("city.reviewer");
        var screen = page.Show<AccessPage>("/access?tab=counterparts");
        PageTest.Until(screen, () => screen.FindAll("tr[data-unit]").Count.ShouldBe(2));
        await PageTest.PressAsync(screen, "从 Excel 导入");
        using var file = new MemoryStream();
        MiniExcelLibs.MiniExcel.SaveAs(file, new[] { new { 市级单位 = "市医保局", 县级单位 = "英德市民政局" }, new { 市级单位 = "没有这个局", 县级单位 = "英德市民政局" } });
        screen.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file.ToArray(), "对口.xlsx"));
        PageTest.Until(screen, () => screen.Find(".import p[role=status]").TextContent.ShouldBe("将新增 1 对，已有 0 对，不能接受 1 行。"));
        (await page.LedgerAsync("counterparts.changed")).ShouldBeEmpty();
        await PageTest.PressAsync(screen, "导入", ".import");
        PageTest.Until(screen, () => screen.Find(".import p[role=status]").TextContent.ShouldBe("已导入 1 对，已有 0 对，未接受 1 行。"));
        (await page.LedgerAsync("counterparts.changed")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sharing_FromApplicationToEnd_GoesByItsCards()
    {
        await using var host = await TestHost.StartAsync();
        await host.LoadOneAsync(Town.Rsj, "社保卡补办");
        await using (var page = await PageTest.StartAsync("officer.yiliao", host))
        {
            var screen = page.Show<AccessPage>("/access?tab=sharing");
            await PageTest.PressAsync(screen, "申请查看共享");
            await screen.InvokeAsync(() => screen.FindComponent<HotlineKb.Web.Units.UnitPicker>().Instance.ValueChanged.InvokeAsync(Town.Rsj));
            await PageTest.SubmitAsync(screen, "form.sharing-form");
            PageTest.Until(screen, () => screen.Find(".sharing-form .field-wrong").TextContent.ShouldContain("请写明用途"));
            await PageTest.TypeAsync(screen, "#sharing-purpose", "联合办理");
            await PageTest.SubmitAsync(screen, "form.sharing-form");
            PageTest.Until(screen, () => screen.Find("article.sharing .tag").TextContent.ShouldBe("待单位同意"));
            screen.FindAll("article.sharing .reason-buttons button").Select(button => button.TextContent.Trim()).ShouldBe(["撤回申请"]);

            var officer = Town.Actor("officer.rsj");
            var request = (await host.Get<SharingViews>().ListAsync(officer, new SharingFilter(Owed: true), 0, 10)).Items.ShouldHaveSingleItem().Request;
            await host.Get<SharingActions>().ActAsync(officer, request.Id, SharingAct.Consent, request.Version);
            await page.HearAsync();
            PageTest.Until(screen, () => screen.Find("article.sharing .tag").TextContent.ShouldBe("待市热线办授权"));
            (await host.Get<SharingViews>().OwedAsync(Town.Actor("city.supervisor"))).ShouldBe(1);
            await host.Get<SharingActions>().ActAsync(Town.Actor("city.supervisor"), request.Id, SharingAct.Grant, 2);
            await page.HearAsync();
            PageTest.Until(screen, () => screen.Markup.ShouldContain("还有 90 天"));
            await PageTest.PressAsync(screen, "终止授权");
            await PageTest.PressAsync(screen, "终止授权", ".reason-panel");
            PageTest.Until(screen, () => screen.Find(".reason-panel .field-wrong").TextContent.ShouldContain("请写明原因"));
            await PageTest.TypeAsync(screen, "#reason", "事项办结");
            await PageTest.PressAsync(screen, "终止授权", ".reason-panel");
            PageTest.Until(screen, () => screen.Find("article.sharing .decision").TextContent.ShouldContain("事项办结"));
            (await page.LedgerAsync("sharing.ended")).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Owner_Consenting_SeesWhatItOpensAndMayShortenIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await page.Host.LoadOneAsync(Town.Rsj, "社保卡补办");
        var request = await SharingActionTests.ApplyAsync(page.Host, 1);
        await SharingActionTests.ApplyAsync(page.Host, 2);
        var screen = page.Show<AccessPage>($"/access?tab=sharing&id={request.Id}");
        PageTest.Until(screen, () => screen.Find("article.sharing .what a").TextContent.ShouldBe("社保卡补办"));
        screen.FindAll("article.sharing").Count.ShouldBe(1);
        await PageTest.PressAsync(screen, "同意");
        PageTest.Until(screen, () => screen.Find(".shifts summary").TextContent.Trim().ShouldBe("这 1 个账号多看到 1 条。"));
        await PageTest.TypeAsync(screen, "article.sharing input[type=date]", request.Until.AddDays(-20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await PageTest.PressAsync(screen, "同意", "article.sharing .form-line");
        PageTest.Until(screen, () => screen.Find("article.sharing .tag").TextContent.ShouldBe("待市热线办授权"));
        (await page.Host.Get<SharingViews>().GetAsync(Town.Actor("officer.rsj"), request.Id)).Request.Until.ShouldBe(request.Until.AddDays(-20));
        page.Navigation.NavigateTo("/access?tab=sharing&list=owed");
        PageTest.Until(screen, () => screen.FindAll("article.sharing").Count.ShouldBe(1));
    }

    [Fact]
    public async Task Why_OfAnAccountAndAnEntry_IsSaidInASentence()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var code = await page.Host.LoadOneAsync(Town.Rsj, "社保卡补办");
        var screen = page.Show<AccessPage>($"/access?tab=why&code={code}");
        await PageTest.TypeAsync(screen, "#access-account", "officer.yiliao");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".why.unseen").TextContent.ShouldContain("市级成员单位可查看本单位及对口单位的常用信息"));
        await PageTest.TypeAsync(screen, "#access-account", "nobody");
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldContain("没有账号“nobody”"));
        screen.FindAll(".why").ShouldBeEmpty();
    }

    [Fact]
    public async Task LookAs_Started_ShowsTheOthersPagesAndDoesNothing()
    {
        await using var page = await PageTest.StartAsync("city.supervisor", await SearchHost.StartAsync());
        var own = await page.Host.LoadOneAsync(Town.Yiliao, "医保参保登记");
        var other = await page.Host.LoadOneAsync(Town.Rsj, "社保参保登记");
        await page.Host.CatchUpAsync();
        var tab = page.Show<AccessPage>("/access?tab=as&account=officer.yiliao");
        var shownAt = new List<string>();
        page.Viewer.Changed += () =>
        {
            shownAt.Add(new Uri(page.Navigation.Uri).AbsolutePath);
            return Task.CompletedTask;
        };
        await PageTest.SubmitAsync(tab, "form");
        await Patience.UntilAsync(() => page.LedgerAsync("account.viewed"), rows => rows.Count == 1);
        PageTest.Until(tab, () => shownAt.ShouldBe(["/"], "whoever sees the mark and goes on must not be led away again"));

        await page.LeaveAsync();
        var hidden = page.Show<EntryPage>($"/entries/{other}", ("Code", other));
        PageTest.Until(hidden, () => hidden.Markup.ShouldContain("或您无权查看"));
        await page.LeaveAsync();
        var search = page.Show<SearchPage>("/?q=参保登记");
        PageTest.Until(search, () => search.FindAll(".hit").Count.ShouldBe(1));
        await search.InvokeAsync(() => search.FindComponent<SearchPage>().Instance.Open());
        page.Host.Get<QueryLog>().Note(Town.Actor("officer.yiliao") with { ReadOnly = true }, "养狗证", 0);
        (await page.Host.Get<QueryLog>().WriteAsync()).ShouldBe(0, "nothing is noted in the other's name");

        await page.LeaveAsync();
        var entries = page.Show<EntriesPage>("/entries");
        PageTest.Until(entries, () => entries.Markup.ShouldContain(own));
        entries.Markup.ShouldNotContain(other);
        // The account goes: its eyes are gone at once, and one's own do not take their place.
        await page.Host.Get<HotlineKb.Core.Ledger.LedgerDoor>().CommitAsync(Actor.System("test"), (db, _) =>
        {
            db.Accounts().Single(account => account.UserName == "officer.yiliao").Disabled = true;
            return Task.FromResult<IReadOnlyList<HotlineKb.Core.Ledger.LedgerEvent>>([new AccessPolicyChanged(["停用"])]);
        });
        await page.HearAsync();
        PageTest.Until(entries, () => entries.Markup.ShouldContain("所查看的账号已停用"));
        entries.Markup.ShouldNotContain(own);
    }

    private static Task ChooseAsync(IRenderedComponent<Screen> screen, string reach)
    {
        PageTest.Until(screen, () => screen.FindAll(Region).Count.ShouldBe(1));
        return PageTest.TellAsync(screen, Region, select => select.ChangeAsync(new ChangeEventArgs { Value = reach }));
    }
}
