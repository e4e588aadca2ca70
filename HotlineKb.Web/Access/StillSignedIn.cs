using HotlineKb.Core.Access;
using HotlineKb.Web.Live;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HotlineKb.Web.Access;

/// <summary>
/// Ends the screens of an account that was disabled, or whose password or roles changed: at once when this node reads it in the ledger,
/// and in any case within a minute.
/// </summary>
internal sealed class StillSignedIn : RevalidatingServerAuthenticationStateProvider
{
    private readonly AccountViews _accounts;
    private readonly IDisposable _subscription;

    public StillSignedIn(ILoggerFactory logs, AccountViews accounts, LiveFeed feed)
        : base(logs)
    {
        _accounts = accounts;
        _subscription = feed.Subscribe(async rows =>
        {
            if (!rows.Any(row => row.Subject.StartsWith("account:", StringComparison.Ordinal) && row.Kind is "account.disabled" or "account.rolesAssigned" or "account.passwordReset" or "account.passwordChanged"))
                return;
            var state = await GetAuthenticationStateAsync();
            if (state.User.Identity?.IsAuthenticated == true && !await ValidateAuthenticationStateAsync(state, CancellationToken.None))
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new System.Security.Claims.ClaimsPrincipal())));
        });
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await SignInSetup.CurrentAsync(_accounts, authenticationState.User, cancellationToken) is not null;

    protected override void Dispose(bool disposing)
    {
        _subscription.Dispose();
        base.Dispose(disposing);
    }
}
