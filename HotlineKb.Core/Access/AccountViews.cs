using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Access;

/// <summary>An account as the administrators' list shows it.</summary>
public sealed record AccountItem(Guid Id, string UserName, string DisplayName, IReadOnlyList<Role> Roles, int? OfficeId, int? UnitId, string Workplace, bool Disabled, DateTime? LockoutEnd, DateTime? LastSignInAt);

public sealed record TokenItem(Guid Id, string Name, DateTime CreatedAt, DateTime ExpiresAt, DateTime? RevokedAt);

/// <param name="WithoutRole">Only those who cannot do anything yet.</param>
public sealed record AccountFilter(string? Text = null, Role? Role = null, bool WithoutRole = false, int? UnitId = null, bool? Disabled = null);

public sealed class AccountViews(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>For administrators; filtered, counted and paged in the database.</summary>
    public async Task<(IReadOnlyList<AccountItem> Items, int Total)> ListAsync(Actor viewer, AccountFilter filter, int skip, int top, CancellationToken ct = default)
    {
        if (!viewer.May(Permission.ManageAccounts) && !viewer.May(Permission.AssignRoles))
            throw Refusal.NotPermitted();
        await using var db = await databases.CreateDbContextAsync(ct);
        var accounts = db.Accounts().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var upper = filter.Text.Trim().ToUpperInvariant();
            accounts = accounts.Where(account => account.NormalizedUserName.Contains(upper) || account.DisplayName.ToUpper().Contains(upper));
        }

        if (filter.Role is { } role)
        {
            var mark = Account.Mark(role);
            accounts = accounts.Where(account => account.RoleMarks.Contains(mark));
        }

        if (filter.WithoutRole)
            accounts = accounts.Where(account => account.RoleMarks == "");
        if (filter.UnitId is { } unitId)
            accounts = accounts.Where(account => account.UnitId == unitId);
        if (filter.Disabled is { } disabled)
            accounts = accounts.Where(account => account.Disabled == disabled);
        var total = await accounts.CountAsync(ct);
        var rows = await accounts.OrderBy(account => account.NormalizedUserName).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var offices = await db.Offices().AsNoTracking().ToDictionaryAsync(office => office.Id, office => office.Name, ct);
        var unitIds = rows.Select(row => row.UnitId).OfType<int>().Distinct().ToArray();
        var units = await db.Units().Where(unit => unitIds.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
        return (rows.ConvertAll(row => new AccountItem(row.Id, row.UserName, row.DisplayName, row.Roles, row.OfficeId, row.UnitId,
            row.OfficeId is { } office ? offices[office] : row.UnitId is { } unit ? units[unit] : "", row.Disabled, row.LockoutEnd, row.LastSignInAt)), total);
    }

    /// <summary>The account as it stands now, for building an actor; null when it is gone or disabled.</summary>
    public async Task<Account?> ActiveAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Accounts().AsNoTracking().SingleOrDefaultAsync(account => account.Id == id && !account.Disabled, ct);
    }

    public async Task<bool> AnyAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Accounts().AnyAsync(ct);
    }

    /// <summary>Whether anyone holds the role, disabled or not: until there is a security administrator, the system administrator names the first.</summary>
    public async Task<bool> AnyWithAsync(Role role, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var mark = Account.Mark(role);
        return await db.Accounts().AnyAsync(account => account.RoleMarks.Contains(mark), ct);
    }

    /// <summary>One's own tokens, newest first.</summary>
    public async Task<IReadOnlyList<TokenItem>> TokensAsync(Actor viewer, CancellationToken ct = default)
    {
        viewer.RequireOwn();
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ApiTokens().Where(token => token.AccountId == viewer.AccountId).OrderByDescending(token => token.CreatedAt)
            .Select(token => new TokenItem(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt)).ToListAsync(ct);
    }
}
