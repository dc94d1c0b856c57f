using System.Net.Http.Headers;
using System.Text.Json;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Identity;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Usage;

/// <summary>Asks the services what an organization uses of their quotas, with the caller's own internal token.</summary>
internal sealed partial class ServiceUsage(
    IProxyStateLookup proxies, IHttpClientFactory http, InternalTokenIssuer issuer, TimeProvider time, ILogger<ServiceUsage> logger)
{
    public const string ClientName = "usage";

    /// <summary>The services that have quotas of an organization.</summary>
    private static readonly string[] Services = ["template", "webhook-dispatch", "pass"];

    /// <summary>The quotas by service; null for a service that did not respond.</summary>
    public async Task<IReadOnlyList<(string Service, IReadOnlyList<QuotaUsage>? Quotas)>> ReadAsync(
        Caller caller, string requestId, CancellationToken cancellationToken) =>
        await Task.WhenAll(Services.Select(async service => (service, await ReadAsync(service, caller, requestId, cancellationToken))));

    private async Task<IReadOnlyList<QuotaUsage>?> ReadAsync(
        string service, Caller caller, string requestId, CancellationToken cancellationToken)
    {
        if (!proxies.TryGetCluster(service, out var cluster))
            return null;
        try
        {
            foreach (var destination in Addresses(cluster))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(destination, QuotaUsageEndpoint.Path));
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(caller.InternalAuthorization(issuer, requestId, time));
                request.Headers.Add(InternalToken.GatewayHeader, issuer.IssueForGateway());
                request.Headers.Add("X-Request-Id", requestId);
                using var client = http.CreateClient(ClientName);
                using var response = await client.SendAsync(request, cancellationToken);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync<IReadOnlyList<QuotaUsage>>(cancellationToken);
            }
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotRead(service, exception);
        }

        return null;
    }

    private static IEnumerable<Uri> Addresses(ClusterState cluster) => cluster.DestinationsState.AvailableDestinations
        .Select(destination => new Uri(destination.Model.Config.Address)).Take(1);

    [LoggerMessage(LogLevel.Warning, "The usage of {Service} could not be read; the response names it as missing.")]
    private partial void LogNotRead(string service, Exception exception);
}
