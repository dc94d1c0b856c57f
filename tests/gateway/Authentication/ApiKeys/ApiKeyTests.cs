using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Authentication.ApiKeys;

[Trait("Category", "Integration")]
public sealed class ApiKeyTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_key_in_either_header_identifies_its_organization_to_the_service_and_is_not_forwarded()
    {
        var key = await _gateway.CreateKeyAsync(options: ["--scopes", "passes:read,templates:read"]);

        var byHeader = await _gateway.GetAsync("/api/v1/passes?limit=5", key.Text);
        var byBearer = await _gateway.GetAsync("/api/v1/passes?limit=5", apiKey: null, ("Authorization", $"Bearer {key.Text}"));

        Assert.Equal(HttpStatusCode.OK, byHeader.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byBearer.StatusCode);
        Assert.Equal(2, _gateway.Backend.Arrivals.Count);
        foreach (var arrival in _gateway.Backend.Arrivals)
        {
            Assert.Equal("/api/v1/passes?limit=5", arrival.Target);
            Assert.Equal(key.OrganizationId, TypeId.Format("org", arrival.Caller.OrganizationId));
            Assert.Equal(key.Id, arrival.Caller.ApiKeyId);
            Assert.Equal("test", arrival.Caller.Environment);
            Assert.Equal(["passes:read", "templates:read"], arrival.Caller.Scopes);
            Assert.DoesNotContain(arrival.Headers, header => header.Value.Contains(key.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Without_a_credential_or_with_two_different_ones_the_response_is_401()
    {
        var key = await _gateway.CreateKeyAsync();
        var other = await _gateway.CreateKeyAsync();

        (string, string)[][] rejected =
        [
            [],
            [("Authorization", "Basic dXNlcjpwYXNz")],
            [("Authorization", key.Text)],
            [("X-API-Key", "")],
            [("X-API-Key", key.Text), ("X-API-Key", other.Text)],
            [("X-API-Key", key.Text), ("Authorization", $"Bearer {other.Text}")],
        ];
        foreach (var headers in rejected)
        {
            var response = await _gateway.GetAsync("/api/v1/passes", apiKey: null, headers);
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
        await ProblemAssert.IsAsync(
            HttpStatusCode.Unauthorized, "unauthorized",
            await _gateway.GetAsync($"/api/v1/passes?api_key={key.Text}&X-API-Key={key.Text}"));
        Assert.Empty(_gateway.Backend.Arrivals);
        var both = await _gateway.GetAsync("/api/v1/passes", key.Text, ("Authorization", $"Bearer {key.Text}"));
        Assert.Equal(HttpStatusCode.OK, both.StatusCode);
    }

    [Fact]
    public async Task A_key_whose_checksum_is_wrong_is_rejected_without_a_query()
    {
        await using var gateway = await GatewayFixture.StartAsync(deployment: await Deployment.CreateAsync());
        var key = await gateway.CreateKeyAsync();
        await HideKeysAsync(gateway);

        for (var position = 8; position < key.Text.Length; position++)
        {
            var replacement = key.Text[position] == 'a' ? 'b' : 'a';
            var mistyped = string.Concat(key.Text.AsSpan(0, position), replacement.ToString(), key.Text.AsSpan(position + 1));
            var response = await gateway.GetAsync("/api/v1/passes", mistyped);
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        }

        // With the right checksum the table is queried, which fails.
        await ProblemAssert.IsAsync(
            HttpStatusCode.ServiceUnavailable, "authentication_unavailable", await gateway.GetAsync("/api/v1/passes", key.Text));
    }

    [Fact]
    public async Task Unknown_and_revoked_keys_are_cached_for_less_than_5_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(deployment: await Deployment.CreateAsync(), time: time);
        var revoked = await gateway.CreateKeyAsync();
        await gateway.AdministerAsync("revoke-key", "--key", revoked.Id);
        string[] keys = [revoked.Text, NewKeyText()];
        foreach (var key in keys)
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", key));

        await HideKeysAsync(gateway);
        foreach (var key in keys)
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", key));

        time.Advance(TimeSpan.FromSeconds(5));
        foreach (var key in keys)
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.ServiceUnavailable, "authentication_unavailable", await gateway.GetAsync("/api/v1/passes", key));
        }
    }

    [Fact]
    public async Task A_key_that_does_not_exist_and_a_wrong_secret_get_the_same_response()
    {
        var key = await _gateway.CreateKeyAsync();
        Assert.True(ApiKeyText.TryParse(key.Text, out var text));

        var unknown = await _gateway.GetAsync("/api/v1/passes", NewKeyText());
        var otherSecret = ApiKeyText.Create("test", publishable: false, text.KeyId).Reveal();
        var wrongSecret = await _gateway.GetAsync("/api/v1/passes", otherSecret);

        var ofUnknown = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", unknown);
        var ofWrongSecret = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", wrongSecret);
        Assert.Equal(ofUnknown.GetProperty("detail").GetString(), ofWrongSecret.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_key_of_the_other_environment_is_401_and_the_problem_names_the_right_kind()
    {
        var live = ApiKeyText.Create("live", publishable: false, Guid.CreateVersion7()).Reveal();

        var response = await _gateway.GetAsync("/api/v1/passes", live);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "wrong_environment", response);
        Assert.Contains("pi_test_", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revocation_takes_effect_on_every_gateway_within_5_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var first = await GatewayFixture.StartAsync(time: time);
        await using var second = await GatewayFixture.StartAsync(deployment: first.Deployment, backend: first.Backend, time: time);
        var key = await first.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        await first.AdministerAsync("revoke-key", "--key", key.Id);

        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_are_valid_until_the_old_one_expires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var first = await gateway.CreateKeyAsync();

        // The newest secret is found by its creation time.
        time.Advance(TimeSpan.FromSeconds(1));
        var second = (await gateway.AdministerAsync("rotate-key", "--key", first.Id)).GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", first.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);

        time.Advance(TimeSpan.FromSeconds(1));
        var rotated = await gateway.AdministerAsync("rotate-key", "--key", first.Id, "--overlap", "00:00:00.5");
        var third = rotated.GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", first.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", third)).StatusCode);
        // A known expiry takes effect at once, although the key is cached.
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);
    }

    [Fact]
    public async Task An_expired_key_is_rejected_at_once()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var key = await gateway.CreateKeyAsync(options: ["--expires-at", time.GetUtcNow().AddSeconds(1).ToString("O")]);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        time.Advance(TimeSpan.FromSeconds(1));

        var response = await gateway.GetAsync("/api/v1/passes", key.Text);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        Assert.Contains("expired", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_restricted_to_networks_is_rejected_from_other_addresses()
    {
        var here = await _gateway.CreateKeyAsync(options: ["--allowed-networks", "10.0.0.0/8,127.0.0.1"]);
        var elsewhere = await _gateway.CreateKeyAsync(options: ["--allowed-networks", "203.0.113.0/24"]);

        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", here.Text)).StatusCode);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "address_not_allowed", await _gateway.GetAsync("/api/v1/passes", elsewhere.Text));
        // A client cannot choose its address.
        var forged = await _gateway.GetAsync("/api/v1/passes", elsewhere.Text, ("X-Forwarded-For", "203.0.113.9"));
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "address_not_allowed", forged);
    }

    [Fact]
    public async Task An_IPv4_client_of_a_dual_stack_socket_is_found_in_a_keys_networks_and_among_trusted_proxies()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["TrustedProxies:0"] = "127.0.0.0/8" }, configure: builder =>
            {
                builder.WebHost.UseUrls("http://[::]:0");
                builder.Services.AddSingleton<IStartupFilter, MappedAddresses>();
            });
        var here = await gateway.CreateKeyAsync(options: ["--allowed-networks", "127.0.0.0/8"]);
        var proxied = await gateway.CreateKeyAsync(options: ["--allowed-networks", "203.0.113.0/24"]);
        // Arrives as ::ffff:127.0.0.1: not on every kernel by itself.
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gateway.Port}") };

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(proxied, "203.0.113.9"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(proxied, null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(here, "203.0.113.9"));

        async Task<HttpStatusCode> StatusAsync(TestKey key, string? forwardedFor)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/passes");
            request.Headers.Add("X-API-Key", key.Text);
            if (forwardedFor is not null)
                request.Headers.Add("X-Forwarded-For", forwardedFor);
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_publishable_key_can_only_create_passes()
    {
        var key = await _gateway.CreateKeyAsync(options: ["--publishable"]);
        Assert.StartsWith("pi_test_pub_", key.Text, StringComparison.Ordinal);

        using var body = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        Assert.Equal(HttpStatusCode.OK, (await _gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, body)).StatusCode);
        Assert.Equal([["passes:write"]], _gateway.Backend.Arrivals.Select(arrival => arrival.Caller.Scopes.ToArray()));

        (HttpMethod, string)[] forbidden =
        [
            (HttpMethod.Get, "/api/v1/passes"),
            (HttpMethod.Get, "/api/v1/passes/pas_1"),
            // An id is no secret: the link in the response downloads the pass.
            (HttpMethod.Get, "/api/v1/passes/pas_1/download"),
            (HttpMethod.Delete, "/api/v1/passes/pas_1"),
            (HttpMethod.Get, "/api/v1/templates"),
            (HttpMethod.Post, "/api/v1/passes/pas_1/void"),
        ];
        foreach (var (method, path) in forbidden)
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await _gateway.SendAsync(method, path, key.Text));
    }

    [Fact]
    public async Task Every_route_responds_401_without_a_key_and_403_without_its_scope()
    {
        var organization = await _gateway.CreateOrganizationAsync();
        var keys = new Dictionary<string, TestKey>();
        foreach (var scope in Scopes.All)
            keys[scope] = await _gateway.CreateKeyAsync(organization, "--scopes", scope);

        var pairs = 0;
        foreach (var (method, path, scope) in RouteTable.Operations(_gateway))
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await _gateway.SendAsync(method, path));
            foreach (var (held, key) in keys)
            {
                var response = await _gateway.SendAsync(method, path, key.Text);
                pairs++;
                if (held == scope)
                {
                    Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {path} with {held}: {response.StatusCode}");
                    continue;
                }

                var problem = await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", response);
                Assert.Contains(scope, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }
        }

        Assert.True(pairs > 400, $"Only {pairs} pairs of route and scope were tried.");
    }

    [Fact]
    public async Task The_last_use_is_written_in_the_background()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["ApiKeys:LastUseInterval"] = "00:00:00.2" });
        var key = await gateway.CreateKeyAsync();
        Assert.Null(await LastUseAsync(gateway, key));

        await gateway.GetAsync("/api/v1/passes", key.Text);
        await Eventually.TrueAsync(
            async _ => await LastUseAsync(gateway, key) is not null, TimeSpan.FromSeconds(5), "the last use is written");
    }

    [Fact]
    public async Task The_database_contains_no_secret()
    {
        var key = await _gateway.CreateKeyAsync();
        Assert.True(ApiKeyText.TryParse(key.Text, out var text));
        var hasher = new SecretHasher(Options.Create(new SecretHashingOptions { Pepper = _gateway.Deployment.Pepper }));

        await using var connection = new NpgsqlConnection(_gateway.Deployment.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT string_agg(row_to_json(k)::text, '') || (SELECT string_agg(row_to_json(s)::text, '') FROM api_key_secrets s)
            FROM api_keys k
            """,
            connection);
        var dump = (string)(await command.ExecuteScalarAsync())!;

        var unpeppered = SHA256.HashData(Encoding.UTF8.GetBytes(text.Secret));
        Assert.Contains(Convert.ToHexStringLower(hasher.Hash(text.Secret)), dump, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Secret, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(unpeppered), dump, StringComparison.Ordinal);
    }

    private static string NewKeyText() => ApiKeyText.Create("test", publishable: false, Guid.CreateVersion7()).Reveal();

    // Makes every query of API keys fail.
    private static async Task HideKeysAsync(GatewayFixture gateway)
    {
        await using var connection = new NpgsqlConnection(gateway.Deployment.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("ALTER TABLE api_keys RENAME TO hidden", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> LastUseAsync(GatewayFixture gateway, TestKey key)
    {
        var keys = await gateway.AdministerAsync("list-keys", "--organization", key.OrganizationId);
        var item = keys.GetProperty("data").EnumerateArray().Single(item => item.GetProperty("apiKeyId").GetString() == key.Id);
        return item.GetProperty("lastUsedAt").GetString();
    }

    /// <summary>Gives each client the address that it has on a dual-stack socket.</summary>
    private sealed class MappedAddresses : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress?.MapToIPv6();
                return following(context);
            });
            next(app);
        };
    }
}
