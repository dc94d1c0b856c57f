using System.Net.Http.Headers;
using System.Text.Json;
using Passinstance.Security.Outbound;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Gateway.Forwarding;

/// <summary>A service does not respond.</summary>
internal sealed class ServiceUnreachableException(string service, Exception? cause) : Exception($"{service} does not respond.", cause)
{
    internal string Service { get; } = service;
}

/// <summary>Requests of the gateway's own operations to the services, with an internal token.</summary>
internal sealed class ServiceReads(IHttpClientFactory clients, IConfiguration configuration)
{
    internal const string ClientName = "service-reads";

    /// <summary>Tries the addresses of the service's cluster until one responds. The caller disposes the response.</summary>
    /// <param name="service">The service, by the name of its cluster.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="authorization">The internal token, as a header.</param>
    /// <param name="requestId">The request that it is for.</param>
    /// <exception cref="ServiceUnreachableException">None responds, or they respond with an error of their own.</exception>
    internal Task<HttpResponseMessage> GetAsync(
        string service, string path, string authorization, string requestId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, service, path, authorization, requestId, cancellationToken);

    /// <summary>Reads the JSON of a response.</summary>
    /// <inheritdoc cref="GetAsync"/>
    internal Task<T> ReadAsync<T>(
        string service, string path, string authorization, string requestId, CancellationToken cancellationToken) =>
        ReadAsync<T>(HttpMethod.Get, service, path, authorization, requestId, cancellationToken);

    /// <summary>The same with POST, for what does no harm when two addresses do it.</summary>
    /// <inheritdoc cref="GetAsync"/>
    internal Task<T> PostAsync<T>(
        string service, string path, string authorization, string requestId, CancellationToken cancellationToken) =>
        ReadAsync<T>(HttpMethod.Post, service, path, authorization, requestId, cancellationToken);

    private async Task<T> ReadAsync<T>(
        HttpMethod method, string service, string path, string authorization, string requestId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, service, path, authorization, requestId, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new ServiceUnreachableException(service, new HttpRequestException($"It responded {(int)response.StatusCode}."));
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(StoredJson.Options, cancellationToken))!;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            throw new ServiceUnreachableException(service, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string service, string path, string authorization, string requestId, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        foreach (var destination in configuration.GetSection($"ReverseProxy:Clusters:{service}:Destinations").GetChildren())
        {
            if (!Uri.TryCreate(destination["Address"], UriKind.Absolute, out var address))
                continue;
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
            request.Headers.TryAddWithoutValidation("X-Request-Id", requestId);
            try
            {
                var response = await clients.CreateClient(ClientName)
                    .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if ((int)response.StatusCode < 500)
                    return response;
                cause = new HttpRequestException($"{service} responded {(int)response.StatusCode}.");
                response.Dispose();
            }
            catch (HttpRequestException exception)
            {
                cause = exception;
            }
        }

        throw new ServiceUnreachableException(service, cause);
    }
}

/// <summary>Registers what reads from services.</summary>
internal static class ServiceReadsSetup
{
    internal static void AddServiceReads(this IServiceCollection services)
    {
        services.AddSingleton<ServiceReads>();
        // The caller's time ends a request; a command that verifies may take minutes.
        services.AddHttpClient(ServiceReads.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .WithoutCertificateDownloads()
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(2);
                handler.PooledConnectionLifetime = ServiceClients.ConnectionLifetime;
            });
    }
}
