using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.SelfService;

[Trait("Category", "Integration")]
public sealed class UsageTests
{
    [Fact]
    public async Task Usage_has_the_services_quotas_and_the_requests_of_the_organization()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Backend.Respond = context => context.Request.Path == "/internal/usage"
            ? context.Response.WriteAsJsonAsync(new[]
            {
                new { name = "Webhooks", what = "webhooks", used = 3, limit = context.User.QuotaOr("Webhooks", 50) },
            })
            : context.Response.WriteAsJsonAsync(new { ok = true });
        var key = await gateway.CreateKeyAsync(null, "--scopes", "organizations:read,passes:read");
        for (var i = 0; i < 4; i++)
            await gateway.GetAsync("/api/v1/passes", key.Text);

        var usage = await ReadAsync(gateway, key);

        // Template, pass and webhook-dispatch have quotas.
        Assert.Equal([("Webhooks", 3, 50), ("Webhooks", 3, 50), ("Webhooks", 3, 50)], Quotas(usage));
        Assert.Empty(usage.GetProperty("missing").EnumerateArray());
        Assert.Equal(5, usage.GetProperty("requests").GetProperty("today").GetInt64());
        Assert.Equal(5, usage.GetProperty("requests").GetProperty("last30Days").GetInt64());

        await gateway.AdministerAsync("set-quota", "--organization", key.OrganizationId, "--name", "Webhooks", "--limit", "7");
        Assert.Equal(("Webhooks", 3, 7), Quotas(await ReadAsync(gateway, key))[0]);
        await gateway.AdministerAsync("set-quota", "--organization", key.OrganizationId, "--name", "Webhooks");
        Assert.Equal(("Webhooks", 3, 50), Quotas(await ReadAsync(gateway, key))[0]);
        // Nobody gets there from outside.
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.GetAsync("/internal/usage", key.Text)).StatusCode);
    }

    [Fact]
    public async Task A_service_that_does_not_respond_is_named()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Backend.RespondWith(500);
        var key = await gateway.CreateKeyAsync(null, "--scopes", "organizations:read");

        var usage = await ReadAsync(gateway, key);

        Assert.Equal(
            ["template", "webhook-dispatch", "pass"], usage.GetProperty("missing").EnumerateArray().Select(one => one.GetString()));
        Assert.Empty(usage.GetProperty("quotas").EnumerateArray());
    }

    [Fact]
    public async Task Counts_are_written_and_added_up()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["ApiKeys:LastUseInterval"] = "00:00:00.2" });
        var key = await gateway.CreateKeyAsync(null, "--scopes", "organizations:read,passes:read");
        for (var i = 0; i < 3; i++)
            await gateway.GetAsync("/api/v1/passes", key.Text);
        await using var restarted = await GatewayFixture.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend);
        await Passinstance.Testing.Eventually.TrueAsync(
            async _ => (await ReadAsync(restarted, key)).GetProperty("requests").GetProperty("today").GetInt64() >= 4,
            TimeSpan.FromSeconds(10), "another gateway sees what the first has counted");
    }

    [Theory]
    [InlineData("There is no quota 'Passes'", "--name", "Passes", "--limit", "1")]
    [InlineData("must be 0 or more", "--name", "Webhooks", "--limit", "-1")]
    public async Task A_wrong_quota_is_refused(string explanation, params string[] options)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var organization = await gateway.CreateOrganizationAsync();
        var (code, _, errors) = await gateway.RunAdministrationAsync(["set-quota", "--organization", organization, .. options], true);
        Assert.Equal(1, code);
        Assert.Contains(explanation, errors, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(GatewayFixture gateway, TestKey key)
    {
        var response = await gateway.GetAsync("/api/v1/usage", key.Text);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static List<(string, int, int)> Quotas(JsonElement usage) =>
    [
        .. usage.GetProperty("quotas").EnumerateArray().Select(quota => (
            quota.GetProperty("name").GetString()!, quota.GetProperty("used").GetInt32(), quota.GetProperty("limit").GetInt32())),
    ];
}
