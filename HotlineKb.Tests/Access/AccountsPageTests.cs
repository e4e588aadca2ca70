using AngleSharp.Dom;
using Bunit;
using HotlineKb.Core.Access;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Access;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

public sealed class AccountsPageTests
{
    [Fact]
    public async Task Create_ByTheSystemAdministrator_ShowsThePasswordOnce()
    {
        await using var page = await PageTest.StartAsync("admin");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=new");
        await PageTest.PressAsync(screen, "新建账号");
        await PageTest.TypeAsync(screen, "#new-user", "new.person");
        await PageTest.TypeAsync(screen, "#new-name", "新人");

        await PageTest.SubmitAsync(screen, "section.form form");

        PageTest.Until(screen, () => screen.Find("code.secret").TextContent.Length.ShouldBeGreaterThan(10));
        await using var db = page.Host.Db();
        var account = await db.Accounts().SingleAsync(row => row.UserName == "new.person");
        (account.MustChangePassword, account.Roles.Count).ShouldBe((true, 0));
        (await page.LedgerAsync("account.created")).ShouldContain(row => row.Subject == "account:new.person" && row.Actor == "admin");
        await PageTest.PressAsync(screen, "已告知");
        screen.FindAll("code.secret").ShouldBeEmpty();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
    }

    [Fact]
    public async Task Create_NameTaken_SaysSoAtTheFieldAndKeepsWhatWasTyped()
    {
        await using var page = await PageTest.StartAsync("admin");
        var screen = page.Show<AccountsPage>("/admin/accounts");
        await PageTest.PressAsync(screen, "新建账号");
        await PageTest.TypeAsync(screen, "#new-user", "AUDIT");
        await PageTest.TypeAsync(screen, "#new-name", "新人");

        await PageTest.SubmitAsync(screen, "section.form form");

        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldContain("已存在"));
        screen.Find("#new-name").GetAttribute("value").ShouldBe("新人");
    }

    [Fact]
    public async Task Disable_AnAccount_ChangesRowAndLedger()
    {
        await using var page = await PageTest.StartAsync("admin");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=officer2");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));

        await PageTest.PressAsync(screen, "停用");
        await PageTest.PressAsync(screen, "停用账号");

        await using var db = page.Host.Db();
        (await db.Accounts().SingleAsync(row => row.UserName == "officer2.rsj")).Disabled.ShouldBeTrue();
        (await page.LedgerAsync("account.disabled")).Single().Subject.ShouldBe("account:officer2.rsj");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("已停用"));
    }

    [Fact]
    public async Task Reset_AnAccountsPassword_ShowsTheNewOneOnce()
    {
        await using var page = await PageTest.StartAsync("admin");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=officer2");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));

        await PageTest.PressAsync(screen, "重置密码");
        await PageTest.PressAsync(screen, "重置密码", "tr.opened");

        PageTest.Until(screen, () => screen.FindAll("code.secret").Count.ShouldBe(1));
        (await page.LedgerAsync("account.passwordReset")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Assign_BySecurity_OffersOnlyWhatFitsTheWorkplace()
    {
        await using var page = await PageTest.StartAsync("security");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=officer2");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        screen.FindAll("button").ShouldNotContain(button => button.TextContent.Contains("停用") || button.TextContent.Contains("新建账号"));

        await PageTest.PressAsync(screen, "分配");
        PageTest.Until(screen, () => Choices(screen).ShouldBe(["信息采集员", "单位负责人"]));
        await screen.InvokeAsync(() => screen.FindAll("fieldset input")[1].ChangeAsync(true));
        await PageTest.SubmitAsync(screen, "tr.opened form");

        await using var db = page.Host.Db();
        PageTest.Until(screen, () => screen.FindAll("tr.opened").ShouldBeEmpty());
        (await db.Accounts().SingleAsync(row => row.UserName == "officer2.rsj")).Roles.ShouldBe([Role.InformationOfficer, Role.UnitLead]);
        (await page.LedgerAsync("account.rolesAssigned")).Single().Actor.ShouldBe("security");
    }

    [Fact]
    public async Task Assign_TwoAdministrations_ShowsTheRefusalAtTheRoles()
    {
        await using var page = await PageTest.StartAsync("security");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=audit");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "分配");
        PageTest.Until(screen, () => Choices(screen).ShouldBe(["系统管理员", "安全管理员", "审计管理员"]));

        await screen.InvokeAsync(() => screen.FindAll("fieldset input")[0].ChangeAsync(true));
        await PageTest.SubmitAsync(screen, "tr.opened form");

        PageTest.Until(screen, () => screen.Find("tr.opened .field-wrong").TextContent.ShouldContain("三个人分别承担"));
        screen.FindAll("fieldset input").Count(box => box.HasAttribute("checked")).ShouldBe(2);
        (await page.LedgerAsync("account.rolesAssigned")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Assign_WorkplaceNotYetChosen_OffersNoRoleAndSavesNothing()
    {
        await using var page = await PageTest.StartAsync("security");
        var screen = page.Show<AccountsPage>("/admin/accounts?q=officer2");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "分配");

        await screen.InvokeAsync(() => screen.Find("tr.opened select").ChangeAsync("office"));
        PageTest.Until(screen, () => Choices(screen).ShouldBeEmpty());
        await PageTest.SubmitAsync(screen, "tr.opened form");
        PageTest.Until(screen, () => screen.Find("tr.opened .field-wrong").TextContent.ShouldContain("请选择具体的"));
        await screen.InvokeAsync(() => screen.FindAll("tr.opened select")[1].ChangeAsync("441881"));

        PageTest.Until(screen, () => Choices(screen).ShouldBe(["县级热线办"]));
        (await page.LedgerAsync("account.rolesAssigned")).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_WithFilters_ShowsOnlyWhoFits()
    {
        await using var page = await PageTest.StartAsync("security");

        var screen = page.Show<AccountsPage>("/admin/accounts?role=InformationOfficer&unit=441800-001");

        PageTest.Until(screen, () => screen.FindAll("tbody td.code").Select(cell => cell.TextContent).ShouldBe(["officer.rsj", "officer2.rsj"]));
    }

    [Fact]
    public async Task List_ByTheAuditor_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("audit");

        page.Show<AccountsPage>("/admin/accounts").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task Token_Created_IsShownOnceAndCanBeRevoked()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var screen = page.Show<TokensPage>("/account/tokens");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有令牌"));

        await PageTest.SubmitAsync(screen, "form");
        screen.Find("[role=alert]").TextContent.ShouldContain("用途");
        await PageTest.TypeAsync(screen, "#token-name", "话务桌面");
        await PageTest.SubmitAsync(screen, "form");

        PageTest.Until(screen, () => screen.Find("code.secret").TextContent.ShouldStartWith("hkb_"));
        (await page.Host.Get<TokenActions>().ResolveAsync(screen.Find("code.secret").TextContent))!.UserName.ShouldBe("operator01");
        await PageTest.PressAsync(screen, "我已保存");
        screen.Markup.ShouldNotContain("hkb_");
        await page.HearAsync();
        PageTest.Until(screen, () => Button(screen, "吊销").ShouldNotBeNull());
        await PageTest.PressAsync(screen, "吊销");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody").TextContent.ShouldContain("已吊销"));
        (await page.LedgerAsync("token.revoked")).Count.ShouldBe(1);
    }

    private static List<string> Choices(IRenderedComponent<Screen> screen) => [.. screen.FindAll("tr.opened form > fieldset label").Select(label => label.TextContent.Trim())];

    private static IElement Button(IRenderedComponent<Screen> screen, string text) => screen.FindAll("button").First(button => button.TextContent.Trim() == text);
}
