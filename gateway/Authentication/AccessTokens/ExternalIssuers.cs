using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>Accepts access tokens of other identity providers. Keys are requested only from the configured issuers.</summary>
internal sealed partial class ExternalIssuers : IDisposable
{
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessToken.MaxLength, MapInboundClaims = false };
    private readonly Dictionary<string, (ExternalIssuer Issuer, IssuerKeys Keys)> _issuers;
    private readonly MemoryCache _callers;
    private readonly IDbContextFactory<GatewayDbContext> _contexts;
    private readonly DeploymentOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalIssuers> _logger;

    public ExternalIssuers(
        IOptions<ExternalIssuerOptions> options, IDbContextFactory<GatewayDbContext> contexts, IHttpClientFactory http,
        DeploymentOptions deployment, TimeProvider time, ILogger<ExternalIssuers> logger)
    {
        _issuers = options.Value.ExternalIssuers.ToDictionary(
            issuer => issuer.Authority,
            issuer => (issuer, new IssuerKeys(issuer.Authority, http, requireHttps: deployment.Environment != "local", time)),
            StringComparer.Ordinal);
        _callers = CredentialCaching.Create(time, maxEntries: 10_000);
        _contexts = contexts;
        _deployment = deployment;
        _time = time;
        _logger = logger;
    }

    /// <summary>The caller of an external issuer's token, or null when the token is not valid.</summary>
    public async ValueTask<Caller?> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (_issuers.Count == 0 || text.Length > AccessToken.MaxLength || !_handler.CanReadToken(text))
            return null;

        if (_callers.TryGetValue(text, out Caller? known))
            return known;

        // The claimed issuer only selects one of the configured issuers; the signature proves it.
        var unverified = _handler.ReadJsonWebToken(text);
        if (!_issuers.TryGetValue(unverified.Issuer, out var found))
            return null;

        var (issuer, keys) = found;
        IReadOnlyCollection<SecurityKey> candidates;
        try
        {
            candidates = await keys.FindAsync(unverified.Kid, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            LogKeysNotRead(issuer.Authority, exception);
            return null;
        }

        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = issuer.Authority,
            ValidAudience = issuer.Audience,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _))
            return null;

        if (await FindCallerAsync(issuer, jwt, cancellationToken) is not { } caller)
            return null;

        // Not longer than the token is valid, nor than other cached credentials.
        var end = _time.GetUtcNow() + CredentialCaching.Lifetime;
        var expiration = jwt.ValidTo < end.UtcDateTime ? jwt.ValidTo : end;
        return _callers.Set(text, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = expiration });
    }

    public void Dispose() => _callers.Dispose();

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return (notBefore is not { } from || from <= now + AccessToken.ClockSkew) && expires is { } until && until > now;
    }

    private async Task<Caller?> FindCallerAsync(ExternalIssuer issuer, JsonWebToken jwt, CancellationToken cancellationToken)
    {
        if (!jwt.TryGetPayloadValue<string>(issuer.OrganizationClaim, out var organization) ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId))
        {
            return null;
        }

        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var organizationRow = await db.Organizations
            .Where(o => o.Id == organizationId && o.DeletedAt == null).Select(o => new { o.LimitFactor, o.SuspendedAt, o.Quotas })
            .SingleOrDefaultAsync(cancellationToken);
        if (organizationRow is null)
            return null;

        var scopes = jwt.Claims
            .Where(claim => claim.Type == issuer.ScopeClaim)
            .SelectMany(claim => claim.Value.Split(' '))
            .Intersect(Scopes.All)
            .ToArray();
        return new Caller(
            organizationId, $"{issuer.Authority}#{jwt.Subject}", _deployment.IsProduction ? "live" : "test", publishable: false, scopes,
            organizationRow.LimitFactor)
        { IsSuspended = organizationRow.SuspendedAt is not null, Quotas = organizationRow.Quotas };
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Could not read the signing keys of the issuer {Authority}. Its access tokens are rejected until they can be read. " +
        "Check that the gateway can reach the issuer.")]
    private partial void LogKeysNotRead(string authority, Exception exception);
}
