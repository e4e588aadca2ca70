using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Web.Access;

namespace HotlineKb.Web.Hosting;

/// <summary>Who calls: the account behind the token or the cookie, read anew for every request.</summary>
internal sealed class ApiCaller(AccountViews accounts) : IEndpointFilter
{
    private static readonly object Key = new();

    public static Actor Of(HttpContext context) => (Actor)context.Items[Key]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await SignInSetup.CurrentAsync(accounts, http.User, http.RequestAborted) is not { } account)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Results.Empty;
        }

        if (http.User.Identity?.AuthenticationType != TokenHandler.Scheme && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !IsOwnPage(http.Request))
            throw Refusal.NotPermitted("凭登录会话写入只接受本站页面的请求；程序请使用令牌。");
        http.Items[Key] = account.ToActor();
        return await next(context);
    }

    /// <summary>A browser says where a request comes from; what does not say so does not write with a cookie.</summary>
    private static bool IsOwnPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site == "same-origin"
            : Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

internal static class ApiCallerExtensions
{
    public static Actor Actor(this HttpContext context) => ApiCaller.Of(context);
}
