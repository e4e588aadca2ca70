using System.Collections.Concurrent;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Releases;

namespace HotlineKb.Web.Releases;

/// <summary>
/// Who asks the public interface with a key (<c>X-Api-Key</c>) is given what is released to holders. The database is asked with every request, so that a
/// revoked key opens nothing any more; what was a key before is only remembered for the limit, which is per key then. Tried keys count for their address.
/// </summary>
internal sealed class OpenKeys(ReleaseKeyActions keys)
{
    public const string Header = "X-Api-Key";

    private const int MostLetters = 200;

    private readonly ConcurrentDictionary<string, Guid> _seen = new();

    public static bool IsAsked(HttpContext context) => context.Request.Headers.ContainsKey(Header);

    /// <summary>The key that the request was limited by, when it has been used before.</summary>
    public Guid? Seen(HttpContext context) =>
        Given(context) is { } key && _seen.TryGetValue(ReleaseKeyActions.HashOf(key), out var id) ? id : null;

    /// <exception cref="Refusal">401 when there is a key and it opens nothing.</exception>
    public async Task<Channel> ChannelAsync(HttpContext context)
    {
        // Also without a key: a cache must not give one's answer to the other.
        context.Response.Headers.Vary = Header;
        if (!IsAsked(context))
            return Channel.Api;
        var key = Given(context);
        if (key is not null && await keys.ResolveAsync(key, context.RequestAborted) is { } id)
        {
            _seen[ReleaseKeyActions.HashOf(key)] = id;
            return Channel.Keys;
        }

        if (key is not null)
            _seen.TryRemove(ReleaseKeyActions.HashOf(key), out _);
        context.Response.Headers.WWWAuthenticate = "ApiKey";
        throw new Refusal(ReleaseRule.UnknownKey, "接口密钥不存在或已吊销（X-Api-Key）。", RefusalKind.UnknownKey);
    }

    private static string? Given(HttpContext context) =>
        context.Request.Headers[Header] is [{ Length: > 0 and <= MostLetters } key] ? key.Trim() : null;
}
