using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>The content of a valid access token of this deployment.</summary>
internal sealed record VerifiedToken(
    Guid TokenId, Guid ClientId, Guid OrganizationId, string Environment, string[] Scopes, DateTimeOffset From, DateTimeOffset Expires)
{
    /// <summary>The grant of a person's token, which names no client with a secret.</summary>
    public Guid? GrantId { get; init; }
}

/// <summary>Checks whether a text is a current access token issued by this deployment. Revocation is checked elsewhere.</summary>
internal sealed class AccessTokenVerifier(SigningKeys keys, DeploymentOptions deployment, TimeProvider time) : IDisposable
{
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessToken.MaxLength, MapInboundClaims = false };

    // Verifying a signature costs more than the rest of the request. The whole text is the key, so an entry serves no other token.
    private readonly MemoryCache _verified = CredentialCaching.Create(time, maxEntries: 10_000);

    public async ValueTask<VerifiedToken?> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > AccessToken.MaxLength)
            return null;

        if (_verified.TryGetValue(text, out VerifiedToken? known) && known is not null)
            return IsCurrent(known.From, known.Expires) ? known : null;

        var accepted = await keys.AcceptedAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AccessToken.Type],
            ValidIssuer = deployment.PublicUrl,
            ValidAudience = deployment.PublicUrl + AccessToken.AudiencePath,
            // Only keys of ours, found by kid; never a key that the token contains or links to.
            IssuerSigningKeyResolver =
                (_, _, keyId, _) => accepted.Where(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal)),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) => notBefore is { } from && expires is { } until && IsCurrent(from, until),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _) ||
            Read(jwt) is not { } token)
        {
            return null;
        }

        return _verified.Set(text, token, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = token.Expires });
    }

    public void Dispose() => _verified.Dispose();

    private bool IsCurrent(DateTimeOffset from, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        return from <= now + AccessToken.ClockSkew && now < expires;
    }

    private static VerifiedToken? Read(JsonWebToken jwt)
    {
        if (!jwt.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Jti, out var id) || !Guid.TryParseExact(id, "N", out var tokenId) ||
            !jwt.TryGetPayloadValue<string>(AccessToken.ClientClaim, out var client) ||
            !jwt.TryGetPayloadValue<string>(AccessToken.OrganizationClaim, out var organization) ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) ||
            !jwt.TryGetPayloadValue<string>(AccessToken.EnvironmentClaim, out var environment) ||
            !jwt.TryGetPayloadValue<string>(AccessToken.ScopeClaim, out var scope))
        {
            return null;
        }

        Guid? grantId = jwt.TryGetPayloadValue<string>(AccessToken.GrantClaim, out var grant) &&
            Guid.TryParseExact(grant, "N", out var parsed) ? parsed : null;
        if (!TypeId.TryParse(IdPrefixes.Client, client, out var clientId) && grantId is null)
            return null;
        return new VerifiedToken(
            tokenId, clientId, organizationId, environment, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            jwt.ValidFrom, jwt.ValidTo)
        { GrantId = grantId };
    }
}
