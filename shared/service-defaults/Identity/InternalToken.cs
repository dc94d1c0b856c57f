using System.Security.Claims;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>
/// Constants of the internal token: a JWT (RFC 7519) signed with ES256 that the gateway makes for each caller and that is the only
/// credential a service accepts.
/// </summary>
public static class InternalToken
{
    /// <summary>The authentication scheme of the services, and the <c>iss</c> names below belong to it.</summary>
    public const string Scheme = "InternalToken";
    /// <summary>The <c>typ</c> header. It excludes access tokens and all other JWTs signed with the same key (RFC 8725, 3.11).</summary>
    public const string Type = "pi-internal+jwt";
    /// <summary>The <c>iss</c> claim.</summary>
    public const string Issuer = "passinstance-gateway";
    /// <summary>The <c>aud</c> claim.</summary>
    public const string Audience = "passinstance-services";
    /// <summary>The maximum token length that a service accepts, in characters.</summary>
    public const int MaximumLength = 8 * 1024;

    /// <summary>
    /// From <c>iat</c> to <c>exp</c>. Long enough for the gateway to reuse a token, short enough to be worthless in a log.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    /// <summary>How far the clocks of the gateway and a service may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>The claim that names the organization; also on callers authenticated by another scheme of a service.</summary>
    public const string OrganizationClaim = "org";

    /// <summary>
    /// The header of a token for the gateway itself, on every request that it forwards, also without a caller: only with it does a service
    /// believe the client address that <c>X-Forwarded-For</c> names.
    /// </summary>
    public const string GatewayHeader = "X-Passinstance-Gateway";

    /// <summary>The <c>typ</c> header of the gateway's own token, which is no caller's credential.</summary>
    public const string GatewayType = "pi-gateway+jwt";

    internal const string KeyClaim = "key";
    internal const string ScopesClaim = "scopes";
    internal const string EnvironmentClaim = "env";
    internal const string RequestIdClaim = "rid";
    internal const string QuotasClaim = "quotas";
}

/// <summary>The caller, as established by the gateway and trusted by the services.</summary>
/// <param name="OrganizationId">The organization that owns everything the call may see.</param>
/// <param name="KeyId">The API key (<c>key_...</c>) or OAuth client that was presented.</param>
/// <param name="Environment"><c>live</c> or <c>test</c>.</param>
/// <param name="Scopes">What the credential allows, for example <c>passes:read</c>.</param>
public sealed record InternalCaller(Guid OrganizationId, string KeyId, string Environment, IReadOnlyCollection<string> Scopes)
{
    /// <summary>Quotas of the organization that differ from the services' settings, each as <c>Name=Limit</c>.</summary>
    public IReadOnlyCollection<string> Quotas { get; init; } = [];

    /// <summary>The caller as a request's principal.</summary>
    /// <param name="requestId">The request that the token was made for.</param>
    public ClaimsPrincipal ToPrincipal(string requestId)
    {
        var identity = new ClaimsIdentity(InternalToken.Scheme, InternalToken.KeyClaim, roleType: null);
        identity.AddClaim(new Claim(InternalToken.OrganizationClaim, TypeId.Format(IdPrefixes.Organization, OrganizationId)));
        identity.AddClaim(new Claim(InternalToken.KeyClaim, KeyId));
        identity.AddClaim(new Claim(InternalToken.EnvironmentClaim, Environment));
        identity.AddClaim(new Claim(InternalToken.RequestIdClaim, requestId));
        foreach (var quota in Quotas)
            identity.AddClaim(new Claim(InternalToken.QuotasClaim, quota));
        foreach (var scope in Scopes)
            identity.AddClaim(new Claim(InternalToken.ScopesClaim, scope));
        return new ClaimsPrincipal(identity);
    }
}
