using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

[Trait("Category", "Integration")]
public sealed class ClientCredentialsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_client_exchanges_its_secret_for_a_token_that_works_for_15_minutes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var client = await TokenClient.CreateAsync(gateway, organization: null, "--scopes", "passes:read,passes:write");

        var response = await client.RequestTokenAsync(("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(900, body.GetProperty("expires_in").GetInt32());
        Assert.Equal("passes:read passes:write", body.GetProperty("scope").GetString());
        var token = body.GetProperty("access_token").GetString()!;
        Assert.Equal(("ES256", "at+jwt"), (new JsonWebToken(token).Alg, new JsonWebToken(token).Typ));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", token)).StatusCode);
        var arrival = Assert.Single(gateway.Backend.Arrivals);
        Assert.Equal(client.OrganizationId, TypeId.Format("org", arrival.Caller.OrganizationId));
        Assert.Equal(client.Id, arrival.Caller.ApiKeyId);
        Assert.DoesNotContain(arrival.Headers, header => header.Value.Contains(token, StringComparison.Ordinal));
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await client.GetAsync("/api/v1/templates", token));

        time.Advance(TimeSpan.FromMinutes(14));
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/templates", token)).StatusCode);
        time.Advance(TimeSpan.FromMinutes(1));
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await client.GetAsync("/api/v1/passes", token));
    }

    [Fact]
    public async Task A_token_may_have_fewer_scopes_than_its_client_and_never_more()
    {
        var client = await TokenClient.CreateAsync(_gateway, organization: null, "--scopes", "passes:read,passes:write");

        await client.GetAsync("/api/v1/passes", await client.TokenAsync("passes:read"));

        Assert.Equal(["passes:read"], Assert.Single(_gateway.Backend.Arrivals).Caller.Scopes);
        await AssertErrorAsync(
            HttpStatusCode.BadRequest, "invalid_scope",
            await client.RequestTokenAsync(("grant_type", "client_credentials"), ("scope", "passes:read templates:write")));
    }

    [Fact]
    public async Task Wrong_requests_get_the_errors_of_the_standard()
    {
        var client = await TokenClient.CreateAsync(_gateway);

        await AssertErrorAsync(
            HttpStatusCode.BadRequest, "unsupported_grant_type", await client.RequestTokenAsync(("grant_type", "password")));
        await AssertErrorAsync(HttpStatusCode.BadRequest, "invalid_request", await client.RequestTokenAsync());
        using var json = JsonContent.Create(new { grant_type = "client_credentials" });
        await AssertErrorAsync(
            HttpStatusCode.BadRequest, "invalid_request",
            await _gateway.SendAsync(HttpMethod.Post, "/oauth/token", apiKey: null, json));
    }

    [Fact]
    public async Task A_wrong_client_id_or_secret_is_401()
    {
        var client = await TokenClient.CreateAsync(_gateway);
        TokenClient[] strangers =
        [
            client with { Secret = client.Secret[..^1] + (client.Secret[^1] == 'a' ? 'b' : 'a') },
            client with { Secret = "" },
            client with { Id = TypeId.Format(IdPrefixes.Client, Guid.CreateVersion7()) },
            client with { Id = "unknown" },
        ];
        foreach (var stranger in strangers)
        {
            var response = await stranger.RequestTokenAsync(("grant_type", "client_credentials"));
            await AssertErrorAsync(HttpStatusCode.Unauthorized, "invalid_client", response);
            Assert.Equal("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task The_client_id_and_secret_may_be_sent_in_the_body()
    {
        var client = await TokenClient.CreateAsync(_gateway);
        using var inBody = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", client.Id), new("client_secret", client.Secret)]);

        var response = await _gateway.SendAsync(HttpMethod.Post, "/oauth/token", apiKey: null, inBody);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Guessing_client_secrets_is_limited_by_address()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new()
            {
                ["RateLimits:Factor"] = "1",
                ["RateLimits:BadCredentials:Rate"] = "0.001",
                ["RateLimits:BadCredentials:Burst"] = "3",
            },
            await Deployment.CreateAsync(), time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        var client = await TokenClient.CreateAsync(gateway);
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var guess = client with { Secret = $"guess-{i}" };
            statuses.Add((int)(await guess.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        }

        Assert.Equal([401, 401, 401, 429, 429], statuses);
    }

    [Fact]
    public async Task A_client_that_was_good_lately_gets_tokens_beside_somebody_who_guesses_also_after_a_restart()
    {
        var settings = new Dictionary<string, string?>
        {
            ["RateLimits:Factor"] = "1",
            ["RateLimits:BadCredentials:Rate"] = "0.001",
            ["RateLimits:BadCredentials:Burst"] = "3",
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(settings, await Deployment.CreateAsync(), time: time);
        var client = await TokenClient.CreateAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, (await client.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        var token = await client.TokenAsync();
        var stranger = client with { Id = TypeId.Format(IdPrefixes.Client, Guid.CreateVersion7()), Secret = "guess" };

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((int)(await stranger.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);

        Assert.Equal([401, 401, 401, 429, 429], statuses);
        Assert.Equal(HttpStatusCode.OK, (await client.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        // Somebody who knows the client's id does not lock it out either, and its token still works.
        var knowing = client with { Secret = "guess" };
        Assert.Equal(
            HttpStatusCode.TooManyRequests, (await knowing.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", token)).StatusCode);

        await using var restarted = await GatewayFixture.StartAsync(settings, gateway.Deployment, gateway.Backend, time);
        var (guess, honest) = (stranger with { Gateway = restarted }, client with { Gateway = restarted });
        Assert.Equal(HttpStatusCode.TooManyRequests, (await guess.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await honest.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_and_all_tokens_of_a_revoked_client_are_rejected_by_every_gateway_within_5_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        await using var other = await GatewayFixture.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend, time: time);
        var client = await TokenClient.CreateAsync(gateway);
        var (revoked, kept) = (await client.TokenAsync(), await client.TokenAsync());
        var elsewhere = client with { Gateway = other };
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", revoked)).StatusCode);

        // Another client's revocation has no effect and the same response.
        var stranger = await TokenClient.CreateAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsync("/oauth/revoke", [("token", revoked)])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", revoked)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/oauth/revoke", [("token", revoked)])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/passes", revoked)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/passes", revoked)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", kept)).StatusCode);

        await gateway.AdministerAsync("revoke-client", "--client", client.Id);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/passes", kept)).StatusCode);
        await AssertErrorAsync(
            HttpStatusCode.Unauthorized, "invalid_client", await client.RequestTokenAsync(("grant_type", "client_credentials")));
    }

    [Fact]
    public async Task A_new_signing_key_is_published_before_it_signs_and_tokens_of_the_old_one_stay_valid()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(deployment: await Deployment.CreateAsync(), time: time);
        await using var other = await GatewayFixture.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend, time: time);
        var client = await TokenClient.CreateAsync(gateway);
        var elsewhere = client with { Gateway = other };
        var old = await client.TokenAsync();
        Assert.Equal(KeyId(old), KeyId(await elsewhere.TokenAsync()));
        Assert.Equal([KeyId(old)], await PublishedKeyIdsAsync(gateway));

        var added = (await gateway.AdministerAsync("rotate-signing-key")).GetProperty("keyId").GetString()!;
        Assert.Equal(new[] { added, KeyId(old) }.Order(), (await PublishedKeyIdsAsync(gateway)).Order());
        Assert.Equal(KeyId(old), KeyId(await client.TokenAsync()));

        time.Advance(SigningKeys.ActivationDelay);
        var fresh = await client.TokenAsync();
        Assert.Equal(added, KeyId(fresh));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", fresh)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", old)).StatusCode);

        time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal([added], await PublishedKeyIdsAsync(gateway));
    }

    [Fact]
    public async Task The_published_keys_verify_a_token_and_contain_nothing_private()
    {
        var token = await (await TokenClient.CreateAsync(_gateway)).TokenAsync();

        var json = await _gateway.Client.GetStringAsync("/.well-known/jwks.json");

        var members = JsonElement.Parse(json).GetProperty("keys")[0].EnumerateObject().Select(member => member.Name);
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], members.Order());
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = new JsonWebKeySet(json).GetSigningKeys(),
            ValidIssuer = "http://127.0.0.1:8080",
            ValidAudience = "http://127.0.0.1:8080/api",
        });
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_of_a_client_are_valid()
    {
        var client = await TokenClient.CreateAsync(_gateway);
        var second = client with { Secret = await RotateAsync(client) };
        await client.TokenAsync();
        await second.TokenAsync();

        await RotateAsync(client, "--overlap", "00:00:00");

        foreach (var old in (TokenClient[])[client, second])
        {
            await AssertErrorAsync(
                HttpStatusCode.Unauthorized, "invalid_client", await old.RequestTokenAsync(("grant_type", "client_credentials")));
        }
    }

    private async Task<string> RotateAsync(TokenClient client, params string[] options)
    {
        var rotated = await _gateway.AdministerAsync(["rotate-client", "--client", client.Id, .. options]);
        return rotated.GetProperty("clientSecret").GetString()!;
    }

    private static string KeyId(string token) => new JsonWebToken(token).Kid;

    private static async Task AssertErrorAsync(HttpStatusCode status, string error, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, text);
        var body = JsonElement.Parse(text);
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.NotEmpty(body.GetProperty("error_description").GetString()!);
    }

    private static async Task<string[]> PublishedKeyIdsAsync(GatewayFixture gateway)
    {
        var set = await gateway.Client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json");
        return [.. set.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }
}
