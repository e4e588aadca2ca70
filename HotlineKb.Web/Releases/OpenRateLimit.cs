using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace HotlineKb.Web.Releases;

/// <summary>So much per address, whoever it is, and per key for who has one: the public site must not slow down the hotline.</summary>
internal sealed class OpenRateLimit(OpenOptions options, OpenKeys keys) : IRateLimiterPolicy<string>
{
    public const string Name = "open";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } = async (context, ct) =>
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = "1";
        response.Headers.CacheControl = "no-store";
        // Programs get their problem document from around the interface.
        if (context.HttpContext.Request.Path.StartsWithSegments("/open/v1"))
            return;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync("访问过于频繁，请稍后再试。\n", ct);
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        httpContext.Request.Path.StartsWithSegments("/open/v1/entries") && keys.Seen(httpContext) is { } key
            ? Bucket($"key:{key}", options.KeyBurst, options.KeyPerSecond)
            : Bucket(KeyOf(httpContext.Connection.RemoteIpAddress), options.Burst, options.PerSecond);

    private static RateLimitPartition<string> Bucket(string name, int burst, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(name, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    /// <summary>Of IPv6 the network: one household has more addresses than the city has people.</summary>
    internal static string KeyOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
