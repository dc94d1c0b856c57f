using System.Net;
using System.Net.Sockets;

namespace Passinstance.Security.Outbound;

/// <summary>
/// Decides whether an address may be connected to on a customer's behalf. Everything that is not public unicast is blocked (IANA
/// special-purpose registries), and every form that embeds an IPv4 address is checked as that address.
/// </summary>
public sealed class OutboundAddresses
{
    // Allowed only when an allowed network lies wholly within one of these: a wide entry such as 0.0.0.0/0 or 169.254.0.0/15 must not open
    // them.
    private static readonly IPNetwork[] Guarded = Parse(
        "127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "168.63.129.16/32", "100.100.100.200/32");

    private static readonly IPNetwork[] Special = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Azure's WireServer has a public address; Alibaba's cloud metadata, in shared address space, is covered above.
        "168.63.129.16/32",
        "::/96", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8", "64:ff9b:1::/48");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private readonly IReadOnlyList<IPNetwork> _allowed;

    /// <summary>Parses the allowed networks; throws when one is not CIDR.</summary>
    public OutboundAddresses(OutboundOptions options) =>
        _allowed = options.ParseNetworks();

    /// <summary>Whether a connection to <paramref name="address"/> is allowed.</summary>
    public bool Allows(IPAddress address)
    {
        var target = Embedded(address);
        foreach (var guarded in Guarded)
        {
            if (guarded.Contains(target))
                return _allowed.Any(
                    network =>
                        network.Contains(target) && network.PrefixLength >= guarded.PrefixLength && guarded.Contains(network.BaseAddress));
        }

        if (_allowed.Any(network => network.Contains(target)))
            return true;
        if (target.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(target))
            return false;
        return !Array.Exists(Special, network => network.Contains(target));
    }

    // The IPv4 address inside ::ffff:a.b.c.d, ::a.b.c.d, 64:ff9b::a.b.c.d, 2002:abcd:: and ISATAP's ...:5efe:a.b.c.d, without a zone.
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address))
            return new IPAddress(bytes.AsSpan(12));
        if (SixToFour.Contains(address))
            return new IPAddress(bytes.AsSpan(2, 4));
        if (bytes.AsSpan(8, 4).SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0x5e, 0xfe]) ||
            bytes.AsSpan(8, 4).SequenceEqual((ReadOnlySpan<byte>)[2, 0, 0x5e, 0xfe]))
            return new IPAddress(bytes.AsSpan(12));
        return address.ScopeId == 0 ? address : new IPAddress(bytes);
    }

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
