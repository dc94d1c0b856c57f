using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Tests.Running;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.AccessTokens;

public sealed class ExternalIssuerTests
{
    [Fact]
    public async Task A_token_of_the_configured_issuer_is_its_organisations_and_any_other_is_401()
    {
        using var key = new Issuer("key-1");
        using var stranger = new Issuer("key-1");
        var deployment = await Deployment.CreateAsync();
        await using var identityProvider = await Backend.StartAsync(deployment.PublicKey);
        var authority = $"{identityProvider.Url}/p/tenant";
        identityProvider.Answer = context => context.Request.Path.Value!.EndsWith("openid-configuration", StringComparison.Ordinal)
            ? context.Response.WriteAsJsonAsync(new { issuer = authority, jwks_uri = $"{authority}/keys" })
            : context.Response.WriteAsJsonAsync(new { keys = new[] { key.Jwk } });
        await using var gateway = await RunningGateway.StartAsync(
            new() { ["ExternalIssuers:0:Authority"] = authority, ["ExternalIssuers:0:Audience"] = "passinstance", ["ExternalIssuers:0:OrganizationClaim"] = "https://acme.example/org" }, deployment);
        var organization = await gateway.CreateOrganizationAsync();

        var genuine = key.Token(authority, "passinstance", organization);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, genuine)).StatusCode);
        var arrival = Assert.Single(gateway.Backend.Arrivals);
        Assert.Equal(organization, TypeId.Format("org", arrival.Caller.OrganizationId));
        // A scope that does not exist here is not passed on.
        Assert.Equal(["passes:read"], arrival.Caller.Scopes);
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await gateway.GetAsync("/api/v1/templates", apiKey: null, ("Authorization", $"Bearer {genuine}")));

        foreach (var forged in (string[])
            [
                stranger.Token(authority, "passinstance", organization),
                key.Token(authority, "another-api", organization),
                key.Token($"{authority}/other", "passinstance", organization),
                key.Token(authority, "passinstance", TypeId.Format("org", Guid.CreateVersion7())),
                key.Token(authority, "passinstance", "not an organisation"),
                key.Token(authority, "passinstance", organization, lifetime: TimeSpan.FromMinutes(-5)),
            ])
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, forged));
        Assert.Single(gateway.Backend.Arrivals);
        // Forged tokens do not make us ask the issuer again and again.
        Assert.InRange(identityProvider.Arrivals.Count, 2, 4);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_means_401_and_no_error()
    {
        using var key = new Issuer("key-1");
        await using var gateway = await RunningGateway.StartAsync(new() { ["ExternalIssuers:0:Authority"] = "http://127.0.0.1:9", ["ExternalIssuers:0:Audience"] = "passinstance" });
        var token = key.Token("http://127.0.0.1:9", "passinstance", await gateway.CreateOrganizationAsync());
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, token));
    }

    private static Task<HttpResponseMessage> GetAsync(RunningGateway gateway, string token) => gateway.GetAsync("/api/v1/passes", apiKey: null, ("Authorization", $"Bearer {token}"));

    private sealed class Issuer(string keyId) : IDisposable
    {
        private readonly RSA _key = RSA.Create(2048);

        public object Jwk
        {
            get
            {
                var parameters = _key.ExportParameters(false);
                return new { kty = "RSA", use = "sig", alg = "RS256", kid = keyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
            }
        }

        public string Token(string issuer, string audience, string organization, TimeSpan? lifetime = null) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = DateTime.UtcNow.AddMinutes(-10),
            NotBefore = DateTime.UtcNow.AddMinutes(-10),
            Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(5)),
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(_key) { KeyId = keyId }, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "user-1", ["https://acme.example/org"] = organization, ["scope"] = "openid passes:read launch:rockets" },
        });

        public void Dispose() => _key.Dispose();
    }
}
