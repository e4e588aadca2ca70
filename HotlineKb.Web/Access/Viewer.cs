using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HotlineKb.Web.Access;

/// <summary>
/// Who looks at this circuit's screens. The actor is read anew for every act and every load, so that a right taken away is gone at once;
/// someone who is no longer signed in is led to the sign-in page.
/// </summary>
internal sealed class Viewer(AuthenticationStateProvider states, AccountViews accounts, NavigationManager navigation)
{
    public async Task<Actor> ActorAsync(CancellationToken ct = default)
    {
        var state = await states.GetAuthenticationStateAsync();
        if (await SignInSetup.CurrentAsync(accounts, state.User, ct) is { } account)
            return account.ToActor();
        navigation.NavigateTo($"{SignInSetup.SignInPath}?returnUrl={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
        throw new SignedOut();
    }
}

/// <summary>The viewer is no longer signed in; the page is on its way to the sign-in page.</summary>
internal sealed class SignedOut() : OperationCanceledException("Signed out.");
