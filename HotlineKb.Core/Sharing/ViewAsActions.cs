using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

[EventKind("account.viewed")]
public sealed record AccountViewedAs(string UserName) : LedgerEvent($"account:{UserName}");

/// <summary>An office looks at the program as somebody else does, to answer "why can I not see this": nothing can be done that way, and it is recorded (R4.8, X5).</summary>
public sealed class ViewAsActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    /// <returns>The other's actor, read-only.</returns>
    /// <exception cref="Refusal"><see cref="AccessRule.NotViewable"/> for administrators and for people outside one's jurisdiction.</exception>
    public Task<Actor> StartAsync(Actor actor, string? userName, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var account = await NeedAsync(db, actor, userName, ct);
            if (account.Disabled)
                throw Refusal.Field(AccessRule.NotViewable, "account", "账号已停用，没有什么可以看的。");
            return Outcome.Of(account.ToActor() with { ReadOnly = true }, new AccountViewedAs(account.UserName));
        }, ct);

    /// <summary>The other's actor as it stands now, read-only: asked again for every load, and recorded no more.</summary>
    /// <exception cref="Refusal">As at the start; also once the account is disabled.</exception>
    public async Task<Actor> AgainAsync(Actor actor, string? userName, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await NeedAsync(db, actor, userName, ct) is { Disabled: false } account
            ? account.ToActor() with { ReadOnly = true }
            : throw Refusal.Field(AccessRule.NotViewable, "account", "所查看的账号已停用，请结束查看。", RefusalKind.NotPermitted);
    }

    /// <summary>Whom the actor may look as, and ask about: people of units and offices within the jurisdiction, oneself not.</summary>
    internal static async Task<Account> NeedAsync(HotlineDb db, Actor actor, string? userName, CancellationToken ct)
    {
        actor.Require(Permission.SeeAllWork);
        var name = (userName ?? "").Trim().ToUpperInvariant();
        var account = await db.Accounts().AsNoTracking().SingleOrDefaultAsync(row => row.NormalizedUserName == name, ct) ?? throw Refusal.Field(AccessRule.UnknownAccount, "account", $"没有账号“{Wording.Cut(userName ?? "", 40)}”。");
        var sight = WorkSight.Of(actor);
        var within = sight.All || (sight.Office is { } office && (account.OfficeId == office || account.UnitId / 1000 == office));
        return within && !account.Roles.Any(Roles.Administrators.Contains) && account.Id != actor.AccountId
            ? account
            : throw Refusal.Field(AccessRule.NotViewable, "account", "不能以这个账号的身份查看：只限管辖范围内的单位和热线办账号。");
    }
}
