using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>What a valid access token of ours says.</summary>
internal sealed record VerifiedToken(Guid TokenId, Guid ClientId, Guid OrganizationId, string Environment, string[] Scopes, DateTimeOffset From, DateTimeOffset Expires);

/// <summary>Decides whether a text is an access token that this deployment has issued and that has not ended. Revocation is judged apart.</summary>
internal sealed class AccessTokenVerifier(SigningKeys keys, DeploymentOptions deployment, TimeProvider time) : IDisposable
{
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessToken.MaximumLength, MapInboundClaims = false };
    // A verification costs more than the rest of the request; the whole text is the key, so nothing else profits from an entry.
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async ValueTask<VerifiedToken?> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > AccessToken.MaximumLength)
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
            // From our list by its kid, never from what the token itself carries or points to.
            IssuerSigningKeyResolver = (_, _, keyId, _) => accepted.Where(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal)),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) => notBefore is { } from && expires is { } until && IsCurrent(from, until),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _) || Read(jwt) is not { } token)
            return null;
        return _verified.Set(text, token, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = token.Expires });
    }

    public void Dispose() => _verified.Dispose();

    private bool IsCurrent(DateTimeOffset from, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        return from <= now + AccessToken.ClockSkew && now < expires;
    }

    private static VerifiedToken? Read(JsonWebToken jwt) =>
        jwt.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Jti, out var id) && Guid.TryParseExact(id, "N", out var tokenId) &&
        jwt.TryGetPayloadValue<string>(AccessToken.ClientClaim, out var client) && TypeId.TryParse(IdPrefixes.Client, client, out var clientId) &&
        jwt.TryGetPayloadValue<string>(AccessToken.OrganizationClaim, out var organization) && TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) &&
        jwt.TryGetPayloadValue<string>(AccessToken.EnvironmentClaim, out var environment) &&
        jwt.TryGetPayloadValue<string>(AccessToken.ScopeClaim, out var scope)
            ? new VerifiedToken(tokenId, clientId, organizationId, environment, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), jwt.ValidFrom, jwt.ValidTo)
            : null;
}
