using System.Net;
using System.Net.Sockets;

namespace HotlineKb.Core.Notifications;

/// <summary>Addresses that no person's webhook may make this server talk to: its own machine, its own networks, the cloud's metadata.</summary>
internal static class PrivateTargets
{
    private static readonly IPNetwork[] Networks =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(IPNetwork.Parse),
    ];

    public static bool Includes(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) || Networks.Any(network => network.Contains(address));
    }
}
