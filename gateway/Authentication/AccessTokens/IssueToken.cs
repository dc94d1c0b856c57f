using System.Text.Json.Serialization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>Issues an access token for a client's id and secret (RFC 6749, 4.4).</summary>
internal static class IssueToken
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    internal sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope);

    public static async Task<IResult> HandleAsync(
        HttpContext context, ClientCredentials credentials, BadCredentials badCredentials, SigningKeys keys, DeploymentOptions deployment,
        TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(context.Request, cancellationToken) is not { } form)
            return OAuthForm.Unreadable(context);

        if (form["grant_type"] is not [{ } grant])
            return OAuthError.BadRequest(context, "invalid_request", "Send grant_type exactly once.");

        if (grant != "client_credentials")
            return OAuthError.BadRequest(context, "unsupported_grant_type", "The grant type must be client_credentials.");

        var address = context.Connection.RemoteIpAddress;
        if (badCredentials.RetryAfter(address) is { } wait && !credentials.IsAlwaysChecked(context.Request, form))
            return BadCredentials.Reject(context, wait);

        if (await credentials.AuthenticateAsync(context.Request, form, cancellationToken) is not { } client)
        {
            return await badCredentials.CountAsync(address) is { } delay
                ? BadCredentials.Reject(context, delay)
                : OAuthError.InvalidClient(context);
        }

        if (client.Environment != (deployment.IsProduction ? "live" : "test"))
        {
            return OAuthError.BadRequest(
                context, "unauthorized_client",
                $"This is a {client.Environment} client, and this address serves the {deployment.Environment} environment.");
        }

        var requested = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (requested.Except(client.Scopes).FirstOrDefault() is { } excess)
            return OAuthError.BadRequest(context, "invalid_scope", $"The client may not request the scope '{excess}'.");

        var scope = string.Join(' ', requested.Length == 0 ? client.Scopes : requested.Distinct());
        var token = Create(client, scope, await keys.CurrentAsync(cancellationToken), deployment, time);
        return TypedResults.Ok(new Response(token, "Bearer", (int)AccessToken.Lifetime.TotalSeconds, scope));
    }

    private static string Create(CachedClient client, string scope, SecurityKey key, DeploymentOptions deployment, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var clientId = TypeId.Format(IdPrefixes.Client, client.Id);
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = AccessToken.Type,
            Issuer = deployment.PublicUrl,
            Audience = deployment.PublicUrl + AccessToken.AudiencePath,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + AccessToken.Lifetime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = clientId,
                [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
                [AccessToken.ClientClaim] = clientId,
                [AccessToken.OrganizationClaim] = TypeId.Format(IdPrefixes.Organization, client.OrganizationId),
                [AccessToken.ScopeClaim] = scope,
                [AccessToken.EnvironmentClaim] = client.Environment,
            },
        });
    }
}
