using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Access;

public sealed class TokenTests
{
    [Fact]
    public async Task Token_Created_ActsAsItsAccountAndIsKeptAsAHashOnly()
    {
        await using var host = await TestHost.StartAsync();
        var me = (await host.WithAccountsAsync("city.editor"))["city.editor"];

        var token = await host.Get<TokenActions>().CreateAsync(me.ToActor(), "city.editor", "呼叫平台", 30);

        (await host.Get<TokenActions>().ResolveAsync(token))!.Id.ShouldBe(me.Id);
        (await host.Get<TokenActions>().ResolveAsync(token[..^1] + "_")).ShouldBeNull();
        await using var db = host.Db();
        var row = await db.ApiTokens().SingleAsync();
        row.Hash.ShouldNotContain(token);
        row.ExpiresAt.ShouldBe(host.Now.AddDays(30));
        (await db.LedgerRowsOf("token.created")).Single().Data.ShouldNotContain(token);
        (await host.Get<AccountViews>().TokensAsync(me.ToActor())).Single().Name.ShouldBe("呼叫平台");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(TokenActions.MaxDays + 1)]
    public async Task Days_BeyondTheLimits_AreRefused(int days)
    {
        await using var host = await TestHost.StartAsync();
        var me = (await host.WithAccountsAsync("city.editor"))["city.editor"].ToActor();
        await host.Get<TokenActions>().CreateAsync(me, "city.editor", "x", days).ShouldBeRefusedAsync(BasicRule.Malformed);
    }

    [Fact]
    public async Task Token_Expired_NoLongerActs()
    {
        await using var host = await TestHost.StartAsync();
        var me = (await host.WithAccountsAsync("city.editor"))["city.editor"].ToActor();
        var token = await host.Get<TokenActions>().CreateAsync(me, "city.editor", "x", 1);
        host.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        (await host.Get<TokenActions>().ResolveAsync(token)).ShouldNotBeNull();
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await host.Get<TokenActions>().ResolveAsync(token)).ShouldBeNull();
    }

    [Fact]
    public async Task Token_Revoked_NoLongerActs()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "city.checker", "admin");
        var (actions, me) = (host.Get<TokenActions>(), people["city.editor"].ToActor());
        var mine = await actions.CreateAsync(me, "city.editor", "mine", 10);
        var other = await actions.CreateAsync(me, "city.editor", "other", 10);
        var ids = (await host.Get<AccountViews>().TokensAsync(me)).ToDictionary(item => item.Name, item => item.Id);

        (await actions.RevokeAsync(people["city.checker"].ToActor(), ids["mine"]).ShouldBeRefusedAsync(BasicRule.NotFound)).Kind.ShouldBe(RefusalKind.NotFound);
        await actions.RevokeAsync(me, ids["mine"]);
        await actions.RevokeAsync(me, ids["mine"]);
        await actions.RevokeAsync(people["admin"].ToActor(), ids["other"]);

        (await actions.ResolveAsync(mine)).ShouldBeNull();
        (await actions.ResolveAsync(other)).ShouldBeNull();
        await using var db = host.Db();
        (await db.LedgerRowsOf("token.revoked")).Select(row => row.Actor).ShouldBe(["city.editor", "admin"]);
    }

    [Fact]
    public async Task Token_OfADisabledAccount_NoLongerActs()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "admin");
        var token = await host.Get<TokenActions>().CreateAsync(Actor.System("cli"), "city.editor", "x", 10);

        await host.Get<AccountActions>().DisableAsync(people["admin"].ToActor(), people["city.editor"].Id);

        (await host.Get<TokenActions>().ResolveAsync(token)).ShouldBeNull();
        await host.Get<TokenActions>().CreateAsync(Actor.System("cli"), "city.editor", "x", 10).ShouldBeRefusedAsync(AccountRule.Disabled);
    }

    [Fact]
    public async Task Token_ForAnother_IsRefusedEvenToTheAdministrator()
    {
        await using var host = await TestHost.StartAsync();
        var people = await host.WithAccountsAsync("city.editor", "admin");
        await host.Get<TokenActions>().CreateAsync(people["admin"].ToActor(), "city.editor", "x", 10).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await host.Get<TokenActions>().CreateAsync(Actor.System("cli"), "nobody", "x", 10).ShouldBeRefusedAsync(BasicRule.NotFound);
    }
}
