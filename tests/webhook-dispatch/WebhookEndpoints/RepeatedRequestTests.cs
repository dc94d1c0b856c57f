using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Tests.Fixtures;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

/// <summary>Every write under an Idempotency-Key: the second answer is the first, and nothing happens twice.</summary>
[Trait("Category", "Integration")]
public sealed class RepeatedRequestTests(WebhookFixture fixture)
{
    [Fact]
    public async Task Every_write_is_done_once_under_its_key()
    {
        var tenant = fixture.NewTenant();
        var url = Tenant.NoServer;
        var created = await TwiceAsync(tenant, HttpMethod.Post, "/api/v1/webhooks", new { url, events = new[] { "*" } });
        var path = $"/api/v1/webhooks/{created.Text("id")}";

        foreach (var (method, address, body) in (IEnumerable<(HttpMethod, string, object?)>)[
            (HttpMethod.Put, path, new { description = "changed", ed25519 = true }),
            (HttpMethod.Patch, path, new { description = "changed again" }),
            (HttpMethod.Post, $"{path}/rotate-secret", new { overlapHours = 1 }),
            (HttpMethod.Post, $"{path}/disable", null),
            (HttpMethod.Post, $"{path}/enable", null),
            (HttpMethod.Post, $"{path}/test", new { type = "pass.created" }),
            (HttpMethod.Post, $"{path}/recover", new { since = DateTimeOffset.UtcNow.AddHours(-1) }),
            (HttpMethod.Post, $"{path}/replay-missing", new { since = DateTimeOffset.UtcNow.AddHours(-1) }),
            (HttpMethod.Post, "/api/v1/webhooks/portal-links", new { webhookId = created.Text("id") }),
        ])
        {
            await TwiceAsync(tenant, method, address, body);
        }

        Assert.Single((await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data").EnumerateArray());
        Assert.Single(
            (await tenant.Api.CallAsync(HttpMethod.Get, $"{path}/deliveries")).GetProperty("data").EnumerateArray(),
            delivery => delivery.Text("trigger") == "test");
        // The first secret and the rotated one; a second rotation would have left three.
        Assert.Equal(
            2L,
            await fixture.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM webhook_secrets WHERE organization_id = '{tenant.OrganizationId}' " +
                $"AND algorithm <> {(int)SignatureAlgorithm.Ed25519}"));
    }

    [Fact]
    public async Task A_secret_that_is_shown_once_is_shown_to_the_repeat_and_lies_nowhere_in_the_clear()
    {
        var tenant = fixture.NewTenant();

        var created = await TwiceAsync(tenant, HttpMethod.Post, "/api/v1/webhooks", new { url = Tenant.NoServer, events = new[] { "*" } });

        var stored = await fixture.Service.ScalarAsync<byte[]>(
            $"SELECT sealed_response FROM idempotency_keys WHERE organization_id = '{tenant.OrganizationId}'");
        Assert.StartsWith("whsec_", created.Text("secret"), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", Encoding.Latin1.GetString(stored!), StringComparison.Ordinal);
        Assert.False(
            (await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{created.Text("id")}")).TryGetProperty("secret", out _));
    }

    private static async Task<JsonElement> TwiceAsync(Tenant tenant, HttpMethod method, string path, object? body)
    {
        var key = Guid.NewGuid().ToString();
        var (first, firstReplayed) = await SendAsync(tenant, method, path, body, key);
        var (second, secondReplayed) = await SendAsync(tenant, method, path, body, key);
        Assert.Equal(first, second);
        Assert.Equal((false, true), (firstReplayed, secondReplayed));
        return JsonElement.Parse(first);
    }

    private static async Task<(string Body, bool IsReplayed)> SendAsync(
        Tenant tenant, HttpMethod method, string path, object? body, string key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await tenant.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return (text, response.Headers.Contains("Idempotent-Replayed"));
    }
}
