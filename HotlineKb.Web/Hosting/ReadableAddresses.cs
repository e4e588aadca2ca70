using HotlineKb.Core.Basics;

namespace HotlineKb.Web.Hosting;

/// <summary>A zero character in an address is nobody's wish, and PostgreSQL refuses whatever is asked with it: it gets no further than here.</summary>
internal static class ReadableAddresses
{
    public static void UseReadableAddresses(this WebApplication app) =>
        app.Use((context, next) =>
        {
            if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is not true)
                return next(context);
            if (context.Request.Path.StartsWithSegments("/api"))
                throw Refusal.Malformed("地址中有不能使用的字符。");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
}
