using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Counts and logs whether a changed route table was applied. When it is rejected, the present table stays in use.</summary>
internal sealed partial class RouteTableListener(ForwardingMetrics metrics, ILogger<RouteTableListener> logger) : IConfigChangeListener
{
    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => Rejected(exception);

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Rejected(exception);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // Only applied tables are counted.
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => metrics.RouteTableApplied();

    private void Rejected(Exception exception)
    {
        metrics.RouteTableRejected();
        LogRejected(exception);
    }

    [LoggerMessage(
        LogLevel.Error,
        "The changed route table is not valid. The previous table stays in use. Correct the section ReverseProxy and save it again.")]
    private partial void LogRejected(Exception exception);
}
