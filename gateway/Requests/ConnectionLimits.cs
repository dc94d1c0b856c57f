
namespace Passinstance.Gateway.Requests;

/// <summary>What a connection may cost before any request is understood, and whose word on a client's address counts.</summary>
internal static class ConnectionLimits
{
    public const long DefaultBody = 1024 * 1024;

    public static void Apply(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        // A route that forgets its limit has the strict one.
        kestrel.Limits.MaxRequestBodySize = DefaultBody;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = builder.Configuration.GetValue("Limits:RequestHeadersTimeout", TimeSpan.FromSeconds(10));
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        kestrel.Limits.MaxConcurrentConnections = builder.Configuration.GetValue("Limits:ConcurrentConnections", 10_000);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
    });

    /// <summary>Behind a load balancer, <c>TrustedProxies</c> lists its networks; only then is X-Forwarded-For believed, for one hop.</summary>
    public static void UseClientAddress(WebApplication app)
    {
        var trusted = app.Configuration.GetSection("TrustedProxies").Get<string[]>() ?? [];
        if (trusted.Length == 0)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor | Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        app.UseForwardedHeaders(options);
    }
}
