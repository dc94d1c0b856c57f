using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>What Kestrel accepts before a request reaches the pipeline.</summary>
internal sealed class ConnectionLimits(IOptions<RequestLimitOptions> options, AddressShares shares)
    : IConfigureOptions<KestrelServerOptions>
{
    private const long DefaultMaxBodySize = 1024 * 1024;

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // For routes without a limit of their own.
        kestrel.Limits.MaxRequestBodySize = DefaultMaxBodySize;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = options.Value.RequestHeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        kestrel.Limits.MaxConcurrentConnections = options.Value.ConcurrentConnections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => shares.AcceptAsync(connection, next)));
    }
}
