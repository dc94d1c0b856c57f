using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Makes internal tokens. Only the gateway holds the private key, so only the gateway can.</summary>
public sealed class InternalTokenIssuer
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly TimeProvider _time;

    /// <param name="privateKeyPem">A P-256 private key as PKCS#8 PEM.</param>
    /// <param name="time">The clock for the token's times.</param>
    public InternalTokenIssuer(string privateKeyPem, TimeProvider time)
    {
        _credentials = new SigningCredentials(EllipticCurveKey.FromPem(privateKeyPem), SecurityAlgorithms.EcdsaSha256);
        _time = time;
    }

    /// <summary>
    /// The value of <see cref="InternalToken.GatewayHeader"/>, valid for <see cref="InternalToken.Lifetime"/>: it proves that a request
    /// came through the gateway, and gives no access.
    /// </summary>
    public string IssueForGateway() => Create(InternalToken.GatewayType, claims: null);

    /// <summary>
    /// A signed token for <paramref name="caller"/>, valid for <see cref="InternalToken.Lifetime"/>. <paramref name="requestId"/> names the
    /// request it was made for; a token reused for the caller's next requests keeps the first id.
    /// </summary>
    public string Issue(InternalCaller caller, string requestId)
    {
        var claims = new Dictionary<string, object>
        {
            [InternalToken.OrganizationClaim] = TypeId.Format(IdPrefixes.Organization, caller.OrganizationId),
            [InternalToken.KeyClaim] = caller.KeyId,
            [InternalToken.ScopesClaim] = string.Join(' ', caller.Scopes),
            [InternalToken.EnvironmentClaim] = caller.Environment,
            [InternalToken.RequestIdClaim] = requestId,
        };
        if (caller.Quotas.Count > 0)
            claims[InternalToken.QuotasClaim] = string.Join(' ', caller.Quotas);
        return Create(InternalToken.Type, claims);
    }

    private string Create(string type, Dictionary<string, object>? claims)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Issuer = InternalToken.Issuer,
            Audience = InternalToken.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + InternalToken.Lifetime,
            SigningCredentials = _credentials,
            Claims = claims,
        });
    }
}
