using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Releases;

/// <summary>A key as it was issued.</summary>
/// <param name="Key">Shown once, never stored.</param>
public sealed record IssuedKey(Guid Id, string Key);

/// <summary>Keys for who reads releases by program: the city office's reviewers issue them, whoever may recall a release may revoke one.</summary>
public sealed class ReleaseKeyActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>In force at one time.</summary>
    public const int Most = 200;

    private const string Prefix = "hkr_";

    private static readonly Actor Site = Actor.System("open");

    public Task<IssuedKey> IssueAsync(Actor actor, string? holder, string? purpose, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            Require(actor, Permission.ReleaseEntries);
            var (whose, why) = (Said(holder, "holder", "持有者", ReleaseKey.MaxHolder), Said(purpose, "purpose", "用途", ReleaseKey.MaxPurpose));
            if (await db.ReleaseKeys().CountAsync(row => row.RevokedAt == null, ct) >= Most)
                throw new Refusal(ReleaseRule.TooManyKeys, $"有效的密钥最多 {Most} 个，请先吊销不再使用的。");
            var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var row = new ReleaseKey { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Holder = whose, Purpose = why, Start = key[..ReleaseKey.ShownLetters], Hash = HashOf(key), IssuedBy = actor.DisplayName, IssuedAt = now };
            db.Add(row);
            return Outcome.Of(new IssuedKey(row.Id, key), new ReleaseKeyIssued(row.Id, whose, why));
        }, ct);

    /// <summary>From now on nothing is read with it. Nothing happens when it is revoked already.</summary>
    public Task RevokeAsync(Actor actor, Guid id, string? reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            Require(actor, Permission.ProposeReleases);
            var key = await db.ReleaseKeys().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这个密钥");
            if (key.RevokedAt is not null)
                return [];
            PersonalData.RequireNone(reason, ReleaseRule.PersonalData, "reason");
            return [key.Revoke(actor.DisplayName, Reason.Read(reason, "吊销密钥", ReleaseRule.ReasonRequired, ReleaseRule.ReasonTooLong)!, now)];
        }, ct);

    /// <summary>Whose key it is; the day of its use is kept.</summary>
    /// <returns>Null for what is no key, or none any more.</returns>
    public async Task<Guid?> ResolveAsync(string key, CancellationToken ct = default)
    {
        var (hash, today) = (HashOf(key), CityDays.Of(time.UtcNow()));
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await db.ReleaseKeys().AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash && row.RevokedAt == null, ct) is not { } known)
            return null;
        if (known.LastUsedOn is not { } day || day < today)
            await ledger.CommitAsync(Site, async (tx, _) =>
                await tx.ReleaseKeys().SingleAsync(row => row.Id == known.Id, ct) is { RevokedAt: null } row && (row.LastUsedOn is not { } last || last < today) ? [row.Use(today)] : [], ct);
        return known.Id;
    }

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static void Require(Actor actor, Permission permission)
    {
        actor.Require(permission);
        if (!actor.IsSystem && !Jurisdiction.IsCity(actor.OfficeId))
            throw Refusal.NotPermitted("向社会发布由市热线办办理。");
    }

    private static string Said(string? given, string field, string name, int most)
    {
        var said = Wording.OneLine(given ?? "");
        if (said.Length == 0)
            throw Refusal.Field(ReleaseRule.KeyIncomplete, field, $"请写明{name}。");
        if (said.Length > most)
            throw Refusal.Field(ReleaseRule.TooLong, field, $"{name}最多 {most} 个字。");
        PersonalData.RequireNone(said, ReleaseRule.PersonalData, field);
        return said;
    }
}
