using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>
/// An issuer whose tokens are accepted, from the list <c>ExternalIssuers</c>. Its keys are found through
/// <c>{Authority}/.well-known/openid-configuration</c>.
/// </summary>
internal sealed record ExternalIssuer
{
    /// <summary>The issuer's address; the <c>iss</c> of its tokens, exactly.</summary>
    public string Authority { get; init; } = "";
    /// <summary>The <c>aud</c> that its tokens for this API have.</summary>
    public string Audience { get; init; } = "";
    /// <summary>The claim that names the organisation, as <c>org_...</c>.</summary>
    public string OrganizationClaim { get; init; } = "org";
    /// <summary>The claim that lists the scopes, as one text or a list.</summary>
    public string ScopeClaim { get; init; } = "scope";
}

/// <summary>Tokens of somebody else's identity provider. Only the issuers in the configuration are ever asked for keys.</summary>
internal sealed partial class ExternalIssuers : IDisposable
{
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessToken.MaximumLength, MapInboundClaims = false };
    private readonly Dictionary<string, (ExternalIssuer Issuer, IssuerKeys Keys)> _issuers = new(StringComparer.Ordinal);
    private readonly MemoryCache _callers = new(new MemoryCacheOptions { SizeLimit = 10_000 });
    private readonly IDbContextFactory<GatewayDbContext> _databases;
    private readonly DeploymentOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalIssuers> _logger;

    public ExternalIssuers(
        IConfiguration configuration, IDbContextFactory<GatewayDbContext> databases, IHttpClientFactory http, DeploymentOptions deployment, TimeProvider time, ILogger<ExternalIssuers> logger)
    {
        foreach (var issuer in configuration.GetSection("ExternalIssuers").Get<ExternalIssuer[]>() ?? [])
        {
            if (!Uri.TryCreate(issuer.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && deployment.Environment != "local") || issuer.Audience.Length == 0)
                throw new InvalidOperationException("ExternalIssuers: each needs an https Authority and an Audience.");
            _issuers.Add(issuer.Authority, (issuer, new IssuerKeys(issuer.Authority, http, time)));
        }
        _databases = databases;
        _deployment = deployment;
        _time = time;
        _logger = logger;
    }

    /// <summary>The caller that an issuer's token names, or null.</summary>
    public async ValueTask<Caller?> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (_issuers.Count == 0 || text.Length > AccessToken.MaximumLength || !_handler.CanReadToken(text))
            return null;
        if (_callers.TryGetValue(text, out Caller? known))
            return known;
        // The issuer it claims to be from only chooses among the configured ones; the signature decides.
        if (!_issuers.TryGetValue(_handler.ReadJsonWebToken(text).Issuer, out var found))
            return null;

        var (issuer, keys) = found;
        IReadOnlyCollection<SecurityKey> candidates;
        try
        {
            candidates = await keys.FindAsync(_handler.ReadJsonWebToken(text).Kid, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            KeysNotRead(issuer.Authority, exception);
            return null;
        }

        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = issuer.Authority,
            ValidAudience = issuer.Audience,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) =>
                (notBefore is not { } from || from <= _time.GetUtcNow().UtcDateTime + AccessToken.ClockSkew) && expires is { } until && until > _time.GetUtcNow().UtcDateTime,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _))
            return null;
        if (await CallerAsync(issuer, jwt, cancellationToken) is not { } caller)
            return null;
        // Not longer than a revoked organisation may go unnoticed.
        var end = _time.GetUtcNow() + KeyCache.Lifetime;
        return _callers.Set(text, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = jwt.ValidTo < end.UtcDateTime ? jwt.ValidTo : end });
    }

    public void Dispose() => _callers.Dispose();

    private async Task<Caller?> CallerAsync(ExternalIssuer issuer, JsonWebToken jwt, CancellationToken cancellationToken)
    {
        if (!jwt.TryGetPayloadValue<string>(issuer.OrganizationClaim, out var organization) || !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId))
            return null;
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        var factor = await database.Organizations.Where(o => o.Id == organizationId).Select(o => (double?)o.LimitFactor).SingleOrDefaultAsync(cancellationToken);
        if (factor is null)
            return null;
        var scopes = jwt.Claims.Where(claim => claim.Type == issuer.ScopeClaim).SelectMany(claim => claim.Value.Split(' ')).Intersect(Scopes.All).ToArray();
        return new Caller(organizationId, $"{issuer.Authority}#{jwt.Subject}", _deployment.IsProduction ? "live" : "test", publishable: false, scopes, factor.Value);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Authority} cannot be read: its tokens are refused until they can")]
    private partial void KeysNotRead(string authority, Exception exception);
}

/// <summary>An issuer's published keys: read when first needed, again after an hour, and again, at most twice a minute, when a token names a key not among them.</summary>
internal sealed class IssuerKeys(string authority, IHttpClientFactory http, TimeProvider time)
{
    public const string ClientName = "issuer";
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private (DateTimeOffset At, IReadOnlyList<SecurityKey> Keys)? _read;

    public async ValueTask<IReadOnlyCollection<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_read is { } read && now - read.At < ReadAgainAfter && (now - read.At < Pause || read.Keys.Any(key => key.KeyId == keyId)))
            return [.. read.Keys.Where(key => key.KeyId == keyId)];
        var keys = await ReadAsync(cancellationToken);
        _read = (now, keys);
        return [.. keys.Where(key => key.KeyId == keyId)];
    }

    private async Task<IReadOnlyList<SecurityKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(ClientName);
        var metadata = await client.GetFromJsonAsync<Metadata>($"{authority.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken);
        if (metadata?.Issuer != authority || metadata.JwksUri is null)
            throw new HttpRequestException($"The metadata of {authority} names another issuer or no jwks_uri.");
        var set = new JsonWebKeySet(await client.GetStringAsync(metadata.JwksUri, cancellationToken));
        return [.. set.GetSigningKeys()];
    }

    private sealed record Metadata([property: JsonPropertyName("issuer")] string? Issuer, [property: JsonPropertyName("jwks_uri")] string? JwksUri);
}
