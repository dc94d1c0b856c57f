using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;

namespace Passinstance.Passes.Templates;

/// <summary>The template service did not respond in time, or with an error.</summary>
internal sealed class TemplateServiceUnavailableException(Exception inner) : Exception("The template service does not respond.", inner);

/// <summary>
/// Reads from the template service what no event has brought yet: a client that creates a template and a pass from it a millisecond later
/// must succeed, also while the broker is down. It uses service calls, because a download by link and a worker have no caller's token.
/// </summary>
internal sealed class TemplateClient(HttpClient http, SecretBox box, ServiceCallKeys keys)
{
    internal sealed record Snapshot(
        Guid TemplateId, int Version, JsonElement Definition, IReadOnlyList<TemplateImage> Images, string? FormLinkHash);

    /// <summary>Null when the organization has no such template.</summary>
    internal Task<Snapshot?> ReadAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        GetAsync<Snapshot>(organizationId, $"/internal/templates/{templateId}", cancellationToken);

    internal async Task<byte[]?> ReadImageAsync(Guid organizationId, string sha256, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(organizationId, $"/internal/images/{sha256}", cancellationToken);
        if (response is null)
            return null;
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == sha256 ? content : null;
    }

    /// <summary>An uploaded identity with its secret sealed; null when it was deleted.</summary>
    /// <exception cref="CryptographicException">The two services do not have the same key for service calls.</exception>
    internal Task<FetchedIdentity?> ReadIdentityAsync(Guid organizationId, Guid identityId, CancellationToken cancellationToken) =>
        GetIdentityAsync(organizationId, $"/internal/wallet-identities/{identityId}", cancellationToken);

    /// <summary>
    /// The certificate of a pass type identifier: the uploaded one, else outside production a development one; null when there is none.
    /// </summary>
    internal Task<FetchedIdentity?> FindAppleIdentityAsync(
        Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        var query = $"passTypeIdentifier={Uri.EscapeDataString(passTypeIdentifier)}&teamIdentifier={Uri.EscapeDataString(teamIdentifier)}";
        return GetIdentityAsync(organizationId, $"/internal/wallet-identities/apple?{query}", cancellationToken);
    }

    // It comes sealed under the key of service calls, and is stored under this service's own.
    private async Task<FetchedIdentity?> GetIdentityAsync(Guid organizationId, string path, CancellationToken cancellationToken)
    {
        if (await GetAsync<FetchedIdentity>(organizationId, path, cancellationToken) is not { } fetched)
            return null;
        var secret = keys.Open(WalletIdentityReplica.Purpose, organizationId, fetched.SealedSecret);
        return fetched with { SealedSecret = box.Seal(WalletIdentityReplica.Purpose, organizationId, secret) };
    }

    private async Task<T?> GetAsync<T>(Guid organizationId, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(organizationId, path, cancellationToken);
        return response is null ? null : await response.Content.ReadFromJsonAsync<T>(cancellationToken);
    }

    private async Task<HttpResponseMessage?> SendAsync(Guid organizationId, string path, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.GetForOrganizationAsync(organizationId, path, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                return response.StatusCode == HttpStatusCode.NotFound
                    ? null
                    : throw new HttpRequestException($"The template service responded {(int)response.StatusCode}.");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TemplateServiceUnavailableException(exception);
        }
    }
}
