using System.Net;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Deliveries;

[Trait("Category", "Integration")]
public sealed class BatchSummaryTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_webhook_that_wants_a_summary_gets_the_end_of_a_batch_and_every_other_change()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        await using var other = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var summary = await tenant.AddWebhookAsync(endpoint.Url, new { batchEvents = "summary" });
        var each = await tenant.AddWebhookAsync(other.Url);
        var batch = Guid.CreateVersion7();

        for (var i = 0; i < 5; i++)
            await tenant.PublishAsync(TestEvents.PassCreated(tenant.OrganizationId) with { BatchId = batch });
        await tenant.PublishAsync(TestEvents.PassUpdated(tenant.OrganizationId) with { BatchId = batch });
        await tenant.CreatePassAsync();
        await tenant.PublishAsync(Completed(tenant, batch));

        await other.WaitForCountAsync(8, Soon);
        var requests = await endpoint.WaitForCountAsync(2, Soon);
        Assert.Equal(
            ["batch.completed", "pass.created"],
            requests.Select(request => JsonElement.Parse(request.Text).Text("type")).Order(StringComparer.Ordinal));
        Assert.Equal("summary", summary.Text("batchEvents"));
        Assert.Equal("each", each.Text("batchEvents"));
        Assert.Equal(10, await tenant.CountAsync("deliveries"));
        // The feed has them all.
        var events = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc");
        Assert.Equal(8, events.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task What_a_summary_stands_for_is_not_replayed_until_the_webhook_wants_each()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { batchEvents = "summary" });
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        await tenant.PublishAsync(TestEvents.PassCreated(tenant.OrganizationId) with { BatchId = Guid.CreateVersion7() });
        await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(1, Soon);
        await Eventually.TrueAsync(async token => await tenant.CountAsync("events", cancellationToken: token) == 2, Soon, "both events");

        var nothing = await ReplayAsync();
        await tenant.Api.CallAsync(HttpMethod.Patch, path, new { batchEvents = "each" });
        var missing = await ReplayAsync();

        Assert.Equal(0, nothing.GetProperty("matching").GetInt32());
        Assert.Equal(1, missing.GetProperty("matching").GetInt32());

        Task<JsonElement> ReplayAsync() => tenant.Api.CallAsync(
            HttpMethod.Post, $"{path}/replay-missing", new { since = DateTimeOffset.UtcNow.AddHours(-1), dryRun = true });
    }

    [Fact]
    public async Task A_summary_needs_its_event_and_an_unknown_value_is_named()
    {
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(new Uri("https://example.com/hook"), null, "pass.*");

        foreach (var (value, code) in ((string, string)[])[("summary", "not_subscribed"), ("some", "wrong_type")])
        {
            var problem = await tenant.Api.CallAsync(
                HttpMethod.Patch, $"/api/v1/webhooks/{webhook.Text("id")}", new { batchEvents = value },
                HttpStatusCode.UnprocessableEntity);
            var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
            Assert.Equal("/batchEvents", error.Text("pointer"));
            Assert.Equal(code, error.Text("code"));
            Assert.Contains("summary", error.Text("detail"), StringComparison.Ordinal);
        }

        var both = await tenant.Api.CallAsync(
            HttpMethod.Patch, $"/api/v1/webhooks/{webhook.Text("id")}",
            new { batchEvents = "summary", events = new[] { "pass.*", "batch.completed" } });
        Assert.Equal("summary", both.Text("batchEvents"));
        await tenant.Api.CallAsync(
            HttpMethod.Patch, $"/api/v1/webhooks/{webhook.Text("id")}", new { events = new[] { "pass.*" } },
            HttpStatusCode.UnprocessableEntity);
    }

    private static BatchCompleted Completed(Tenant tenant, Guid batch) => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = tenant.OrganizationId,
        BatchId = batch,
        Version = 2,
        OccurredAt = DateTimeOffset.UtcNow,
        Resource = JsonElement.Parse("""{"status":"completed","total":6}"""),
    };
}
