using Bunit;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using HotlineKb.Web.Profiles;
using HotlineKb.Web.Search;
using HotlineKb.Web.Units;
using Microsoft.AspNetCore.Components.Web;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>Basic information as people see and write it.</summary>
public sealed class ProfilePagesTests
{
    private const string Code = "441800-001";

    [Theory]
    [InlineData("operator01", false)]
    [InlineData("city.editor", true)]
    public async Task Card_BeginsWithWindowsAndTheirNumbers_AndFollowsChanges(string person, bool mobile)
    {
        await using var page = await PageTest.StartAsync(person);
        var state = await AProfile.InUseAsync(page.Host);
        var screen = page.Show<UnitPage>($"/units/{Code}", ("Code", Code));
        PageTest.Until(screen, () => screen.Find(".profile-card h3").TextContent.ShouldBe("对外窗口"));
        screen.FindAll(".windows .phone a").Select(link => link.GetAttribute("href")).ShouldBe(["tel:0763-3366123", "tel:0763-3366124"]);
        screen.Find(".windows .phone button").GetAttribute("aria-label").ShouldBe("复制 0763-3366123");
        screen.Find(".profile-age").TextContent.ShouldContain("确认于 2026-11-23");
        screen.Markup.Contains("13800138000").ShouldBe(mobile);
        screen.Markup.ShouldNotContain("确认无误");

        await AProfile.UpdatedAsync(page.Host, state.Version, AProfile.Text with { Windows = [AProfile.Text.Windows[0] with { Phones = "0763-3399888" }] });
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll(".windows .phone a").Single().TextContent.ShouldBe("0763-3399888"));
        await PageTest.PressAsync(screen, "历次版本 2");
        PageTest.Until(screen, () => screen.FindAll(".past-version").Count.ShouldBe(2));
        screen.Find(".past-version ins").TextContent.ShouldContain("99888");
    }

    [Fact]
    public async Task Officer_WhenTheMonthHasGone_ConfirmsWithOneClick()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await AProfile.InUseAsync(page.Host);
        page.Host.Clock.Advance(TimeSpan.FromDays(31));
        var screen = page.Show<UnitPage>($"/units/{Code}", ("Code", Code));
        PageTest.Until(screen, () => screen.Find(".profile-age").TextContent.ShouldContain("待确认"));
        await PageTest.PressAsync(screen, "确认无误");
        PageTest.Until(screen, () => screen.Find(".profile-age").TextContent.ShouldContain("确认于 2026-12-24"));
        (await page.LedgerAsync("profile.confirmed")).Single().Actor.ShouldBe("officer.rsj");
    }

    [Fact]
    public async Task Officer_WritesLines_IsToldAtTheLine_MovesThemByKeyboard_AndSubmits()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<ProfilePage>($"/units/{Code}/profile", ("Code", Code));
        PageTest.Until(screen, () => screen.Find("#functions"));
        await PageTest.TypeAsync(screen, "#functions", "负责社会保险。");
        foreach (var (section, values) in new[]
        {
            ("windows", new[] { "甲窗口", "人民路1号", "", "打不通", "", "" }), ("windows", ["乙窗口", "人民路2号", "", "0763-3366222", "", ""]), ("people", ["陈志强", "", "", "0763-3366200", ""]), ("people", ["李晓梅", "", "", "0763-3366201", ""]),
        })
        {
            await PageTest.PressAsync(screen, section == "windows" ? "增加窗口" : "增加人员");
            var at = screen.FindAll($"input[id^={section}][id$=-name]").Count - 1;
            var keys = section == "windows" ? new[] { "name", "address", "hours", "phones", "handles", "note" } : ["name", "title", "duty", "phone", "mobile"];
            for (var i = 0; i < keys.Length; i++)
                await PageTest.TypeAsync(screen, $"#{section}-{at}-{keys[i]}", values[i]);
        }

        await PageTest.TellAsync(screen, ".profile-line[aria-label='联系人和信息采集员 2'] select", select => select.ChangeAsync("1"));
        await PageTest.PressAsync(screen, "提交审核");
        PageTest.Until(screen, () => screen.Find("#windows-0-phones-wrong").TextContent.ShouldContain("打不通"));
        screen.Find("#windows-0-phones").GetAttribute("value").ShouldBe("打不通", "what was typed stays");
        await PageTest.TellAsync(screen, ".profile-line[aria-label='对外窗口 1']", line => line.KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown", AltKey = true }));
        PageTest.Until(screen, () => screen.Find("#windows-0-name").GetAttribute("value").ShouldBe("乙窗口"));
        await PageTest.TypeAsync(screen, "#windows-1-phones", "0763-3366111");
        await PageTest.PressAsync(screen, "提交审核");
        PageTest.Until(screen, () => screen.FindAll("button").ShouldContain(button => button.TextContent.Trim() == "撤回"));
        await using var db = page.Host.Db();
        var profile = db.Profiles().Single();
        (profile.Stage, string.Join('、', profile.Pending!.Windows.Select(window => window.Name)), profile.Pending.People[1].Role).ShouldBe((ProfileStage.Submitted, "乙窗口、甲窗口", PersonRole.InformationOfficer));
    }

    [Fact]
    public async Task Officer_WhoTypesWhileAColleagueSaves_SeesTheDifferenceAndLosesNothing()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var state = await AProfile.InUseAsync(page.Host);
        var screen = page.Show<ProfilePage>($"/units/{Code}/profile", ("Code", Code));
        PageTest.Until(screen, () => screen.Find("#functions").GetAttribute("value").ShouldBe(AProfile.Text.Functions));
        await page.Host.Get<ProfileActions>().SaveAsync(Town.Actor("officer2.rsj"), Town.Rsj, state.Version, AProfile.Text with { Functions = "同事写的职能。" });
        await PageTest.TypeAsync(screen, "#functions", "我写的职能。");
        page.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        PageTest.Until(screen, () => screen.Find(".notice .difference del").TextContent.ShouldContain("同事"));
        screen.Find("#functions").GetAttribute("value").ShouldBe("我写的职能。");
        await PageTest.PressAsync(screen, "保留我的");
        PageTest.Until(screen, () => screen.Find(".profile-foot [role=status]").TextContent.ShouldStartWith("已保存"));
        await using var db = page.Host.Db();
        db.Profiles().Single().Pending!.Functions.ShouldBe("我写的职能。");
    }

    [Fact]
    public async Task Office_OpensWhatWaits_ReadsTheDifference_AndReturnsItWithAReason()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        await AProfile.SubmittedAsync(page.Host);
        var list = page.Show<ProfilesPage>("/profiles");
        PageTest.Until(list, () => list.Find("tbody tr a").GetAttribute("href").ShouldBe($"/units/{Code}/profile"));
        list.FindAll("tbody tr").Count.ShouldBe(5);
        await page.LeaveAsync();
        var screen = page.Show<ProfilePage>($"/units/{Code}/profile", ("Code", Code));
        PageTest.Until(screen, () => screen.Find(".profile-card").TextContent.ShouldContain("社保综合窗口"));
        await PageTest.PressAsync(screen, "退回");
        PageTest.Until(screen, () => screen.Find("#reason"));
        await PageTest.PressAsync(screen, "退回", ".reason-buttons");
        PageTest.Until(screen, () => screen.Find(".reason-panel .field-wrong").TextContent.ShouldBe("请写明原因。"));
        await PageTest.TypeAsync(screen, "#reason", "窗口时间缺失");
        await PageTest.PressAsync(screen, "退回", ".reason-buttons");
        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("窗口时间缺失"));
    }

    [Fact]
    public async Task Operator_WhoSearchesANumber_SeesTheUnitsCardBesideTheList()
    {
        await using var page = await PageTest.StartAsync("operator01", await SearchHost.StartAsync());
        await AProfile.InUseAsync(page.Host);
        await page.Host.CatchUpAsync();
        var screen = page.Show<SearchPage>("/?q=3366124&kind=unit");
        PageTest.Until(screen, () => screen.Find(".hit").GetAttribute("href").ShouldBe($"/units/{Code}"));
        PageTest.Until(screen, () => screen.Find(".search-detail .windows").TextContent.ShouldContain("0763-3366124"));
        screen.Find(".search-detail h2").TextContent.ShouldBe("清远市人力资源和社会保障局");
        screen.Markup.ShouldNotContain("13800138000");
    }

    [Fact]
    public async Task Lead_HandsOverALeaversDuties_OnTheUnitsPage()
    {
        await using var page = await PageTest.StartAsync("lead.rsj");
        await AnEntry.WrittenByUnit(page.Host);
        var screen = page.Show<UnitPage>($"/units/{Code}", ("Code", Code));
        PageTest.Until(screen, () => screen.Find("[aria-label='移交 officer.rsj 的职责']"));
        await PageTest.TellAsync(screen, "[aria-label='移交 officer.rsj 的职责']", button => button.ClickAsync());
        PageTest.Until(screen, () => screen.Find(".hand-over").TextContent.ShouldContain("1 件"));
        await PageTest.SubmitAsync(screen, ".hand-over");
        PageTest.Until(screen, () => screen.Find("#successor-wrong").TextContent.ShouldBe("请选择接手人。"));
        await PageTest.TellAsync(screen, "#successor", select => select.ChangeAsync(Town.IdOf("officer2.rsj").ToString()));
        await PageTest.TellAsync(screen, ".hand-over input[type=checkbox]", box => box.ChangeAsync(true));
        await PageTest.SubmitAsync(screen, ".hand-over");
        PageTest.Until(screen, () => screen.FindAll(".hand-over").ShouldBeEmpty());
        (await page.LedgerAsync("account.handedOver")).Single().Data.ShouldContain("\"left\":true");
        (await page.Host.Get<HandOverActions>().PeopleAsync(Town.Actor("lead.rsj"), Town.Rsj)).Single(person => person.UserName == "officer2.rsj").Duties.ShouldBe(1);
    }
}
