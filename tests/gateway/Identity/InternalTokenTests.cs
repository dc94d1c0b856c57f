using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.Identity;

[Trait("Category", "Integration")]
public sealed class InternalTokenTests : IDisposable
{
    private static readonly InternalCaller Caller =
        new(Guid.CreateVersion7(), "key_01jd8zk3m5f6qv0s3w2x4y5z6a", "test", ["passes:read", "templates:read"]);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private string PrivatePem => _key.ExportPkcs8PrivateKeyPem();
    private string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_service_reads_the_caller_from_the_gateways_token()
    {
        await using var service = await ProtectedService.StartAsync(PublicPem);
        var response = await service.GetAsync("/who", Issue());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var who = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Caller.OrganizationId, who.GetProperty("organization").GetGuid());
        Assert.Equal(Caller.KeyId, who.GetProperty("key").GetString());
        Assert.Equal("test", who.GetProperty("environment").GetString());
        Assert.Equal(["passes:read", "templates:read"], who.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
    }

    [Fact]
    public void The_token_has_exactly_the_claims_of_the_contract()
    {
        var jwt = new JsonWebToken(Issue());

        Assert.Equal("ES256", jwt.Alg);
        Assert.Equal("pi-internal+jwt", jwt.Typ);
        Assert.Equal(TimeSpan.FromSeconds(60), jwt.ValidTo - jwt.IssuedAt);
        Assert.Equal("passinstance-gateway", jwt.Issuer);
        Assert.Equal(["passinstance-services"], jwt.Audiences);
        using var payload = JsonDocument.Parse(Base64UrlEncoder.Decode(jwt.EncodedPayload));
        Assert.Equal(
            ["aud", "env", "exp", "iat", "iss", "key", "nbf", "org", "rid", "scopes"],
            payload.RootElement.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.Equal("passes:read templates:read", payload.RootElement.GetProperty("scopes").GetString());
        Assert.Equal(TypeId.Format("org", Caller.OrganizationId), payload.RootElement.GetProperty("org").GetString());
        Assert.Equal("req-1", payload.RootElement.GetProperty("rid").GetString());
    }

    [Fact]
    public async Task Without_a_token_every_path_except_the_anonymous_ones_is_a_401_problem()
    {
        await using var service = await ProtectedService.StartAsync(PublicPem);
        foreach (var path in (string[])["/who", "/passes", "/no-such-path"])
        {
            var response = await service.GetAsync(path, token: null);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("Unauthorized", problem.GetProperty("error").GetString());
            Assert.Equal(401, problem.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.GetProperty("message").GetString()!);
            Assert.NotEmpty(problem.GetProperty("requestId").GetString()!);
        }

        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health/live", token: null)).StatusCode);
    }

    [Fact]
    public async Task A_missing_scope_is_a_403_problem_that_names_it()
    {
        await using var service = await ProtectedService.StartAsync(PublicPem);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/passes", Issue())).StatusCode);

        var response = await service.GetAsync("/passes", Issue(Caller with { Scopes = ["templates:read"] }));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("passes:read", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task During_a_rotation_tokens_of_the_old_and_the_new_key_are_accepted()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var service = await ProtectedService.StartAsync(PublicPem, next.ExportSubjectPublicKeyInfoPem());

        var ofNext = new InternalTokenIssuer(next.ExportPkcs8PrivateKeyPem(), TimeProvider.System).Issue(Caller, "req-2");
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/who", Issue())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/who", ofNext)).StatusCode);
    }

    [Fact]
    public async Task An_expired_token_is_rejected_even_if_it_was_accepted_before()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var verifier = new InternalTokenVerifier([PublicPem], time);
        var token = new InternalTokenIssuer(PrivatePem, time).Issue(Caller, "req-1");

        Assert.NotNull(await verifier.VerifyAsync(token));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await verifier.VerifyAsync(token));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_rejected(string forgery)
    {
        await using var service = await ProtectedService.StartAsync(PublicPem);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/who", Sign(new TokenShape()))).StatusCode);

        var response = await service.GetAsync("/who", Forge(forgery));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public static TheoryData<string> Forgeries() =>
    [
        "alg none", "alg none with the signature kept", "HS256 with the public key", "wrong audience", "wrong issuer", "wrong type",
        "no type", "expired", "not yet valid", "no expiry", "lives too long", "unknown key", "key id of a path",
        "another key under a known key id", "key in the header", "critical header", "changed payload", "no signature", "over 8 KB",
        "no organization", "organization of another kind", "unknown environment", "not a token",
    ];

    private string Forge(string forgery)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var genuine = Sign(new TokenShape()).Split('.');
        return forgery switch
        {
            "alg none" => $"{Encode(new { alg = "none", typ = InternalToken.Type })}.{genuine[1]}.",
            "alg none with the signature kept" => $"{Encode(new { alg = "none", typ = InternalToken.Type })}.{genuine[1]}.{genuine[2]}",
            "HS256 with the public key" => SignHmac(genuine[1]),
            "wrong audience" => Sign(new TokenShape { Audience = "passinstance" }),
            "wrong issuer" => Sign(new TokenShape { Issuer = "passinstance-gateway.example" }),
            "wrong type" => Sign(new TokenShape { Type = "at+jwt" }),
            "no type" => Sign(new TokenShape { Type = null }),
            "expired" => Sign(new TokenShape { From = -120, Until = -61 }),
            "not yet valid" => Sign(new TokenShape { From = 30, Until = 80 }),
            "no expiry" => Sign(new TokenShape { Until = null }),
            "lives too long" => Sign(new TokenShape { Until = 3600 }),
            "unknown key" => Sign(new TokenShape { Key = stranger }),
            "key id of a path" => Sign(new TokenShape { Key = stranger, KeyId = "../../../../dev/null" }),
            "another key under a known key id" => Sign(new TokenShape { Key = stranger, KeyId = KeyId }),
            "key in the header" => Sign(new TokenShape
            {
                Key = stranger,
                Header = new() { ["jku"] = "http://127.0.0.1/keys", ["jwk"] = Jwk(stranger) },
            }),
            "critical header" => Sign(new TokenShape { Header = new() { ["crit"] = new[] { "b64" }, ["b64"] = false } }),
            "changed payload" =>
                $"{genuine[0]}.{Encode(Payload(new TokenShape(), TypeId.Format("org", Guid.CreateVersion7())))}.{genuine[2]}",
            "no signature" => $"{genuine[0]}.{genuine[1]}.",
            "over 8 KB" => Sign(new TokenShape { Scopes = new string('x', 9000) }),
            "no organization" => Sign(new TokenShape { Organization = null }),
            "organization of another kind" => Sign(new TokenShape { Organization = TypeId.Format("pas", Guid.CreateVersion7()) }),
            "unknown environment" => Sign(new TokenShape { Environment = "production" }),
            "not a token" => "pi_test_abc",
            _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, "No such forgery."),
        };
    }

    private string KeyId => new JsonWebToken(Issue()).Kid;

    private string Issue(InternalCaller? caller = null) =>
        new InternalTokenIssuer(PrivatePem, TimeProvider.System).Issue(caller ?? Caller, "req-1");

    private sealed record TokenShape
    {
        public string? Type { get; init; } = InternalToken.Type;
        public string Issuer { get; init; } = InternalToken.Issuer;
        public string Audience { get; init; } = InternalToken.Audience;
        public string? Organization { get; init; } = TypeId.Format("org", Caller.OrganizationId);
        public string Environment { get; init; } = "test";
        public string Scopes { get; init; } = "passes:read";
        public int From { get; init; }
        public int? Until { get; init; } = 60;
        public ECDsa? Key { get; init; }
        public string? KeyId { get; init; }
        public Dictionary<string, object> Header { get; init; } = [];
    }

    // Built by hand: the library does not create some of these tokens.
    private string Sign(TokenShape shape)
    {
        var key = shape.Key ?? _key;
        var header = new Dictionary<string, object>(shape.Header)
        {
            ["alg"] = "ES256",
            ["kid"] = shape.KeyId ?? EllipticCurveKey.FromPem(key.ExportSubjectPublicKeyInfoPem()).KeyId,
        };
        if (shape.Type is not null)
            header["typ"] = shape.Type;
        var text = $"{Encode(header)}.{Encode(Payload(shape, shape.Organization))}";
        return $"{text}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private string SignHmac(string payload)
    {
        var text = $"{Encode(new { alg = "HS256", typ = InternalToken.Type, kid = KeyId })}.{payload}";
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(PublicPem), Encoding.ASCII.GetBytes(text));
        return $"{text}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static Dictionary<string, object> Payload(TokenShape shape, string? organization)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var payload = new Dictionary<string, object>
        {
            ["iss"] = shape.Issuer,
            ["aud"] = shape.Audience,
            ["iat"] = now,
            ["nbf"] = now + shape.From,
            ["key"] = Caller.KeyId,
            ["scopes"] = shape.Scopes,
            ["env"] = shape.Environment,
            ["rid"] = "req-1",
        };
        if (shape.Until is { } until)
            payload["exp"] = now + until;
        if (organization is not null)
            payload["org"] = organization;
        return payload;
    }

    private static object Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private static string Encode(object value) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(value));
}
