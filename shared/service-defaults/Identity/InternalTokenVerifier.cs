using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Verifies internal tokens.</summary>
public sealed class InternalTokenVerifier : IDisposable
{
    private const int CacheEntries = 4096;

    private readonly JsonWebTokenHandler _handler =
        new() { MaximumTokenSizeInBytes = InternalToken.MaximumLength, MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;
    private readonly TokenValidationParameters _gatewayParameters;
    private readonly TimeProvider _time;
    // The gateway reuses a caller's token for some seconds, so a service receives the same text many times. The whole text is the key: no
    // other text can hit an entry. An entry is used only while its token is valid.
    private readonly MemoryCache _verified;

    /// <param name="publicKeyPems">P-256 public keys as SPKI PEM. During a rotation the old and the new key are both listed.</param>
    /// <param name="time">The clock for the token's expiry.</param>
    /// <exception cref="ArgumentException">There is no key, or one cannot be read.</exception>
    public InternalTokenVerifier(IEnumerable<string> publicKeyPems, TimeProvider time)
    {
        _time = time;
        var keys = publicKeyPems.Select(SecurityKey (pem) => EllipticCurveKey.FromPem(pem)).ToList();
        if (keys.Count == 0)
            throw new ArgumentException(
                "No public key: set InternalIdentity__PublicKeys__0 to the gateway's public key (PEM).", nameof(publicKeyPems));
        _parameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [InternalToken.Type],
            ValidIssuer = InternalToken.Issuer,
            ValidAudience = InternalToken.Audience,
            // The key is chosen by the kid and from this list alone: never from the token's own jwk, jku or x5c headers.
            IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Where(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal)),
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        };
        _gatewayParameters = _parameters.Clone();
        _gatewayParameters.ValidTypes = [InternalToken.GatewayType];
        _verified = new MemoryCache(new MemoryCacheOptions { SizeLimit = CacheEntries });
    }

    /// <summary>The caller of <paramref name="token"/>, or null when the token is not one of ours or not valid now.</summary>
    public Task<ClaimsPrincipal?> VerifyAsync(string token) => VerifyAsync(token, token, _parameters, ToPrincipal);

    /// <summary>Whether <paramref name="token"/> is the gateway's own, from <see cref="InternalToken.GatewayHeader"/>.</summary>
    public async ValueTask<bool> IsFromGatewayAsync(string token) =>
        await VerifyAsync((InternalToken.GatewayHeader, token), token, _gatewayParameters, _ => new ClaimsPrincipal()) is not null;

    /// <inheritdoc />
    public void Dispose() => _verified.Dispose();

    private async Task<ClaimsPrincipal?> VerifyAsync(
        object key, string token, TokenValidationParameters parameters, Func<JsonWebToken, ClaimsPrincipal?> read)
    {
        if (token.Length is 0 or > InternalToken.MaximumLength)
            return null;
        if (_verified.TryGetValue(key, out Verified? known) && known is not null && IsCurrent(known.NotBefore, known.Expires))
            return known.Caller;

        var result = await _handler.ValidateTokenAsync(token, parameters);
        // A critical header that we do not understand makes the token invalid (RFC 7515, 4.1.11).
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _))
            return null;
        if (read(jwt) is not { } caller)
            return null;

        _verified.Set(key, new Verified(caller, jwt.ValidFrom, jwt.ValidTo), new MemoryCacheEntryOptions
        {
            Size = 1,
            AbsoluteExpirationRelativeToNow = InternalToken.Lifetime,
        });
        return caller;
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return notBefore is { } from && expires is { } until &&
            from <= now + InternalToken.ClockSkew &&
            until > now &&
            // The gateway never makes tokens with a longer lifetime.
            until - from <= InternalToken.Lifetime;
    }

    private static ClaimsPrincipal? ToPrincipal(JsonWebToken jwt)
    {
        if (!Text(jwt, InternalToken.OrganizationClaim, out var organization) ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) ||
            !Text(jwt, InternalToken.KeyClaim, out var key) ||
            !Text(jwt, InternalToken.EnvironmentClaim, out var environment) || environment is not ("live" or "test") ||
            !Text(jwt, InternalToken.ScopesClaim, out var scopes) ||
            !Text(jwt, InternalToken.RequestIdClaim, out var requestId))
            return null;

        var quotas = jwt.TryGetPayloadValue<string>(InternalToken.QuotasClaim, out var limits) && limits is not null ? limits : "";
        return new InternalCaller(organizationId, key, environment, scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Quotas = quotas.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        }.ToPrincipal(requestId);
    }

    private static bool Text(JsonWebToken jwt, string claim, out string value)
    {
        value = jwt.TryGetPayloadValue<string>(claim, out var found) && found is not null ? found : "";
        // A credential without scopes is valid, but cannot do anything that needs one.
        return value.Length > 0 || claim == InternalToken.ScopesClaim;
    }

    private sealed record Verified(ClaimsPrincipal Caller, DateTime NotBefore, DateTime Expires);
}
