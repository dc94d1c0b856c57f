using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>The list <c>TrustedProxies</c>: the networks of load balancers in front of the gateway.</summary>
internal sealed class TrustedProxyOptions : IValidatableObject
{
    /// <summary>Networks in CIDR notation, for example 10.0.0.0/8.</summary>
    public string[] TrustedProxies { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(network => !IPNetwork.TryParse(network, out _))
        .Select(network => new ValidationResult(
            $"TrustedProxies contains '{network}', which is not a network in CIDR notation such as 10.0.0.0/8.", [nameof(TrustedProxies)]));
}

/// <summary>Reads the client's address and scheme from the headers of trusted proxies, for one hop. Otherwise they are ignored.</summary>
internal static partial class TrustedProxies
{
    private const string Header = "X-Forwarded-For";

    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<IOptions<TrustedProxyOptions>>().Value.TrustedProxies;
        if (trusted.Length == 0)
        {
            app.Use(WarnOnce(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TrustedProxies).FullName!)));
            return;
        }


        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(IPNetwork.Parse(network));

        app.UseForwardedHeaders(options);
    }

    // Behind a proxy that is not trusted all clients have one address, and share its limits.
    private static Func<HttpContext, RequestDelegate, Task> WarnOnce(ILogger logger)
    {
        var isWarned = 0;
        return (context, next) =>
        {
            if (isWarned == 0 && context.Request.Headers.ContainsKey(Header) && Interlocked.Exchange(ref isWarned, 1) == 0)
                LogUntrustedProxy(logger);
            return next(context);
        };
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Requests arrive with X-Forwarded-For, and no proxy is trusted: all clients behind the proxy count as one address and share its " +
        "rate limits. If a proxy of yours sends the header, set TrustedProxies__0 to its network, for example 10.0.0.0/8.")]
    private static partial void LogUntrustedProxy(ILogger logger);
}
