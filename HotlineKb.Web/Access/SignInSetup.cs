using System.Security.Claims;
using System.Threading.RateLimiting;
using HotlineKb.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Access;

/// <summary>Who is asking: a cookie for people, a bearer token for programs; both end in the same account.</summary>
internal static class SignInSetup
{
    public const string SignInPath = "/sign-in";
    public const string SignInRateLimit = "sign-in";
    public const string StampClaim = "stamp";

    private const string Either = "either";

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var keys = services.AddDataProtection().SetApplicationName("HotlineKb");
        if (Hosting.KeyCertificate.Read(configuration, environment) is { } certificate)
            keys.ProtectKeysWithCertificate(certificate);
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IOptions<Core.Storage.StorageOptions>, ILoggerFactory>((options, storage, log) =>
                options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(Directory.CreateDirectory(Path.Combine(storage.Value.DataDirectory, "keys")), log));

        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? TokenHandler.Scheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Scheme, null)
            .AddCookie(options =>
            {
                options.Cookie.Name = "hotlinekb";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.ExpireTimeSpan = TimeSpan.FromHours(12);
                options.SlidingExpiration = true;
                options.LoginPath = SignInPath;
                options.AccessDeniedPath = SignInPath;
                options.ReturnUrlParameter = "returnUrl";
                options.Events.OnValidatePrincipal = ValidateAsync;
                options.Events.OnRedirectToLogin = context => AnswerOrRedirect(context, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context =>
                {
                    // People are told that there is no such page for them, as on every other page; signing in again would not help.
                    context.Response.StatusCode = IsForPrograms(context.Request) ? StatusCodes.Status403Forbidden : StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StillSignedIn>();
        services.AddScoped<Viewer>().AddSingleton<Lookers>().AddScoped<CircuitHandler, LookingLine>();
        services.AddScoped<SignInService>();
        services.AddScoped<Parts.Acts>();
        services.AddSingleton(new DemoPeople(Hosting.HotlineOptions.DemoWanted(configuration, environment) ? Demo.DemoAccounts.All : null));
        services.AddSingleton<SetupLink>();
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.AddPolicy(SignInRateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = 120, Window = TimeSpan.FromMinutes(1) }));
        });
    }

    public static ClaimsPrincipal PrincipalOf(Account account, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()),
            new Claim(ClaimTypes.Name, account.UserName),
            new Claim(StampClaim, account.SecurityStamp),
        ], scheme));

    public static Guid? AccountIdOf(ClaimsPrincipal? user) =>
        Guid.TryParse(user?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The account behind a principal as it stands now; null once it was disabled or its password or roles changed since.</summary>
    public static async Task<Account?> CurrentAsync(AccountViews accounts, ClaimsPrincipal? user, CancellationToken ct = default)
    {
        if (AccountIdOf(user) is not { } id || await accounts.ActiveAsync(id, ct) is not { } account)
            return null;
        return user!.FindFirstValue(StampClaim) == account.SecurityStamp ? account : null;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountViews>();
        if (await CurrentAsync(accounts, context.Principal, context.HttpContext.RequestAborted) is not null)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    private static bool IsForPrograms(HttpRequest request) =>
        request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/drafts") || request.Path.StartsWithSegments(Hosting.Health.MetricsPath) || Hosting.JobsDashboard.IsAskedByScript(request);

    private static Task AnswerOrRedirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        // Programs get a status, people the sign-in page.
        if (IsForPrograms(context.Request))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
