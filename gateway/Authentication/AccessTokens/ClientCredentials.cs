using System.Net.Http.Headers;
using System.Text;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// Authenticates the client of an OAuth endpoint: <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749, 2.3.1).
/// </summary>
internal sealed class ClientCredentials(
    OAuthClientCache clients, KnownCredentials known, SecretHasher hasher, BadCredentials badCredentials)
{
    /// <summary>The client of a request, or the response to one that proves none.</summary>
    public async Task<(CachedClient? Client, IResult? Rejection)> RequireAsync(
        HttpContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        var address = context.Connection.RemoteIpAddress;
        if (badCredentials.RetryAfter(address) is { } wait && !IsAlwaysChecked(context.Request, form))
            return (null, BadCredentials.Reject(context, wait));
        if (await AuthenticateAsync(context.Request, form, cancellationToken) is { } client)
            return (client, null);
        return (null, await badCredentials.CountAsync(address) is { } delay
            ? BadCredentials.Reject(context, delay)
            : OAuthError.InvalidClient(context));
    }

    /// <summary>
    /// Whether the client is checked also while its address may present no further bad credentials: it was good lately.
    /// </summary>
    private bool IsAlwaysChecked(HttpRequest request, IFormCollection form) =>
        Presented(request, form) is var (id, _) && TypeId.TryParse(IdPrefixes.Client, id, out var clientId) && known.WasGood(clientId);

    private async ValueTask<CachedClient?> AuthenticateAsync(HttpRequest request, IFormCollection form, CancellationToken cancellationToken)
    {
        if (Presented(request, form) is not var (id, secret) || secret.Length > 100 ||
            !TypeId.TryParse(IdPrefixes.Client, id, out var clientId))
        {
            return null;
        }

        var client = await clients.FindAsync(clientId, cancellationToken);
        var matches = hasher.Matches(secret, client?.LiveSecretHashes ?? []);
        if (!matches || client is not { Revoked: false })
            return null;
        known.RecordGood(client.Id);
        return client;
    }

    private static (string Id, string Secret)? Presented(HttpRequest request, IFormCollection form)
    {
        if (request.Headers.Authorization.Count == 0)
            return form["client_id"] is [{ } id] && form["client_secret"] is [{ } secret] ? (id, secret) : null;

        // Only one method per request (RFC 6749, 2.3).
        if (form.ContainsKey("client_secret") || !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) ||
            !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase) || header.Parameter is not { Length: < 1000 } encoded)
        {
            return null;
        }

        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
    }
}
