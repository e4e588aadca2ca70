using HotlineKb.Core.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Localization;

namespace HotlineKb.Web.Access;

internal static class SignInEndpoints
{
    private const string SignOutPath = "/sign-out";

    public static void MapSignIn(this WebApplication app)
    {
        // Before the page of the same address, which would take the form too.
        app.MapPost(SignOutPath, async (HttpContext context, AccountActions accounts, AccountViews views, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.LocalRedirect(SignOutPath);
            if (await SignInSetup.CurrentAsync(views, context.User, context.RequestAborted) is { } account)
                await accounts.SignedOutAsync(account.ToActor(), context.RequestAborted);
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect(SignInSetup.SignInPath);
        }).WithOrder(-1).AllowAnonymous();

        app.MapGet("/language", (HttpContext context, string to, string? returnUrl) =>
        {
            var culture = to == "en" ? "en" : "zh-CN";
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), IsEssential = true, SameSite = SameSiteMode.Lax });
            return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
        }).AllowAnonymous();
    }

    /// <summary>Only ways within this site: a link from outside must not lead elsewhere after sign-in.</summary>
    public static bool IsLocal(string? url) =>
        url is { Length: > 0 } && url[0] == '/' && !(url.Length > 1 && url[1] is '/' or '\\') && !url.Any(char.IsControl);
}
