using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace HotlineKb.Web.Access;

internal enum SignInResultKind
{
    Success,
    MustChangePassword,
    Refused,
}

/// <summary>Checks a name and password; five wrong ones lock the account for a quarter of an hour.</summary>
internal sealed class SignInService(UserManager<Account> users, AccountActions accounts, IPasswordHasher<Account> hasher)
{
    // Hashed once so that an unknown name takes as long as a known one.
    private static readonly Account Nobody = new() { PasswordHash = new PasswordHasher<Account>().HashPassword(new Account(), Guid.NewGuid().ToString()) };

    public async Task<(SignInResultKind Kind, string? Message)> SignInAsync(HttpContext context, string userName, string password)
    {
        const string wrong = "账号或密码不正确。";
        if (await users.FindByNameAsync(userName.Trim()) is not { } account)
        {
            hasher.VerifyHashedPassword(Nobody, Nobody.PasswordHash, password);
            return (SignInResultKind.Refused, wrong);
        }

        if (await users.IsLockedOutAsync(account))
            return (SignInResultKind.Refused, "密码多次输错，账号已锁定，请 15 分钟后再试或联系系统管理员。");
        if (!await users.CheckPasswordAsync(account, password))
        {
            await users.CountFailureAsync(account);
            return (SignInResultKind.Refused, wrong);
        }

        if (account.Disabled)
            return (SignInResultKind.Refused, "账号已停用，请联系系统管理员。");
        if (account.MustChangePassword)
            return (SignInResultKind.MustChangePassword, null);
        await accounts.SignedInAsync(account.Id, context.RequestAborted);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SignInSetup.PrincipalOf(account, CookieAuthenticationDefaults.AuthenticationScheme));
        return (SignInResultKind.Success, null);
    }

    /// <summary>Sets an own password with the old one as proof, then signs in. Wrong old passwords count towards the lockout.</summary>
    /// <exception cref="Refusal">When the new password is refused.</exception>
    public async Task<(SignInResultKind Kind, string? Message)> ChangePasswordAsync(HttpContext context, string userName, string current, string password)
    {
        if (await users.FindByNameAsync(userName.Trim()) is not { Disabled: false } account || await users.IsLockedOutAsync(account))
            return (SignInResultKind.Refused, "账号或密码不正确。");
        if (!await users.CheckPasswordAsync(account, current))
        {
            await users.CountFailureAsync(account);
            return (SignInResultKind.Refused, "账号或密码不正确。");
        }

        await accounts.ChangePasswordAsync(account.ToActor(), current, password, context.RequestAborted);
        return await SignInAsync(context, userName, password);
    }
}
