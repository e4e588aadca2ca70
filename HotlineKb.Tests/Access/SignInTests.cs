using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

/// <summary>Identity's managers over our store: what they change goes through the ledger.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Password_WrongFiveTimes_LocksTheAccountOut()
    {
        await using var host = await TestHost.StartAsync();
        await host.WithAccountsAsync("city.editor");
        await using var scope = host.Scope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await users.FindByNameAsync("City.Editor"))!;

        (await users.CheckPasswordAsync(account, "falsch-12345")).ShouldBeFalse();
        for (var failure = 1; failure <= 5; failure++)
        {
            (await users.IsLockedOutAsync(account)).ShouldBeFalse($"before failure {failure}");
            (await users.AccessFailedAsync(account)).Succeeded.ShouldBeTrue();
        }

        (await users.IsLockedOutAsync(account)).ShouldBeTrue();
        await using var db = host.Db();
        var stored = await db.Accounts().SingleAsync();
        stored.LockoutEnd.ShouldNotBeNull();
        var failed = await db.LedgerRowsOf("account.signInFailed");
        failed.Count.ShouldBe(5);
        failed[^1].Data.ShouldContain("\"lockedOut\":true");
        failed[0].Data.ShouldContain("\"lockedOut\":false");
    }

    [Fact]
    public async Task Passwords_GuessedInParallel_AreAllCounted()
    {
        await using var host = await TestHost.StartAsync();
        await host.WithAccountsAsync("city.editor");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            await using var scope = host.Scope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            await users.CountFailureAsync((await users.FindByNameAsync("city.editor"))!);
        })));

        await using var db = host.Db();
        (await db.Accounts().SingleAsync()).LockoutEnd.ShouldNotBeNull();
        (await db.LedgerRowsOf("account.signInFailed")).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Lockout_LiftedByTheAdministrator_LetsThePersonIn()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "admin");
        await using var scope = host.Scope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await users.FindByNameAsync("city.editor"))!;
        await users.SetLockoutEndDateAsync(account, DateTimeOffset.MaxValue);

        await host.Get<AccountActions>().EnableAsync(people["admin"].ToActor(), account.Id);

        account = (await users.FindByIdAsync(account.Id.ToString()))!;
        (await users.IsLockedOutAsync(account)).ShouldBeFalse();
        account.AccessFailedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Account_ChangedMeanwhile_IsNotOverwrittenByIdentity()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "security");
        await using var scope = host.Scope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var stale = (await users.FindByNameAsync("city.editor"))!;
        await host.Get<AccountActions>().AssignAsync(people["security"].ToActor(), stale.Id, [Role.CityChecker], Town.City, null);

        var result = await users.AccessFailedAsync(stale);

        result.Succeeded.ShouldBeFalse();
        result.Errors.Single().Code.ShouldBe("ConcurrencyFailure");
        (await users.FindByNameAsync("city.editor"))!.Roles.ShouldBe([Role.CityChecker]);
    }

    [Fact]
    public async Task SignIn_ThatSucceeds_IsRecordedAndClearsFailures()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor");
        await using (var scope = host.Scope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            var account = (await users.FindByNameAsync("city.editor"))!;
            (await users.CheckPasswordAsync(account, Town.Password)).ShouldBeTrue();
            await users.AccessFailedAsync(account);
        }

        await host.Get<AccountActions>().SignedInAsync(people["city.editor"].Id);
        await host.Get<AccountActions>().SignedOutAsync(people["city.editor"].ToActor());

        await using var db = host.Db();
        var stored = await db.Accounts().SingleAsync();
        stored.LastSignInAt.ShouldBe(host.Now);
        stored.AccessFailedCount.ShouldBe(0);
        (await db.LedgerRowsOf("account.signedIn")).Single().Subject.ShouldBe("account:city.editor");
        (await db.LedgerRowsOf("account.signedOut")).Single().Actor.ShouldBe("city.editor");
    }

    [Fact]
    public async Task Stamp_OfAnAccount_ChangesWithPasswordRolesAndDisabling()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "admin", "security");
        var id = people["city.editor"].Id;
        var actions = host.Get<AccountActions>();
        var stamps = new List<string> { await StampAsync() };

        await actions.AssignAsync(people["security"].ToActor(), id, [Role.CityChecker], Town.City, null);
        stamps.Add(await StampAsync());
        await actions.ResetPasswordAsync(people["admin"].ToActor(), id, "Neues-Wort-7");
        stamps.Add(await StampAsync());
        await actions.ChangePasswordAsync(people["city.editor"].ToActor(), "Neues-Wort-7", "Anderes-Wort-8");
        stamps.Add(await StampAsync());
        await actions.DisableAsync(people["admin"].ToActor(), id);
        stamps.Add(await StampAsync());
        stamps.ShouldBeUnique();

        await actions.SignedOutAsync(people["city.editor"].ToActor());
        (await StampAsync()).ShouldBe(stamps[^1]);

        async Task<string> StampAsync()
        {
            await using var db = host.Db();
            return await db.Accounts().Where(account => account.Id == id).Select(account => account.SecurityStamp).SingleAsync();
        }
    }

    [Fact]
    public async Task Account_Disabled_IsNoLongerAnActor()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "admin");
        var id = people["city.editor"].Id;
        (await host.Get<AccountViews>().ActiveAsync(id)).ShouldNotBeNull();

        await host.Get<AccountActions>().DisableAsync(people["admin"].ToActor(), id);
        (await host.Get<AccountViews>().ActiveAsync(id)).ShouldBeNull();

        await host.Get<AccountActions>().EnableAsync(people["admin"].ToActor(), id);
        (await host.Get<AccountViews>().ActiveAsync(id))!.ToActor().May(Permission.DraftForUnits).ShouldBeTrue();
        await using var db = host.Db();
        (await db.LedgerRowsOf("account.disabled")).Count.ShouldBe(1);
        (await db.LedgerRowsOf("account.enabled")).Count.ShouldBe(1);
    }
}
