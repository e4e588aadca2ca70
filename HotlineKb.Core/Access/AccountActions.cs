using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Access;

public enum AccountRule
{
    UserNameTaken,
    BadUserName,
    WeakPassword,
    WrongPassword,
    /// <summary>System, security and audit administration are three persons' duties.</summary>
    DutiesSeparate,
    /// <summary>A role needs a workplace the account does not have.</summary>
    WrongWorkplace,
    OnSelf,
    LastAdministrator,
    Disabled,
    AlreadySetUp,
}

/// <summary>A new account as an administrator enters it.</summary>
public sealed record NewAccount(string UserName, string DisplayName, string Password, int? OfficeId = null, int? UnitId = null);

/// <summary>
/// Accounts: the system administrator creates, disables and resets; the security administrator assigns roles (three separate persons' duties).
/// Until there is a security administrator, the system administrator may name one, and an audit administrator: someone has to be first.
/// </summary>
public sealed partial class AccountActions(LedgerDoor ledger, IPasswordHasher<Account> hasher)
{
    public Task<Guid> CreateAsync(Actor actor, NewAccount request, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ManageAccounts);
            var account = await AddAsync(db, request, now, mustChangePassword: true, ct);
            return Outcome.Of(account.Id, Created(account));
        }, ct);

    /// <summary>First start: the one administrator who comes by the set-up link. Refused once any account exists.</summary>
    public Task<Guid> SetUpAsync(NewAccount request, CancellationToken ct = default) =>
        ledger.CommitAsync(Actor.System("setup"), async (db, now) =>
        {
            if (await db.Accounts().AnyAsync(ct))
                throw new Refusal(AccountRule.AlreadySetUp, "系统已经初始化，请直接登录。");
            var account = await AddAsync(db, request, now, mustChangePassword: false, ct);
            account.Roles = [Role.SystemAdministrator];
            return Outcome.Of(account.Id, Created(account));
        }, ct);

    /// <summary>For the command line: an account with its roles in one act.</summary>
    public async Task<Guid> ProvisionAsync(Actor system, NewAccount request, IReadOnlyList<Role> roles, CancellationToken ct = default) =>
        (await ProvisionAsync(system, [(request, roles)], ct))[0];

    /// <summary>For the demo city: many accounts with their roles in one act, all of them or none.</summary>
    /// <returns>Ids, in the order given.</returns>
    public Task<IReadOnlyList<Guid>> ProvisionAsync(Actor system, IReadOnlyList<(NewAccount Account, IReadOnlyList<Role> Roles)> requests, CancellationToken ct = default) =>
        ledger.CommitAsync(system, async (db, now) =>
        {
            if (!system.IsSystem)
                throw Refusal.NotPermitted();
            var added = new List<Account>(requests.Count);
            foreach (var (request, roles) in requests)
            {
                var account = await AddAsync(db, request, now, mustChangePassword: false, ct);
                await CheckRolesAsync(db, account, roles, ct);
                account.Roles = roles;
                added.Add(account);
            }

            return new Outcome<IReadOnlyList<Guid>>([.. added.Select(account => account.Id)], [.. added.Select(Created)]);
        }, ct);

    public Task DisableAsync(Actor actor, Guid accountId, CancellationToken ct = default) =>
        ChangeAsync(actor, Permission.ManageAccounts, accountId, async (db, account) =>
        {
            if (account.Id == actor.AccountId)
                throw new Refusal(AccountRule.OnSelf, "不能停用自己的账号。");
            if (account.Disabled)
                return null;
            if (account.Roles.Contains(Role.SystemAdministrator) && await CountAsync(db, Role.SystemAdministrator, ct) < 2)
                throw new Refusal(AccountRule.LastAdministrator, "这是最后一个在用的系统管理员，不能停用。");
            account.Disabled = true;
            return new AccountDisabled(account.UserName);
        }, ct);

    public Task EnableAsync(Actor actor, Guid accountId, CancellationToken ct = default) =>
        ChangeAsync(actor, Permission.ManageAccounts, accountId, (_, account) =>
        {
            if (!account.Disabled && account.LockoutEnd is null)
                return Task.FromResult<AccountEvent?>(null);
            account.Disabled = false;
            account.LockoutEnd = null;
            account.AccessFailedCount = 0;
            return Task.FromResult<AccountEvent?>(new AccountEnabled(account.UserName));
        }, ct);

    /// <summary>A new password that the person must change at the next sign-in; also lifts a lockout.</summary>
    public Task ResetPasswordAsync(Actor actor, Guid accountId, string password, CancellationToken ct = default) =>
        ChangeAsync(actor, Permission.ManageAccounts, accountId, (_, account) =>
        {
            SetPassword(account, password);
            account.MustChangePassword = true;
            account.LockoutEnd = null;
            account.AccessFailedCount = 0;
            return Task.FromResult<AccountEvent?>(new AccountPasswordReset(account.UserName));
        }, ct);

    /// <summary>One's own password.</summary>
    public Task ChangePasswordAsync(Actor actor, string current, string password, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var account = await NeedAsync(db, actor.AccountId ?? Guid.Empty, ct);
            if (hasher.VerifyHashedPassword(account, account.PasswordHash, current) == PasswordVerificationResult.Failed)
                throw new Refusal(AccountRule.WrongPassword, "原密码不正确。");
            if (current == password)
                throw new Refusal(AccountRule.WeakPassword, "新密码不能与原密码相同。");
            SetPassword(account, password);
            account.MustChangePassword = false;
            Touch(account);
            return [new AccountPasswordChanged(account.UserName)];
        }, ct);

    /// <summary>Roles and workplace, by the security administrator.</summary>
    public Task AssignAsync(Actor actor, Guid accountId, IReadOnlyList<Role> roles, int? officeId, int? unitId, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            await RequireAssignerAsync(db, actor, roles, ct);
            var account = await NeedAsync(db, accountId, ct);
            if (account.Id == actor.AccountId)
                throw new Refusal(AccountRule.OnSelf, "不能给自己分配角色。");
            if (account.Roles.Contains(Role.SystemAdministrator) && !roles.Contains(Role.SystemAdministrator) && !account.Disabled && await CountAsync(db, Role.SystemAdministrator, ct) < 2)
                throw new Refusal(AccountRule.LastAdministrator, "这是最后一个在用的系统管理员，不能收回其角色。");
            var before = account.Roles;
            await SetWorkplaceAsync(db, account, officeId, unitId, ct);
            await CheckRolesAsync(db, account, roles, ct);
            account.Roles = roles;
            Touch(account);
            return [new AccountRolesAssigned(account.UserName, before, account.Roles, account.OfficeId, account.UnitId)];
        }, ct);

    public Task SignedInAsync(Guid accountId, CancellationToken ct = default) =>
        ledger.CommitAsync(Actor.System("sign-in"), async (db, now) =>
        {
            var account = await NeedAsync(db, accountId, ct);
            account.LastSignInAt = now;
            account.AccessFailedCount = 0;
            account.Version++;
            return [new AccountSignedIn(account.UserName)];
        }, ct);

    public Task SignedOutAsync(Actor actor, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new AccountSignedOut(actor.UserName)]), ct);

    private Task ChangeAsync(Actor actor, Permission permission, Guid accountId, Func<HotlineDb, Account, Task<AccountEvent?>> change, CancellationToken ct) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(permission);
            var account = await NeedAsync(db, accountId, ct);
            if (await change(db, account) is not { } happened)
                return [];
            Touch(account);
            return [happened];
        }, ct);

    private async Task<Account> AddAsync(HotlineDb db, NewAccount request, DateTime now, bool mustChangePassword, CancellationToken ct)
    {
        var name = request.UserName.Trim();
        if (!UserNamePattern().IsMatch(name))
            throw new Refusal(AccountRule.BadUserName, "账号须为 2 至 40 位字母、数字、点、横线或下划线。");
        if (string.IsNullOrWhiteSpace(request.DisplayName) || request.DisplayName.Trim().Length > 60)
            throw new Refusal(AccountRule.BadUserName, "姓名不能为空，且不超过 60 个字。");
        var normalized = name.ToUpperInvariant();
        if (await db.Accounts().AnyAsync(account => account.NormalizedUserName == normalized, ct))
            throw new Refusal(AccountRule.UserNameTaken, $"账号“{name}”已存在。");
        var added = new Account
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            UserName = name,
            NormalizedUserName = normalized,
            DisplayName = request.DisplayName.Trim(),
            MustChangePassword = mustChangePassword,
            CreatedAt = now,
        };
        await SetWorkplaceAsync(db, added, request.OfficeId, request.UnitId, ct);
        SetPassword(added, request.Password);
        Touch(added);
        db.Add(added);
        return added;
    }

    private static AccountCreated Created(Account account) => new(account.UserName, account.OfficeId, account.UnitId, account.Roles);

    private static async Task RequireAssignerAsync(HotlineDb db, Actor actor, IReadOnlyList<Role> roles, CancellationToken ct)
    {
        if (actor.May(Permission.AssignRoles))
            return;
        actor.Require(Permission.ManageAccounts);
        // A disabled one counts: else the system administrator could put a friend in the place of the one he just disabled.
        var first = Account.Mark(Role.SecurityAdministrator);
        if (roles.Count == 0 || roles.Any(role => role is not (Role.SecurityAdministrator or Role.AuditAdministrator)) || await db.Accounts().AnyAsync(account => account.RoleMarks.Contains(first), ct))
            throw Refusal.NotPermitted("角色由安全管理员分配；尚无安全管理员时，系统管理员只能指定安全管理员和审计管理员。");
    }

    private static async Task SetWorkplaceAsync(HotlineDb db, Account account, int? officeId, int? unitId, CancellationToken ct)
    {
        if (officeId is not null && unitId is not null)
            throw new Refusal(AccountRule.WrongWorkplace, "一个账号只能属于一个热线办或一个成员单位。");
        if (officeId is { } office && !await db.Offices().AnyAsync(row => row.Id == office, ct))
            throw new Refusal(AccountRule.WrongWorkplace, "没有这个热线办。");
        if (unitId is { } unit && !await db.Units().AnyAsync(row => row.Id == unit, ct))
            throw new Refusal(AccountRule.WrongWorkplace, "没有这个成员单位。");
        account.OfficeId = officeId;
        account.UnitId = unitId;
    }

    private static async Task CheckRolesAsync(HotlineDb db, Account account, IReadOnlyList<Role> roles, CancellationToken ct)
    {
        if (roles.Any(Access.Roles.Administrators.Contains) && roles.Distinct().Count() > 1)
            throw new Refusal(AccountRule.DutiesSeparate, "系统、安全、审计三项管理职责须由三个人分别承担，也不能与业务角色兼任。");
        var level = account.OfficeId is { } office ? await db.Offices().Where(row => row.Id == office).Select(row => (OfficeLevel?)row.Level).SingleAsync(ct) : null;
        foreach (var role in roles)
        {
            var fits = Access.Roles.WorkplaceOf(role) switch
            {
                Workplace.CityOffice => level is OfficeLevel.City,
                Workplace.CountyOffice => level is OfficeLevel.County,
                Workplace.Unit => account.UnitId is not null,
                _ => true,
            };
            if (!fits)
                throw new Refusal(AccountRule.WrongWorkplace, $"角色“{Access.Roles.NameOf(role)}”与该账号所在的单位不符。");
        }
    }

    private static async Task<int> CountAsync(HotlineDb db, Role role, CancellationToken ct)
    {
        var mark = Account.Mark(role);
        return await db.Accounts().CountAsync(account => !account.Disabled && account.RoleMarks.Contains(mark), ct);
    }

    private static async Task<Account> NeedAsync(HotlineDb db, Guid id, CancellationToken ct) =>
        await db.Accounts().SingleOrDefaultAsync(account => account.Id == id, ct) ?? throw Refusal.NotFound("这个账号");

    private void SetPassword(Account account, string password)
    {
        if (password.Length is < 10 or > 100 || !password.Any(char.IsLetter) || !password.Any(char.IsDigit) || password.Contains(account.UserName, StringComparison.OrdinalIgnoreCase))
            throw new Refusal(AccountRule.WeakPassword, "密码须为 10 至 100 位，同时含有字母和数字，且不含账号名。");
        account.PasswordHash = hasher.HashPassword(account, password);
    }

    private static void Touch(Account account)
    {
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        account.Version++;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
    private static partial Regex UserNamePattern();
}
