using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Usage;

/// <summary>Asks the services what an organization uses of their quotas, with the caller's own internal token.</summary>
internal sealed partial class ServiceUsage(
    ServiceReads services, InternalTokenIssuer issuer, TimeProvider time, ILogger<ServiceUsage> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The services that have quotas of an organization.</summary>
    private static readonly string[] Services = ["template", "webhook-dispatch", "pass"];

    /// <summary>The quotas by service; null for a service that did not respond.</summary>
    public async Task<IReadOnlyList<(string Service, IReadOnlyList<QuotaUsage>? Quotas)>> ReadAsync(
        Caller caller, string requestId, CancellationToken cancellationToken) =>
        await Task.WhenAll(Services.Select(async service => (service, await ReadAsync(service, caller, requestId, cancellationToken))));

    private async Task<IReadOnlyList<QuotaUsage>?> ReadAsync(
        string service, Caller caller, string requestId, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            return await services.ReadAsync<IReadOnlyList<QuotaUsage>>(
                service, QuotaUsageEndpoint.Path, caller.InternalAuthorization(issuer, requestId, time), requestId, deadline.Token);
        }
        catch (Exception exception) when (
            exception is ServiceUnreachableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotRead(service, exception);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The usage of {Service} could not be read; the response names it as missing.")]
    private partial void LogNotRead(string service, Exception exception);
}
