using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Deliveries;

[Trait("Category", "Integration")]
public sealed class RetryDeliveriesTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_resend_takes_the_place_of_the_retry_that_was_due()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503));
        var (tenant, webhook, eventId, path) = await DeliveredOnceAsync(endpoint);

        var accepted = await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        var delivery = await tenant.AttemptedAsync(webhook, eventId, 2);

        Assert.Equal("resend", accepted.Text("trigger"));
        Assert.Equal("delivered", delivery.Text("status"));
        Assert.False(delivery.TryGetProperty("nextAttemptAt", out _));
        Assert.Equal(["resend", "event"], delivery.GetProperty("attemptLog").EnumerateArray().Select(attempt => attempt.Text("trigger")));
        Assert.Equal(2, endpoint.Requests.Count);
        Assert.Equal(endpoint.Requests[0].Headers["webhook-id"], endpoint.Requests[1].Headers["webhook-id"]);
        Assert.Equal(endpoint.Requests[0].Text, endpoint.Requests[1].Text);
    }

    [Fact]
    public async Task What_had_ended_gets_one_attempt_each_time_it_is_asked_for()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var (tenant, webhook, eventId, path) = await DeliveredOnceAsync(endpoint);

        await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        await tenant.AttemptedAsync(webhook, eventId, 2);
        endpoint.AnswerNext(WebhookAnswer.WithStatus(500));
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        var delivery = await tenant.AttemptedAsync(webhook, eventId, 3);

        Assert.Equal("failed", delivery.Text("status"));
        Assert.False(delivery.TryGetProperty("nextAttemptAt", out _));
        Assert.True(delivery.TryGetProperty("deliveredAt", out _));
    }

    [Fact]
    public async Task A_resend_is_refused_while_one_is_under_way_or_the_webhook_is_disabled()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.Hang);
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var eventId = await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(1, Soon);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{TestEvents.Id(eventId)}/resend";

        Assert.Equal(
            "delivery_in_progress", (await tenant.Api.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Conflict)).Text("code"));
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        Assert.Equal("webhook_disabled", (await tenant.Api.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Conflict)).Text("code"));
    }

    [Fact]
    public async Task Recovery_counts_first_then_sends_what_failed_and_nothing_else()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);
        endpoint.AnswerNext(
            Enumerable.Repeat(
                WebhookAnswer.WithStatus(500) with { Headers = new Dictionary<string, string> { ["webhook-delivery"] = "abort-message" } },
                3));
        for (var i = 0; i < 3; i++)
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/recover";

        Assert.Equal(
            """{"matching":3,"scheduled":0}""",
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, dryRun = true })).GetRawText());
        Assert.Equal(
            """{"matching":0,"scheduled":0}""",
            (await tenant.Api.CallAsync(HttpMethod.Post, path,
                new { since = DateTimeOffset.UtcNow.AddMinutes(1), dryRun = true })).GetRawText());
        Assert.Equal(4, endpoint.Requests.Count);
        Assert.Equal(
            """{"matching":3,"scheduled":3}""",
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted)).GetRawText());
        await endpoint.WaitForCountAsync(7, Soon);

        Assert.Equal(4, endpoint.Requests.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        Assert.Equal(
            ["/since"],
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since = DateTimeOffset.UtcNow.AddDays(-31) },
                HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(
            ["/since"], (await tenant.Api.CallAsync(HttpMethod.Post, path, new { }, HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(
            ["/until"],
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, until = since },
                HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Fact]
    public async Task Recovery_sends_what_waits_for_its_next_attempt_when_asked_to()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);
        endpoint.AnswerNext(Enumerable.Repeat(
            WebhookAnswer.WithStatus(503) with { Headers = new Dictionary<string, string> { ["retry-after"] = "600" } }, 2));
        var eventId = await tenant.CreatePassAsync();
        await tenant.AttemptedAsync(webhook, eventId);
        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/recover";

        Assert.Equal(
            """{"matching":0,"scheduled":0}""",
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, dryRun = true })).GetRawText());
        Assert.Equal(
            """{"matching":2,"scheduled":2}""",
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, includePending = true },
                HttpStatusCode.Accepted)).GetRawText());
        var delivery = await tenant.AttemptedAsync(webhook, eventId, 2);
        await endpoint.WaitForCountAsync(4, Soon);

        Assert.Equal("delivered", delivery.Text("status"));
        Assert.Equal(
            ["/includePending"],
            (await tenant.Api.CallAsync(HttpMethod.Post, path.Replace("recover", "replay-missing", StringComparison.Ordinal),
                new { since, includePending = true }, HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Fact]
    public async Task Replay_sends_only_what_is_missing_and_wanted()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var template = Guid.CreateVersion7();
        var webhook = await tenant.AddWebhookAsync(
            endpoint.Url, new { templateIds = new[] { TypeId.Format(IdPrefixes.Template, template) } }, "pass.*");
        var delivered = await tenant.CreatePassAsync(template);
        await tenant.AttemptedAsync(webhook, delivered);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        var missed = new[] { await tenant.CreatePassAsync(template), await tenant.CreatePassAsync(template) };
        await tenant.CreatePassAsync();
        await tenant.PublishAsync(TestEvents.TemplateCreated(tenant.OrganizationId));
        await Eventually.TrueAsync(
            async token => await tenant.CountAsync("events", "type <> 'webhook.disabled'", token) == 5, Tenant.Deadline,
            "all events are recorded");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/replay-missing";
        var since = DateTimeOffset.UtcNow.AddMinutes(-5);

        Assert.Equal(
            2, (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, dryRun = true })).GetProperty("matching").GetInt32());
        await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Conflict);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/enable");
        Assert.Equal(
            2,
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted))
                .GetProperty("scheduled").GetInt32());
        var requests = await endpoint.WaitForCountAsync(3, Soon);

        Assert.Equal(
            missed.Append(delivered).Select(TestEvents.Id).Order(StringComparer.Ordinal),
            requests.Select(request => request.Headers["webhook-id"]).Order(StringComparer.Ordinal));
        Assert.Equal(
            0,
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted))
                .GetProperty("scheduled").GetInt32());
    }

    private async Task<(Tenant Tenant, JsonElement Webhook, Guid EventId, string Path)> DeliveredOnceAsync(EndpointServer endpoint)
    {
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var eventId = await tenant.CreatePassAsync();
        await tenant.AttemptedAsync(webhook, eventId);
        return (tenant, webhook, eventId, $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{TestEvents.Id(eventId)}");
    }
}
