using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HotlineKb.Web.Access;

/// <summary>The one-time link for the first administrator: printed at the first start, gone once used or restarted.</summary>
internal sealed class SetupLink(IServer server, IHostApplicationLifetime lifetime)
{
    private byte[]? _hash;

    public void Open()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        _hash = Hash(token);
        lifetime.ApplicationStarted.Register(() =>
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5080";
            Console.WriteLine($"首次启动：请打开以下一次性链接创建第一个系统管理员：\n{address}/setup?token={token}");
        });
    }

    public bool Accepts(string? token) => _hash is { } hash && token is not null && CryptographicOperations.FixedTimeEquals(hash, Hash(token));

    public void Close() => _hash = null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
