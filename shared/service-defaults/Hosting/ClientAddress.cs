using System.Net;
using System.Net.Sockets;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>The key by which rate limits count a visitor.</summary>
public static class ClientAddress
{
    /// <summary>The address as text; for IPv6 the /64 network, since one household has all of it. Without an address <c>none</c>.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "none";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
