using System.Net;

namespace Passinstance.Security.Outbound;

/// <summary>Section <c>Outbound</c> of the configuration: where the platform may send requests that customers ask for.</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// Networks (CIDR) that are allowed although they are not public, for webhook endpoints inside the operator's own network or on the
    /// developer's machine. Loopback, link-local and metadata addresses are allowed only by an entry that lies wholly within them.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Whether <c>http:</c> addresses are allowed; local development and tests only.</summary>
    public bool AllowHttp { get; set; }

    internal IReadOnlyList<IPNetwork> ParseNetworks() => [.. AllowedNetworks.Select(text =>
        IPNetwork.TryParse(text, out var network)
            ? network
            : throw new InvalidOperationException(
                $"Outbound:AllowedNetworks holds '{text}', which is not a network in CIDR notation such as 10.1.0.0/16."))];
}
