using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Tests.Running;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Authentication;

public sealed class ApiKeyTests
{
    [Fact]
    public async Task A_key_in_either_header_reaches_the_service_as_its_organisation_and_never_as_itself()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync(options: ["--scopes", "passes:read,templates:read"]);

        var byHeader = await gateway.GetAsync("/api/v1/passes?limit=5", key.Text);
        var byBearer = await gateway.GetAsync("/api/v1/passes?limit=5", apiKey: null, ("Authorization", $"Bearer {key.Text}"));

        Assert.Equal(HttpStatusCode.OK, byHeader.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byBearer.StatusCode);
        Assert.Equal(2, gateway.Backend.Arrivals.Count);
        foreach (var arrival in gateway.Backend.Arrivals)
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
    public async Task Without_a_credential_or_with_two_different_ones_the_answer_is_401()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        var other = await gateway.CreateKeyAsync();

        (string, string)[][] refused =
        [
            [], [("Authorization", "Basic dXNlcjpwYXNz")], [("Authorization", key.Text)], [("X-API-Key", "")],
            [("X-API-Key", key.Text), ("X-API-Key", other.Text)], [("X-API-Key", key.Text), ("Authorization", $"Bearer {other.Text}")],
        ];
        foreach (var headers in refused)
        {
            var response = await gateway.GetAsync("/api/v1/passes", apiKey: null, headers);
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync($"/api/v1/passes?api_key={key.Text}&X-API-Key={key.Text}"));
        Assert.Empty(gateway.Backend.Arrivals);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text, ("Authorization", $"Bearer {key.Text}"))).StatusCode);
    }

    [Fact]
    public async Task A_key_whose_checksum_is_wrong_is_refused_without_a_query()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        await using var database = new NpgsqlConnection(gateway.Deployment.Postgres);
        await database.OpenAsync();
        await new NpgsqlCommand("ALTER TABLE api_keys RENAME TO hidden", database).ExecuteNonQueryAsync();

        for (var position = 8; position < key.Text.Length; position++)
        {
            var replacement = key.Text[position] == 'a' ? 'b' : 'a';
            var mistyped = string.Concat(key.Text.AsSpan(0, position), replacement.ToString(), key.Text.AsSpan(position + 1));
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", mistyped));
        }
        // With the right checksum the query is made, and meets the hidden table.
        await ProblemAssert.IsAsync(HttpStatusCode.ServiceUnavailable, "authentication_unavailable", await gateway.GetAsync("/api/v1/passes", key.Text));
    }

    [Fact]
    public async Task Unknown_and_revoked_keys_are_both_remembered_so_that_trying_them_again_asks_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var revoked = await gateway.CreateKeyAsync();
        await gateway.AdministerAsync("revoke-key", "--key", revoked.Id);
        string[] keys = [revoked.Text, ApiKeyText.Create("test", publishable: false, Guid.CreateVersion7()).Reveal()];
        // Keys are remembered for four seconds: all that can be done before is.
        await using var database = new NpgsqlConnection(gateway.Deployment.Postgres);
        await database.OpenAsync();
        await gateway.GetAsync("/api/v1/passes", ApiKeyText.Create("test", publishable: false, Guid.CreateVersion7()).Reveal());
        foreach (var key in keys)
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", key));

        await new NpgsqlCommand("ALTER TABLE api_keys RENAME TO hidden", database).ExecuteNonQueryAsync();
        foreach (var key in keys)
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", key));
        // And not for longer than a revocation may take.
        await WithinFiveSeconds.HoldsAsync(async () => (await gateway.GetAsync("/api/v1/passes", keys[1])).StatusCode == HttpStatusCode.ServiceUnavailable, "the unknown key is looked up again");
    }

    [Fact]
    public async Task A_key_that_does_not_exist_and_a_wrong_secret_get_the_same_answer()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        Assert.True(ApiKeyText.TryParse(key.Text, out var text));

        var unknown = await gateway.GetAsync("/api/v1/passes", ApiKeyText.Create("test", publishable: false, Guid.CreateVersion7()).Reveal());
        var wrongSecret = await gateway.GetAsync("/api/v1/passes", ApiKeyText.Create("test", publishable: false, text.KeyId).Reveal());

        var ofUnknown = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", unknown);
        var ofWrongSecret = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", wrongSecret);
        Assert.Equal(ofUnknown.GetProperty("detail").GetString(), ofWrongSecret.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_key_of_the_other_environment_is_a_401_that_says_so()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var live = ApiKeyText.Create("live", publishable: false, Guid.CreateVersion7()).Reveal();

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "wrong_environment", await gateway.GetAsync("/api/v1/passes", live));
        Assert.Contains("pi_test_", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revocation_takes_effect_within_5_seconds_on_a_gateway_that_nobody_told()
    {
        await using var first = await RunningGateway.StartAsync();
        await using var second = await RunningGateway.StartAsync(deployment: first.Deployment, backend: first.Backend);
        var key = await first.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        await first.AdministerAsync("revoke-key", "--key", key.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        await WithinFiveSeconds.HoldsAsync(async () => (await second.GetAsync("/api/v1/passes", key.Text)).StatusCode == HttpStatusCode.Unauthorized, "the second gateway refuses the revoked key");
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_are_valid_until_the_old_one_ends()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var gateway = await RunningGateway.StartAsync(time: clock);
        var key = await gateway.CreateKeyAsync();

        // Each made later than the one before: by that the newest is known.
        clock.Now += TimeSpan.FromSeconds(1);
        var second = (await gateway.AdministerAsync("rotate-key", "--key", key.Id)).GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);

        clock.Now += TimeSpan.FromSeconds(1);
        var third = (await gateway.AdministerAsync("rotate-key", "--key", key.Id, "--overlap", "00:00:00.5")).GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", third)).StatusCode);
        // No cache is in the way of an end that was known beforehand.
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);
        clock.Now += TimeSpan.FromSeconds(0.5);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);
    }

    [Fact]
    public async Task An_expired_key_is_refused_at_once()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var gateway = await RunningGateway.StartAsync(time: clock);
        var key = await gateway.CreateKeyAsync(options: ["--expires-at", clock.Now.AddSeconds(1).ToString("O")]);

        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        clock.Now += TimeSpan.FromSeconds(1);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes", key.Text));
        Assert.Contains("expired", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_bound_to_networks_is_refused_from_elsewhere()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var here = await gateway.CreateKeyAsync(options: ["--allowed-networks", "10.0.0.0/8,127.0.0.1"]);
        var elsewhere = await gateway.CreateKeyAsync(options: ["--allowed-networks", "203.0.113.0/24"]);

        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", here.Text)).StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "address_not_allowed", await gateway.GetAsync("/api/v1/passes", elsewhere.Text));
        // Nobody believes a client about its address.
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "address_not_allowed", await gateway.GetAsync("/api/v1/passes", elsewhere.Text, ("X-Forwarded-For", "203.0.113.9")));
    }

    [Fact]
    public async Task A_publishable_key_can_only_issue_and_download()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync(options: ["--publishable"]);
        Assert.StartsWith("pi_test_pub_", key.Text, StringComparison.Ordinal);

        using var body = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, body)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes/pas_1/download", key.Text)).StatusCode);
        Assert.Equal([["passes:write"], ["passes:read"]], gateway.Backend.Arrivals.Select(arrival => arrival.Caller.Scopes.ToArray()));

        foreach (var (method, path) in ((HttpMethod, string)[])
            [(HttpMethod.Get, "/api/v1/passes"), (HttpMethod.Get, "/api/v1/passes/pas_1"), (HttpMethod.Delete, "/api/v1/passes/pas_1"), (HttpMethod.Get, "/api/v1/templates"), (HttpMethod.Post, "/api/v1/passes/pas_1/void")])
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await gateway.SendAsync(method, path, key.Text));
    }

    [Fact]
    public async Task Every_route_of_the_table_answers_401_without_a_key_and_403_without_its_scope()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var organization = await gateway.CreateOrganizationAsync();
        var keys = new Dictionary<string, TestKey>();
        foreach (var scope in Scopes.All)
            keys[scope] = await gateway.CreateKeyAsync(organization, "--scopes", scope);

        var pairs = 0;
        foreach (var (method, path, scope) in RouteTable.Operations(gateway))
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.SendAsync(method, path));
            foreach (var (held, key) in keys)
            {
                var response = await gateway.SendAsync(method, path, key.Text);
                if (held == scope)
                    Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {path} with {held}: {response.StatusCode}");
                else
                    Assert.Contains(scope, (await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
                pairs++;
            }
        }
        Assert.True(pairs > 400, $"Only {pairs} pairs of route and scope were tried.");
    }

    [Fact]
    public async Task The_last_use_is_written_in_the_background()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["ApiKeys:LastUseInterval"] = "00:00:00.2" });
        var key = await gateway.CreateKeyAsync();
        Assert.Null(await LastUseAsync(gateway, key));

        await gateway.GetAsync("/api/v1/passes", key.Text);
        await Eventually.TrueAsync(async _ => await LastUseAsync(gateway, key) is not null, TimeSpan.FromSeconds(5), "the last use is written");
    }

    [Fact]
    public async Task The_database_holds_no_secret()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        Assert.True(ApiKeyText.TryParse(key.Text, out var text));

        await using var database = new NpgsqlConnection(gateway.Deployment.Postgres);
        await database.OpenAsync();
        var dump = (string)(await new NpgsqlCommand(
            "SELECT string_agg(row_to_json(k)::text, '') || (SELECT string_agg(row_to_json(s)::text, '') FROM api_key_secrets s) FROM api_keys k", database).ExecuteScalarAsync())!;
        Assert.Contains(Convert.ToHexStringLower(new SecretHasher(gateway.Deployment.Pepper).Hash(text.Secret)), dump, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Secret, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.Secret))), dump, StringComparison.Ordinal);
    }

    private static async Task<string?> LastUseAsync(RunningGateway gateway, TestKey key)
    {
        var keys = await gateway.AdministerAsync("list-keys", "--organization", key.OrganizationId);
        return keys.GetProperty("data").EnumerateArray().Single(item => item.GetProperty("apiKeyId").GetString() == key.Id).GetProperty("lastUsedAt").GetString();
    }
}
