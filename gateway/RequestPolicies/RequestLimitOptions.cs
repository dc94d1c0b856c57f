using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>Section <c>Limits</c>: how much work the gateway accepts at once.</summary>
internal sealed class RequestLimitOptions
{
    /// <summary>The maximum number of concurrent requests per service.</summary>
    [Range(1, int.MaxValue)]
    public int ConcurrentRequests { get; set; } = 512;

    /// <summary>The maximum number of open connections of all clients.</summary>
    [Range(1, int.MaxValue)]
    public int ConcurrentConnections { get; set; } = 10_000;

    /// <summary>The maximum number of open connections of one address; a trusted proxy is exempt.</summary>
    [Range(1, int.MaxValue)]
    public int ConnectionsPerAddress { get; set; } = 1000;

    /// <summary>How long a new connection may take to send its first byte; a trusted proxy is exempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take to send the headers of a request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
