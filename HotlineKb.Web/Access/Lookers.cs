using System.Collections.Concurrent;
using HotlineKb.Core.Basics;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.SignalR;

namespace HotlineKb.Web.Access;

/// <summary>
/// Whose open screens look as somebody else just now. Addresses outside the circuit know only the cookie, so a file or a call of the interface would be had in
/// one's own name from pages that show another's: until the looking has ended, both are refused.
/// </summary>
internal sealed class Lookers
{
    private readonly ConcurrentDictionary<Viewer, Guid> _looking = new();

    public void Begin(Viewer viewer, Guid account) => _looking[viewer] = account;

    public void End(Viewer viewer) => _looking.TryRemove(viewer, out _);

    public bool Has(Guid account) => _looking.Values.Contains(account);

    /// <summary>Whether the cookie's account asks for what is neither a page nor its line: files and the interface. Drafts are saved on, for they are of one's other screens.</summary>
    public bool Refuses(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, AuthenticationType: CookieAuthenticationDefaults.AuthenticationScheme }
        && SignInSetup.AccountIdOf(context.User) is { } account && Has(account)
        && context.GetEndpoint() is { Metadata: var metadata } && metadata.GetMetadata<IAllowAnonymous>() is null && metadata.GetMetadata<ComponentTypeMetadata>() is null && metadata.GetMetadata<HubMetadata>() is null
        && !context.Request.Path.StartsWithSegments("/drafts") && !context.Request.Path.StartsWithSegments("/_blazor") && !context.Request.Path.StartsWithSegments("/_framework");
}

/// <summary>Tells the viewer whether anybody sits before this circuit.</summary>
internal sealed class LookingLine(Viewer viewer) : CircuitHandler
{
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        viewer.Connected(true);
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        viewer.Connected(false);
        return Task.CompletedTask;
    }
}

internal static class LookersExtensions
{
    public static void UseLookers(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!app.Services.GetRequiredService<Lookers>().Refuses(context))
        {
            await next(context);
            return;
        }

        // Perhaps asked by another of the person's pages, which shows no mark of it.
        var refusal = new Refusal(BasicRule.ReadOnly, "您正在某个页面以他人身份查看，期间不能下载文件、调用接口；请在那个页面结束查看后再试。", RefusalKind.NotPermitted);
        if (context.Request.Path.StartsWithSegments(Hosting.Api.Root))
            throw refusal;
        context.Response.StatusCode = (int)refusal.Kind;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(refusal.Message, context.RequestAborted);
    });
}
