using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

/// <summary>An OpenID Connect issuer that publishes its metadata and keys.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly Backend _server;

    private IdentityProvider(Backend server)
    {
        _server = server;
        Authority = $"{server.Url}/p/tenant";
        NamedIssuer = Authority;
        Published = [Key];
        server.Respond = RespondAsync;
    }

    public string Authority { get; }
    public IssuerKey Key { get; } = new("key-1");
    public int Requests => _server.Arrivals.Count;
    public IssuerKey[] Published { get; set; }
    public string NamedIssuer { get; set; }
    public string Padding { get; set; } = "";
    public bool IsDown { get; set; }

    public static async Task<IdentityProvider> StartAsync() =>
        new(await Backend.StartAsync((await Deployment.SharedAsync()).PublicKey));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task RespondAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        return context.Request.Path.Value!.EndsWith("openid-configuration", StringComparison.Ordinal)
            ? context.Response.WriteAsJsonAsync(new { issuer = NamedIssuer, jwks_uri = $"{Authority}/keys", padding = Padding })
            : context.Response.WriteAsJsonAsync(new { keys = Published.Select(key => key.Jwk) });
    }
}

/// <summary>A signing key of an issuer.</summary>
/// <param name="id">The key id.</param>
/// <param name="isStranger">Whether it is the other of the two keys that the tests share: making one takes long.</param>
internal sealed class IssuerKey(string id, bool isStranger = false)
{
    public const string OrganizationClaim = "https://acme.example/org";

    private static readonly RSA Own = RSA.Create(2048);
    private static readonly RSA Strangers = RSA.Create(2048);

    private readonly RSA _key = isStranger ? Strangers : Own;

    public object Jwk
    {
        get
        {
            var parameters = _key.ExportParameters(false);
            var (n, e) = (Base64UrlEncoder.Encode(parameters.Modulus), Base64UrlEncoder.Encode(parameters.Exponent));
            return new { kty = "RSA", use = "sig", alg = "RS256", kid = id, n, e };
        }
    }

    public string Token(
        string issuer, string audience, string organization, TimeSpan? lifetime = null, string? keyId = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = DateTime.UtcNow.AddMinutes(-10),
            NotBefore = DateTime.UtcNow.AddMinutes(-10),
            Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(5)),
            SigningCredentials =
                new SigningCredentials(new RsaSecurityKey(_key) { KeyId = keyId ?? id }, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "user-1",
                [OrganizationClaim] = organization,
                ["scope"] = "openid passes:read launch:rockets",
            },
        });
}
