using Passinstance.Gateway.Telemetry;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Counts whether a changed route table was applied. A refused one leaves the present table in force.</summary>
internal sealed partial class ConfigurationOutcome(GatewayMetrics metrics, ILogger<ConfigurationOutcome> logger) : IConfigChangeListener
{
    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => Refused(exception);

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Refused(exception);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // Only what is applied counts.
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => metrics.ConfigurationApplied();

    private void Refused(Exception exception)
    {
        metrics.ConfigurationRefused();
        RouteTableRefused(exception);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed route table is refused and the present one stays in force; correct it and save it again")]
    private partial void RouteTableRefused(Exception exception);
}
