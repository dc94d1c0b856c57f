using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Tests.Requests;
using Passinstance.Gateway.Tests.Running;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.AccessTokens;

/// <summary>What a forger tries (RFC 8725). Every forgery starts from a token that works.</summary>
public sealed class TokenAttackTests
{
    [Fact]
    public async Task Every_forgery_is_401_and_reaches_no_service()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = await TokenClient.CreateAsync(gateway);
        var genuine = await client.TokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", genuine)).StatusCode);
        var publicKey = (await gateway.Client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json")).GetProperty("keys")[0];

        foreach (var (name, forgery) in Forgeries(genuine, publicKey, gateway))
        {
            var response = await client.GetAsync("/api/v1/passes", forgery);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {response.StatusCode}");
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        }
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_token_of_a_megabyte_is_refused_before_it_is_read()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var answer = await RawHttp.SendAsync(gateway.Port, $"GET /api/v1/passes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {new string('a', 1024 * 1024)}\r\n\r\n");
        Assert.True(answer.Closed);
        Assert.True(answer.Statuses is [] or [431], answer.Text);
        Assert.Empty(gateway.Backend.Arrivals);
    }

    private static IEnumerable<(string Name, string Token)> Forgeries(string genuine, JsonElement publicKey, RunningGateway gateway)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parts = genuine.Split('.');
        var kid = new JsonWebToken(genuine).Kid;
        var payload = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.Decode(parts[1]))!;
        string Signed(object header, object body) => Sign(stranger, header, body);
        Dictionary<string, object> Header(string key, object value) => new() { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = kid, [key] = value };
        Dictionary<string, object> With(string claim, object value) => new(payload) { [claim] = value };

        yield return ("alg none", $"{Encode(new { alg = "none", typ = "at+jwt" })}.{parts[1]}.");
        yield return ("alg None", $"{Encode(new { alg = "None", typ = "at+jwt", kid })}.{parts[1]}.{parts[2]}");
        foreach (var secret in (string[])[publicKey.GetRawText(), publicKey.GetProperty("x").GetString()!, gateway.Deployment.PublicKey])
            yield return ("HS256 with the public key", Hmac(new { alg = "HS256", typ = "at+jwt", kid }, parts[1], secret));
        yield return ("signed by a stranger under our key id", Signed(Header("alg", "ES256"), payload));
        yield return ("unknown key id", Signed(Header("kid", "unknown"), payload));
        yield return ("no key id", Signed(new { alg = "ES256", typ = "at+jwt" }, payload));
        foreach (var path in (string[])["../../../../dev/null", "/etc/passwd", "x' OR '1'='1", "http://127.0.0.1/key"])
            yield return ($"key id {path}", Signed(Header("kid", path), payload));
        yield return ("jku", Signed(Header("jku", $"{gateway.Backend.Url}/keys"), payload));
        yield return ("x5u", Signed(Header("x5u", $"{gateway.Backend.Url}/certificate"), payload));
        yield return ("embedded key", Signed(Header("jwk", PublicKey(stranger)), payload));
        yield return ("another organisation", $"{parts[0]}.{Encode(With("org", TypeId.Format("org", Guid.CreateVersion7())))}.{parts[2]}");
        yield return ("more scopes", $"{parts[0]}.{Encode(With("scope", "templates:write"))}.{parts[2]}");
        yield return ("later expiry", $"{parts[0]}.{Encode(With("exp", DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds()))}.{parts[2]}");
        yield return ("signature cut off", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}");
        yield return ("zero signature", $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[64])}");
        yield return ("no signature", $"{parts[0]}.{parts[1]}");
        yield return ("empty", "..");
        yield return ("five parts", $"{genuine}.x.y");

        // Signed with the deployment's other key: right key holder, wrong purpose.
        yield return ("internal token", new InternalTokenIssuer(gateway.Deployment.PrivateKey, TimeProvider.System)
            .Issue(new InternalCaller(Guid.CreateVersion7(), "key_x", "test", ["passes:read"]), "rid"));

        // Signed with the real key, and still not for us: what an attacker who holds a token for something else may send.
        using var real = new RealKey(gateway);
        foreach (var (name, header, body) in ((string, object, object)[])
            [
                ("wrong audience", Header("alg", "ES256"), With("aud", "https://elsewhere.example/api")),
                ("wrong issuer", Header("alg", "ES256"), With("iss", "https://elsewhere.example")),
                ("wrong type", Header("typ", "JWT"), payload),
                ("expired", Header("alg", "ES256"), With("exp", DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds())),
                ("not yet valid", Header("alg", "ES256"), With("nbf", DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds())),
                ("no expiry", Header("alg", "ES256"), payload.Where(claim => claim.Key != "exp").ToDictionary()),
                ("critical header", new Dictionary<string, object> { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = kid, ["crit"] = new[] { "x" }, ["x"] = 1 }, payload),
                ("client of another kind", Header("alg", "ES256"), With("client_id", "key_01jd8zk3m5f6qv0s3w2x4y5z6a")),
                ("client that does not exist", Header("alg", "ES256"), With("client_id", TypeId.Format("cli", Guid.CreateVersion7()))),
                ("other environment", Header("alg", "ES256"), With("env", "live")),
            ])
            yield return (name, Sign(real.Key, header, body));
    }

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
