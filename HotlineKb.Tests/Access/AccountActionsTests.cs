using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

public sealed class AccountActionsTests
{
    private static readonly NewAccount Newcomer = new("new.comer", "新来的", "Anfang-2026");

    [Theory]
    [InlineData("kurz-1")]
    [InlineData("nurbuchstaben")]
    [InlineData("1234567890")]
    [InlineData("xx-new.comer-1")]
    [InlineData("XX-NEW.COMER-1")]
    public async Task Password_TooWeak_IsRefused(string password)
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await host.Get<AccountActions>().SetUpAsync(Newcomer with { Password = password }).ShouldBeRefusedAsync(AccountRule.WeakPassword);
        await using var db = host.Db();
        (await db.Accounts().AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("张三")]
    [InlineData("a b")]
    [InlineData(".dot")]
    [InlineData("a<script>")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task UserName_OfAnotherForm_IsRefused(string name)
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await host.Get<AccountActions>().SetUpAsync(Newcomer with { UserName = name }).ShouldBeRefusedAsync(AccountRule.BadUserName);
    }

    [Fact]
    public async Task UserName_TakenInOtherCapitals_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var admin = (await host.WithAccountsAsync("admin"))["admin"].ToActor();
        await host.Get<AccountActions>().CreateAsync(admin, Newcomer);
        await host.Get<AccountActions>().CreateAsync(admin, Newcomer with { UserName = "NEW.Comer" }).ShouldBeRefusedAsync(AccountRule.UserNameTaken);
    }

    [Fact]
    public async Task Account_CreatedByTheAdministrator_MayDoNothingYetAndMustChangeItsPassword()
    {
        await using var host = await TestHost.StartAsync();
        var admin = (await host.WithAccountsAsync("admin"))["admin"].ToActor();

        var id = await host.Get<AccountActions>().CreateAsync(admin, Newcomer with { OfficeId = Town.City });

        await using var db = host.Db();
        var account = await db.Accounts().SingleAsync(row => row.Id == id);
        account.MustChangePassword.ShouldBeTrue();
        account.Roles.ShouldBeEmpty();
        account.ToActor().Permissions.ShouldBeEmpty();
        account.PasswordHash.ShouldNotContain("Anfang");
        (await db.LedgerRowsOf("account.created"))[^1].Data.ShouldNotContain("Anfang");

        await host.Get<AccountActions>().ChangePasswordAsync(account.ToActor(), "Anfang-2026", "Eigenes-Wort-9");
        (await host.Get<AccountViews>().ActiveAsync(id))!.MustChangePassword.ShouldBeFalse();
    }

    [Fact]
    public async Task OwnPassword_ChangedWithAWrongOrTheSameOne_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var me = (await host.WithAccountsAsync("city.editor"))["city.editor"].ToActor();
        await host.Get<AccountActions>().ChangePasswordAsync(me, "falsch-12345", "Eigenes-Wort-9").ShouldBeRefusedAsync(AccountRule.WrongPassword);
        await host.Get<AccountActions>().ChangePasswordAsync(me, Town.Password, Town.Password).ShouldBeRefusedAsync(AccountRule.WeakPassword);
    }

    [Theory]
    [InlineData("admin", true, false)]
    [InlineData("security", false, true)]
    [InlineData("audit", false, false)]
    [InlineData("city.supervisor", false, false)]
    public async Task Duty_OfAnAdministrator_IsHisAlone(string name, bool keepsAccounts, bool assigns)
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("admin", "security", "audit", "city.supervisor", "officer.rsj");
        var (actor, actions, target) = (people[name].ToActor(), host.Get<AccountActions>(), people["officer.rsj"].Id);

        await AllowedAsync(keepsAccounts, () => actions.CreateAsync(actor, Newcomer));
        await AllowedAsync(keepsAccounts, () => actions.ResetPasswordAsync(actor, target, "Neues-Wort-7"));
        await AllowedAsync(keepsAccounts, () => actions.DisableAsync(actor, target));
        await AllowedAsync(keepsAccounts, () => actions.EnableAsync(actor, target));
        await AllowedAsync(assigns, () => actions.AssignAsync(actor, target, [Role.UnitLead], null, Town.Rsj));

        static async Task AllowedAsync(bool allowed, Func<Task> act)
        {
            if (allowed)
                await act();
            else
                (await Should.ThrowAsync<Refusal>(act)).Kind.ShouldBe(RefusalKind.NotPermitted);
        }
    }

    [Fact]
    public async Task Duties_OfTwoAdministratorsOrBesideWork_AreRefused()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("security", "admin", "city.editor");
        var (security, target) = (people["security"].ToActor(), people["city.editor"].Id);
        foreach (var roles in (Role[][])[[Role.SystemAdministrator, Role.AuditAdministrator], [Role.SecurityAdministrator, Role.CityEditor], [Role.AuditAdministrator, Role.Operator]])
            await host.Get<AccountActions>().AssignAsync(security, target, roles, Town.City, null).ShouldBeRefusedAsync(AccountRule.DutiesSeparate);
        await host.Get<AccountActions>().AssignAsync(security, people["security"].Id, [Role.SystemAdministrator], null, null).ShouldBeRefusedAsync(AccountRule.OnSelf);
    }

    [Theory]
    [InlineData(Role.CityEditor, Town.Yingde, null)]
    [InlineData(Role.CountyOffice, Town.City, null)]
    [InlineData(Role.InformationOfficer, Town.City, null)]
    [InlineData(Role.InformationOfficer, null, null)]
    [InlineData(Role.Operator, null, Town.Rsj)]
    [InlineData(Role.UnitLead, Town.City, Town.Rsj)]
    [InlineData(Role.CityEditor, 999999, null)]
    [InlineData(Role.UnitLead, null, 999999999)]
    public async Task Role_AtTheWrongWorkplace_IsRefused(Role role, int? office, int? unit)
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("security", "city.editor");
        await host.Get<AccountActions>().AssignAsync(people["security"].ToActor(), people["city.editor"].Id, [role], office, unit).ShouldBeRefusedAsync(AccountRule.WrongWorkplace);
        (await host.Get<AccountViews>().ActiveAsync(people["city.editor"].Id))!.Roles.ShouldBe([Role.CityEditor]);
    }

    [Fact]
    public async Task SetUp_Twice_IsRefused()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        var id = await host.Get<AccountActions>().SetUpAsync(Newcomer);
        (await host.Get<AccountViews>().ActiveAsync(id))!.Roles.ShouldBe([Role.SystemAdministrator]);
        await host.Get<AccountActions>().SetUpAsync(Newcomer with { UserName = "second" }).ShouldBeRefusedAsync(AccountRule.AlreadySetUp);
    }

    [Fact]
    public async Task SetUp_TwiceAtOnce_MakesOneAdministrator()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await using var second = host.Second();
        var tries = await Task.WhenAll(((TestHost[])[host, second]).Select((node, i) => Task.Run(async () =>
        {
            try
            {
                await node.Get<AccountActions>().SetUpAsync(Newcomer with { UserName = $"first{i}" });
                return true;
            }
            catch (Refusal refusal) when (refusal.RuleValue is AccountRule.AlreadySetUp)
            {
                return false;
            }
        })));
        tries.Count(done => done).ShouldBe(1);
    }

    [Fact]
    public async Task SystemAdministrator_BeforeThereIsASecurityAdministrator_NamesTheFirstOnesOnly()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<AccountActions>();
        var adminId = await actions.SetUpAsync(Newcomer);
        var admin = (await host.Get<AccountViews>().ActiveAsync(adminId))!.ToActor();
        var audit = await actions.CreateAsync(admin, Newcomer with { UserName = "the.audit" });
        var security = await actions.CreateAsync(admin, Newcomer with { UserName = "the.security" });
        var friend = await actions.CreateAsync(admin, Newcomer with { UserName = "a.friend", OfficeId = Town.City });

        await actions.AssignAsync(admin, friend, [Role.CityReviewer], Town.City, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.AssignAsync(admin, friend, [Role.SystemAdministrator], null, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.AssignAsync(admin, friend, [], Town.City, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.AssignAsync(admin, audit, [Role.AuditAdministrator], null, null);
        await actions.AssignAsync(admin, security, [Role.SecurityAdministrator], null, null);
        await actions.AssignAsync(admin, friend, [Role.SecurityAdministrator], null, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);

        // Nor by putting the security administrator away first.
        await actions.DisableAsync(admin, security);
        await actions.AssignAsync(admin, friend, [Role.SecurityAdministrator], null, null).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public async Task SystemAdministrator_TheLastInUse_StaysOne()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("admin", "security", "audit");
        var (actions, admin, security) = (host.Get<AccountActions>(), people["admin"], people["security"].ToActor());
        await actions.DisableAsync(admin.ToActor(), admin.Id).ShouldBeRefusedAsync(AccountRule.OnSelf);
        await actions.AssignAsync(security, admin.Id, [], null, null).ShouldBeRefusedAsync(AccountRule.LastAdministrator);
        await actions.AssignAsync(security, people["audit"].Id, [Role.SystemAdministrator], null, null);

        var second = (await host.Get<AccountViews>().ActiveAsync(people["audit"].Id))!.ToActor();
        await actions.DisableAsync(second, admin.Id);
        await actions.AssignAsync(security, people["audit"].Id, [], null, null).ShouldBeRefusedAsync(AccountRule.LastAdministrator);
    }

    [Fact]
    public async Task List_OfAccounts_IsForAdministratorsAndFoundByAnyPartOfTheName()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync();
        var views = host.Get<AccountViews>();
        await views.ListAsync(people["city.supervisor"].ToActor(), new AccountFilter(), 0, 10).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await views.ListAsync(people["audit"].ToActor(), new AccountFilter(), 0, 10).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        (await views.ListAsync(people["admin"].ToActor(), new AccountFilter(), 0, 5)).Items.Count.ShouldBe(5);
        var (items, total) = await views.ListAsync(people["security"].ToActor(), new AccountFilter("YINGDE"), 0, 100);
        total.ShouldBe(3);
        items.Select(item => item.Workplace).ShouldBe(["英德市民政局", "英德市人力资源和社会保障局", "英德市热线办"], ignoreOrder: true);
    }
}
