using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

/// <summary>Attacks on access tokens (RFC 8725). Every forgery starts from a token that works.</summary>
[Trait("Category", "Integration")]
public sealed class TokenAttackTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task Every_forgery_is_401_and_reaches_no_service()
    {
        var client = await TokenClient.CreateAsync(_gateway);
        var genuine = await client.TokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", genuine)).StatusCode);
        var publicKey = (await _gateway.Client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json")).GetProperty("keys")[0];
        using var real = await RealKey.ReadAsync(_gateway);

        foreach (var (name, forgery) in Forgeries(genuine, publicKey).Concat(MisusedTokens(genuine, real.Key)))
        {
            var response = await client.GetAsync("/api/v1/passes", forgery);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {response.StatusCode}");
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        }

        Assert.Single(_gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_token_of_a_megabyte_is_rejected_before_it_is_read()
    {
        var answer = await RawHttp.SendAsync(
            _gateway.Port, $"GET /api/v1/passes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {new string('a', 1024 * 1024)}\r\n\r\n");

        Assert.True(answer.Closed);
        Assert.True(answer.Statuses is [] or [431], answer.Text);
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    private IEnumerable<(string Name, string Token)> Forgeries(string genuine, JsonElement publicKey)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parts = genuine.Split('.');
        var kid = new JsonWebToken(genuine).Kid;
        var payload = Payload(genuine);
        string Signed(object header, object body) => Sign(stranger, header, body);
        Dictionary<string, object> Header(string name, object value) =>
            new() { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = kid, [name] = value };
        string Changed(string claim, object value) => $"{parts[0]}.{Encode(With(payload, claim, value))}.{parts[2]}";

        yield return ("alg none", $"{Encode(new { alg = "none", typ = "at+jwt" })}.{parts[1]}.");
        yield return ("alg None", $"{Encode(new { alg = "None", typ = "at+jwt", kid })}.{parts[1]}.{parts[2]}");
        foreach (var secret in (string[])
            [publicKey.GetRawText(), publicKey.GetProperty("x").GetString()!, _gateway.Deployment.PublicKey])
        {
            yield return ("HS256 with the public key", Hmac(new { alg = "HS256", typ = "at+jwt", kid }, parts[1], secret));
        }

        yield return ("signed by a stranger with a known key id", Signed(Header("alg", "ES256"), payload));
        yield return ("unknown key id", Signed(Header("kid", "unknown"), payload));
        yield return ("no key id", Signed(new { alg = "ES256", typ = "at+jwt" }, payload));
        foreach (var path in (string[])["../../../../dev/null", "/etc/passwd", "x' OR '1'='1", "http://127.0.0.1/key"])
            yield return ($"key id {path}", Signed(Header("kid", path), payload));

        yield return ("jku", Signed(Header("jku", $"{_gateway.Backend.Url}/keys"), payload));
        yield return ("x5u", Signed(Header("x5u", $"{_gateway.Backend.Url}/certificate"), payload));
        yield return ("embedded key", Signed(Header("jwk", PublicKey(stranger)), payload));
        yield return ("another organization", Changed("org", TypeId.Format("org", Guid.CreateVersion7())));
        yield return ("more scopes", Changed("scope", "templates:write"));
        yield return ("later expiry", Changed("exp", DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds()));
        yield return ("signature cut off", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}");
        yield return ("zero signature", $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[64])}");
        yield return ("no signature", $"{parts[0]}.{parts[1]}");
        yield return ("empty", "..");
        yield return ("five parts", $"{genuine}.x.y");

        // Signed with the deployment's other key, for another purpose.
        yield return ("internal token", new InternalTokenIssuer(_gateway.Deployment.PrivateKey, TimeProvider.System)
            .Issue(new InternalCaller(Guid.CreateVersion7(), "key_x", "test", ["passes:read"]), "rid"));
    }

    // Signed with the real key but not valid here, like a token that was issued for something else.
    private static IEnumerable<(string Name, string Token)> MisusedTokens(string genuine, ECDsa key)
    {
        var kid = new JsonWebToken(genuine).Kid;
        var payload = Payload(genuine);
        var header = new Dictionary<string, object> { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = kid };
        string Signed(string claim, object value) => Sign(key, header, With(payload, claim, value));

        yield return ("wrong audience", Signed("aud", "https://elsewhere.example/api"));
        yield return ("wrong issuer", Signed("iss", "https://elsewhere.example"));
        yield return ("wrong type", Sign(key, With(header, "typ", "JWT"), payload));
        yield return ("expired", Signed("exp", DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds()));
        yield return ("not yet valid", Signed("nbf", DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds()));
        yield return ("no expiry", Sign(key, header, payload.Where(claim => claim.Key != "exp").ToDictionary()));
        yield return ("critical header", Sign(key, With(With(header, "crit", new[] { "x" }), "x", 1), payload));
        yield return ("client of another kind", Signed("client_id", "key_01jd8zk3m5f6qv0s3w2x4y5z6a"));
        yield return ("client that does not exist", Signed("client_id", TypeId.Format("cli", Guid.CreateVersion7())));
        yield return ("other environment", Signed("env", "live"));
    }

    private static Dictionary<string, object> Payload(string token) =>
        JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.Decode(token.Split('.')[1]))!;

    private static Dictionary<string, object> With(Dictionary<string, object> members, string name, object value) =>
        new(members) { [name] = value };

    private static string Sign(ECDsa key, object header, object body)
    {
        var text = $"{Encode(header)}.{Encode(body)}";
        return $"{text}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Hmac(object header, string payload, string secret)
    {
        var text = $"{Encode(header)}.{payload}";
        return $"{text}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(text)))}";
    }

    private static object PublicKey(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private static string Encode(object value) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(value));
}
