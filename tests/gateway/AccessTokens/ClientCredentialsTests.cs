using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Tests.Running;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.AccessTokens;

public sealed class ClientCredentialsTests
{
    [Fact]
    public async Task A_client_exchanges_its_secret_for_a_token_that_works_for_15_minutes()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var gateway = await RunningGateway.StartAsync(time: clock);
        var client = await TokenClient.CreateAsync(gateway, organization: null, "--scopes", "passes:read,passes:write");

        var response = await client.AskAsync(("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Bearer", answer.GetProperty("token_type").GetString());
        Assert.Equal(900, answer.GetProperty("expires_in").GetInt32());
        Assert.Equal("passes:read passes:write", answer.GetProperty("scope").GetString());
        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal(("ES256", "at+jwt"), (new JsonWebToken(token).Alg, new JsonWebToken(token).Typ));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", token)).StatusCode);
        var arrival = Assert.Single(gateway.Backend.Arrivals);
        Assert.Equal(client.OrganizationId, TypeId.Format("org", arrival.Caller.OrganizationId));
        Assert.Equal(client.Id, arrival.Caller.ApiKeyId);
        Assert.DoesNotContain(arrival.Headers, header => header.Value.Contains(token, StringComparison.Ordinal));
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await client.GetAsync("/api/v1/templates", token));

        clock.Now += TimeSpan.FromMinutes(14);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/templates", token)).StatusCode);
        clock.Now += TimeSpan.FromMinutes(1);
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await client.GetAsync("/api/v1/passes", token));
    }

    [Fact]
    public async Task A_token_may_have_fewer_scopes_than_its_client_and_never_more()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = await TokenClient.CreateAsync(gateway, organization: null, "--scopes", "passes:read,passes:write");

        await client.GetAsync("/api/v1/passes", await client.TokenAsync("passes:read"));
        Assert.Equal(["passes:read"], Assert.Single(gateway.Backend.Arrivals).Caller.Scopes);
        await OAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_scope", await client.AskAsync(("grant_type", "client_credentials"), ("scope", "passes:read templates:write")));
    }

    [Fact]
    public async Task Wrong_requests_get_the_errors_of_the_standard()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = await TokenClient.CreateAsync(gateway);

        await OAuthErrorAsync(HttpStatusCode.BadRequest, "unsupported_grant_type", await client.AskAsync(("grant_type", "password")));
        await OAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request", await client.AskAsync());
        await OAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request", await gateway.SendAsync(HttpMethod.Post, "/oauth/token", apiKey: null, JsonContent.Create(new { grant_type = "client_credentials" })));
        TokenClient[] strangers =
        [
            client with { Secret = client.Secret[..^1] + (client.Secret[^1] == 'a' ? 'b' : 'a') }, client with { Secret = "" },
            client with { Id = TypeId.Format(IdPrefixes.Client, Guid.CreateVersion7()) }, client with { Id = "nobody" },
        ];
        foreach (var stranger in strangers)
        {
            var response = await stranger.AskAsync(("grant_type", "client_credentials"));
            await OAuthErrorAsync(HttpStatusCode.Unauthorized, "invalid_client", response);
            Assert.Equal("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        using var inBody = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client.Id), new("client_secret", client.Secret)]);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Post, "/oauth/token", apiKey: null, inBody)).StatusCode);
    }

    [Fact]
    public async Task Guessing_client_secrets_is_limited_by_address()
    {
        await using var gateway = await RunningGateway.StartAsync(
            new() { ["RateLimits:Factor"] = "1", ["RateLimits:StorePatience"] = "00:01:00", ["RateLimits:BadCredentials:Rate"] = "0.001", ["RateLimits:BadCredentials:Burst"] = "3" }, time: new StoppedWatch());
        var client = await TokenClient.CreateAsync(gateway);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
            statuses.Add((await (client with { Secret = $"guess-{i}" }).AskAsync(("grant_type", "client_credentials"))).StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task A_revoked_token_and_all_tokens_of_a_revoked_client_are_refused_within_5_seconds_everywhere()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var other = await RunningGateway.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend);
        var client = await TokenClient.CreateAsync(gateway);
        var (revoked, kept) = (await client.TokenAsync(), await client.TokenAsync());
        var elsewhere = client with { Gateway = other };
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", revoked)).StatusCode);

        // A stranger's revocation has no effect, and is answered alike.
        var stranger = await TokenClient.CreateAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsync("/oauth/revoke", [("token", revoked)])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", revoked)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/oauth/revoke", [("token", revoked)])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/passes", revoked)).StatusCode);
        await WithinFiveSeconds.HoldsAsync(async () => (await elsewhere.GetAsync("/api/v1/passes", revoked)).StatusCode == HttpStatusCode.Unauthorized, "the other gateway refuses the token");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", kept)).StatusCode);

        await gateway.AdministerAsync("revoke-client", "--client", client.Id);
        await WithinFiveSeconds.HoldsAsync(async () => (await elsewhere.GetAsync("/api/v1/passes", kept)).StatusCode == HttpStatusCode.Unauthorized, "the other gateway refuses the client");
        await OAuthErrorAsync(HttpStatusCode.Unauthorized, "invalid_client", await client.AskAsync(("grant_type", "client_credentials")));
    }

    [Fact]
    public async Task A_new_signing_key_is_published_before_it_signs_and_tokens_of_the_old_one_stay_valid()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var gateway = await RunningGateway.StartAsync(time: clock);
        await using var other = await RunningGateway.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend, time: clock);
        var client = await TokenClient.CreateAsync(gateway);
        var old = await client.TokenAsync();
        Assert.Equal(new JsonWebToken(old).Kid, new JsonWebToken(await (client with { Gateway = other }).TokenAsync()).Kid);
        Assert.Equal([new JsonWebToken(old).Kid], await KeyIdsAsync(gateway));

        var added = (await gateway.AdministerAsync("rotate-signing-key")).GetProperty("keyId").GetString()!;
        Assert.Equal(new[] { added, new JsonWebToken(old).Kid }.Order(), (await KeyIdsAsync(gateway)).Order());
        Assert.Equal(new JsonWebToken(old).Kid, new JsonWebToken(await client.TokenAsync()).Kid);

        clock.Now += SigningKeys.ActivationDelay;
        var fresh = await client.TokenAsync();
        Assert.Equal(added, new JsonWebToken(fresh).Kid);
        Assert.Equal(HttpStatusCode.OK, (await (client with { Gateway = other }).GetAsync("/api/v1/passes", fresh)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (client with { Gateway = other }).GetAsync("/api/v1/passes", old)).StatusCode);

        clock.Now += TimeSpan.FromMinutes(16);
        Assert.Equal([added], await KeyIdsAsync(gateway));
    }

    [Fact]
    public async Task The_published_keys_verify_a_token_and_hold_nothing_private()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = await TokenClient.CreateAsync(gateway);
        var token = await client.TokenAsync();

        var json = await gateway.Client.GetStringAsync("/.well-known/jwks.json");
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], JsonDocument.Parse(json).RootElement.GetProperty("keys")[0].EnumerateObject().Select(member => member.Name).Order());
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = new Microsoft.IdentityModel.Tokens.JsonWebKeySet(json).GetSigningKeys(), ValidIssuer = "http://127.0.0.1:8080", ValidAudience = "http://127.0.0.1:8080/api",
        });
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task A_clients_secret_can_be_rotated_with_both_valid_for_a_while()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = await TokenClient.CreateAsync(gateway);
        var second = client with { Secret = (await gateway.AdministerAsync("rotate-client", "--client", client.Id)).GetProperty("clientSecret").GetString()! };
        await client.TokenAsync();
        await second.TokenAsync();

        await gateway.AdministerAsync("rotate-client", "--client", client.Id, "--overlap", "00:00:00");
        await OAuthErrorAsync(HttpStatusCode.Unauthorized, "invalid_client", await client.AskAsync(("grant_type", "client_credentials")));
        await OAuthErrorAsync(HttpStatusCode.Unauthorized, "invalid_client", await second.AskAsync(("grant_type", "client_credentials")));
    }

    private static async Task OAuthErrorAsync(HttpStatusCode status, string error, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, text);
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.NotEmpty(body.GetProperty("error_description").GetString()!);
    }

    private static async Task<string[]> KeyIdsAsync(RunningGateway gateway) =>
        [.. (await gateway.Client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
}
