using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Access;

/// <summary>Keys for programs (X7). The token itself is shown once and never stored.</summary>
public sealed class TokenActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    public const int MaxDays = 730;

    /// <param name="actor">The account's owner, an account administrator, or the system.</param>
    /// <param name="days">1 to <see cref="MaxDays"/>.</param>
    /// <returns>The token, to be shown once.</returns>
    public Task<string> CreateAsync(Actor actor, string userName, string name, int days, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            if (days is < 1 or > MaxDays)
                throw Refusal.Malformed($"有效天数须为 1 至 {MaxDays}。");
            var normalized = userName.Trim().ToUpperInvariant();
            var account = await db.Accounts().SingleOrDefaultAsync(row => row.NormalizedUserName == normalized, ct) ?? throw Refusal.NotFound($"账号“{userName}”");
            // An administrator who could make keys for others could act as anyone.
            if (!actor.IsSystem && actor.AccountId != account.Id)
                throw Refusal.NotPermitted("只能为自己的账号生成令牌。");
            if (account.Disabled)
                throw new Refusal(AccountRule.Disabled, $"账号“{account.UserName}”已停用。");
            var token = "hkb_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var row = new ApiToken
            {
                Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                AccountId = account.Id,
                Name = name.Trim() is { Length: > 0 and <= 60 } given ? given : "token",
                Hash = HashOf(token),
                CreatedAt = now,
                ExpiresAt = now.AddDays(days),
            };
            db.Add(row);
            return Outcome.Of(token, new TokenCreated(account.UserName, row.Id, row.ExpiresAt));
        }, ct);

    public Task RevokeAsync(Actor actor, Guid tokenId, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var token = await db.ApiTokens().SingleOrDefaultAsync(row => row.Id == tokenId, ct) ?? throw Refusal.NotFound("这个令牌");
            if (token.AccountId != actor.AccountId && !actor.May(Permission.ManageAccounts))
                throw Refusal.NotFound("这个令牌");
            if (token.RevokedAt is not null)
                return [];
            token.RevokedAt = now;
            var owner = await db.Accounts().Where(row => row.Id == token.AccountId).Select(row => row.UserName).SingleAsync(ct);
            return [new TokenRevoked(owner, token.Id)];
        }, ct);

    /// <summary>The account a token acts for; null when the token is unknown, expired, revoked, or its account disabled.</summary>
    public async Task<Account?> ResolveAsync(string token, CancellationToken ct = default)
    {
        var hash = HashOf(token);
        var now = time.UtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ApiTokens().Where(row => row.Hash == hash && row.RevokedAt == null && row.ExpiresAt > now)
            .Join(db.Accounts().Where(account => !account.Disabled && !account.MustChangePassword), row => row.AccountId, account => account.Id, (_, account) => account)
            .AsNoTracking().SingleOrDefaultAsync(ct);
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
