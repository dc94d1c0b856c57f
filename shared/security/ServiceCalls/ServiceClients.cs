using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;
using Passinstance.Security.Outbound;

namespace Passinstance.Security.ServiceCalls;

/// <summary>Typed HTTP clients for other services of the deployment.</summary>
public static class ServiceClients
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection to a service is used. Its name is looked up for each new one, so that replicas that were added get requests,
    /// and those that were removed get no more.
    /// </summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(30);

    // The largest response is an image of a template.
    private const int MaxResponse = 16 * 1024 * 1024;

    /// <summary>
    /// Adds <typeparamref name="TClient"/> for the service at <c>Services:{service}</c>. Its requests carry a <see cref="ServiceCall"/>
    /// credential; send them with <see cref="GetForOrganizationAsync"/>. The secret box must be registered.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this WebApplicationBuilder builder, string service)
        where TClient : class
    {
        if (!Uri.TryCreate(builder.Configuration[$"Services:{service}"], UriKind.Absolute, out var address))
        {
            throw new InvalidOperationException(
                $"Services:{service} must be the address of the {service} service. Set Services__{service}, for example http://host:8080.");
        }

        builder.AddServiceCallKeys(opensOnly: false);
        builder.Services.TryAddTransient<ServiceCredentialHandler>();
        return builder.Services
            .AddHttpClient<TClient>(http =>
            {
                http.BaseAddress = address;
                http.Timeout = Timeout;
                http.MaxResponseContentBufferSize = MaxResponse;
            })
            .AddHttpMessageHandler<ServiceCredentialHandler>()
            .WithoutCertificateDownloads()
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime);
    }

    /// <summary>Sends a GET for an organization. The caller disposes the response.</summary>
    /// <param name="http">The client, from <see cref="AddServiceClient{TClient}"/>.</param>
    /// <param name="organizationId">The organization whose data is read.</param>
    /// <param name="pathAndQuery">The path below the service's address, with its query escaped.</param>
    public static async Task<HttpResponseMessage> GetForOrganizationAsync(
        this HttpClient http, Guid organizationId, string pathAndQuery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        request.Options.Set(ServiceCredentialHandler.OrganizationId, organizationId);
        return await http.SendAsync(request, cancellationToken);
    }
}

/// <summary>Adds the credential for the organization, path and query of a request.</summary>
internal sealed class ServiceCredentialHandler(ServiceCallKeys keys, TimeProvider time) : DelegatingHandler
{
    internal static readonly HttpRequestOptionsKey<Guid> OrganizationId = new("Passinstance.OrganizationId");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(OrganizationId, out var organizationId))
            throw new InvalidOperationException("Send requests to other services with GetForOrganizationAsync.");
        var credential = ServiceCall.Authorization(keys.Box, organizationId, request.RequestUri!.PathAndQuery, time);
        request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, credential);
        return base.SendAsync(request, cancellationToken);
    }
}
