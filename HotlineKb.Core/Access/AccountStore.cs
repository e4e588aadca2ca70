using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Access;

/// <summary>
/// Identity's view of accounts. It does not save by itself: what Identity changes (failed sign-ins, lockout, password)
/// goes through the ledger like everything else.
/// </summary>
internal sealed class AccountStore(IDbContextFactory<HotlineDb> databases, LedgerDoor ledger)
    : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserLockoutStore<Account>
{
    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id))
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts().AsNoTracking().SingleOrDefaultAsync(account => account.Id == id, cancellationToken);
    }

    public async Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts().AsNoTracking().SingleOrDefaultAsync(account => account.NormalizedUserName == normalizedUserName, cancellationToken);
    }

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        var read = user.Version;
        try
        {
            await ledger.CommitAsync(Actor.System("sign-in"), async (db, _) =>
            {
                var stored = await db.Accounts().AsNoTracking().SingleAsync(account => account.Id == user.Id, cancellationToken);
                db.Entry(user).State = EntityState.Modified;
                // Not ++: the act may run again.
                user.Version = read + 1;
                db.Entry(user).Property(account => account.Version).OriginalValue = read;
                return [Happened(stored, user)];
            }, cancellationToken);
            return IdentityResult.Success;
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.ChangedMeanwhile)
        {
            user.Version = read;
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        }
    }

    private static AccountEvent Happened(Account before, Account after)
    {
        // With the failure that locks it out, Identity starts counting from 0 again.
        if (after.LockoutEnd is not null && after.LockoutEnd != before.LockoutEnd)
            return new AccountSignInFailed(after.UserName, before.AccessFailedCount + 1, LockedOut: true);
        if (after.AccessFailedCount > before.AccessFailedCount)
            return new AccountSignInFailed(after.UserName, after.AccessFailedCount, LockedOut: false);
        return after.PasswordHash != before.PasswordHash ? new AccountPasswordChanged(after.UserName) : new AccountUpdated(after.UserName);
    }

    // Accounts come and go through AccountActions only, where the rules are.
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException("Use AccountActions.CreateAsync.");

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException("Accounts are disabled, never deleted: the ledger names them.");

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException("User names stand in the ledger and never change.");

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.NormalizedUserName = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash.Length > 0);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockoutEnd is { } end ? new DateTimeOffset(end, TimeSpan.Zero) : (DateTimeOffset?)null);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        user.LockoutEnd = lockoutEnd?.UtcDateTime;
        return Task.CompletedTask;
    }

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken)
    {
        user.AccessFailedCount = 0;
        return Task.CompletedTask;
    }

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
