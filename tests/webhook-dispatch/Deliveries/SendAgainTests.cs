using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Running;

namespace Passinstance.Webhooks.Tests.Deliveries;

public sealed class SendAgainTests(WebhookSystem system)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_resend_takes_the_place_of_the_retry_that_was_due()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503));
        var (tenant, webhook, eventId, path) = await DeliveredOnceAsync(endpoint);

        var accepted = await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        var delivery = await DeliveryTests.AttemptedAsync(tenant, webhook, eventId, 2);

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
        await using var endpoint = await WebhookReceiver.StartAsync();
        var (tenant, webhook, eventId, path) = await DeliveredOnceAsync(endpoint);

        await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        await DeliveryTests.AttemptedAsync(tenant, webhook, eventId, 2);
        endpoint.AnswerNext(WebhookAnswer.WithStatus(500));
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/resend", null, HttpStatusCode.Accepted);
        var delivery = await DeliveryTests.AttemptedAsync(tenant, webhook, eventId, 3);

        Assert.Equal("failed", delivery.Text("status"));
        Assert.False(delivery.TryGetProperty("nextAttemptAt", out _));
        Assert.True(delivery.TryGetProperty("deliveredAt", out _));
    }

    [Fact]
    public async Task A_resend_is_refused_while_one_is_under_way_or_the_webhook_is_disabled()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.Hang);
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);
        var eventId = await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(1, Soon);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{Happened.Id(eventId)}/resend";

        Assert.Equal("under_way", (await tenant.Api.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Conflict)).Text("code"));
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        Assert.Equal("webhook_disabled", (await tenant.Api.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Conflict)).Text("code"));
    }

    [Fact]
    public async Task Recovery_counts_first_then_sends_what_failed_and_nothing_else()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);
        endpoint.AnswerNext(Enumerable.Repeat(WebhookAnswer.WithStatus(500) with { Headers = new Dictionary<string, string> { ["webhook-delivery"] = "abort-message" } }, 3));
        for (var i = 0; i < 3; i++)
            await DeliveryTests.AttemptedAsync(tenant, webhook, await tenant.CreatePassAsync());
        await DeliveryTests.AttemptedAsync(tenant, webhook, await tenant.CreatePassAsync());
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/recover";

        Assert.Equal("""{"matching":3,"scheduled":0}""", (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, dryRun = true })).GetRawText());
        Assert.Equal("""{"matching":0,"scheduled":0}""", (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since = DateTimeOffset.UtcNow.AddMinutes(1), dryRun = true })).GetRawText());
        Assert.Equal(4, endpoint.Requests.Count);
        Assert.Equal("""{"matching":3,"scheduled":3}""", (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted)).GetRawText());
        await endpoint.WaitForCountAsync(7, Soon);

        Assert.Equal(4, endpoint.Requests.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        Assert.Equal(["/since"], (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since = DateTimeOffset.UtcNow.AddDays(-31) }, HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(["/since"], (await tenant.Api.CallAsync(HttpMethod.Post, path, new { }, HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(["/until"], (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, until = since }, HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Fact]
    public async Task Replay_sends_only_what_is_missing_and_wanted()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = system.NewTenant();
        var template = Guid.CreateVersion7();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url, new { templateIds = new[] { TypeId.Format(IdPrefixes.Template, template) } }, "pass.*");
        var delivered = await tenant.CreatePassAsync(template);
        await DeliveryTests.AttemptedAsync(tenant, webhook, delivered);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        var missed = new[] { await tenant.CreatePassAsync(template), await tenant.CreatePassAsync(template) };
        await tenant.CreatePassAsync();
        await tenant.PublishAsync(Happened.TemplateCreated(tenant.OrganizationId));
        await Eventually.TrueAsync(async token => await system.Service.ScalarAsync<long>($"SELECT count(*) FROM events WHERE organization_id = '{tenant.OrganizationId}' AND type <> 'webhook.disabled'", token) == 5, Soon, "all is recorded");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/replay-missing";
        var since = DateTimeOffset.UtcNow.AddMinutes(-5);

        Assert.Equal(2, (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since, dryRun = true })).GetProperty("matching").GetInt32());
        await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Conflict);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/enable");
        Assert.Equal(2, (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted)).GetProperty("scheduled").GetInt32());
        var requests = await endpoint.WaitForCountAsync(3, Soon);

        Assert.Equal(missed.Append(delivered).Select(Happened.Id).Order(StringComparer.Ordinal), requests.Select(request => request.Headers["webhook-id"]).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await tenant.Api.CallAsync(HttpMethod.Post, path, new { since }, HttpStatusCode.Accepted)).GetProperty("scheduled").GetInt32());
    }

    [Fact]
    public async Task Payloads_are_kept_30_days_and_attempts_90()
    {
        var clock = new ManualClock();
        await using var service = await WebhookSystem.StartAsync(clock: clock);
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = new Tenant(service);
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);
        var delivered = await tenant.CreatePassAsync();
        await DeliveryTests.AttemptedAsync(tenant, webhook, delivered);
        endpoint.AnswerNext(WebhookAnswer.WithStatus(500));
        var due = await tenant.CreatePassAsync();
        await DeliveryTests.AttemptedAsync(tenant, webhook, due);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        var job = service.App.Services.GetRequiredService<DispatchRetention>();
        var counts = "SELECT (SELECT count(*) FROM events WHERE type LIKE 'pass.%') || ' ' || (SELECT count(*) FROM deliveries WHERE event_type LIKE 'pass.%') || ' ' || (SELECT count(*) FROM attempts)";

        clock.Advance(TimeSpan.FromDays(29));
        await job.RunOnceAsync(CancellationToken.None);
        Assert.Equal("2 2 2", await service.ScalarAsync<string>(counts));
        clock.Advance(TimeSpan.FromDays(1.1));
        await job.RunOnceAsync(CancellationToken.None);
        Assert.Equal("0 2 2", await service.ScalarAsync<string>(counts));
        Assert.Equal("payload_expired", (await tenant.DeliveryAsync(webhook, due)).Text("lastError"));
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/enable");
        Assert.Equal("payload_expired", (await tenant.Api.CallAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{Happened.Id(delivered)}/resend", null, HttpStatusCode.Conflict)).Text("code"));
        clock.Advance(TimeSpan.FromDays(60));
        await job.RunOnceAsync(CancellationToken.None);
        Assert.Equal("0 0 0", await service.ScalarAsync<string>(counts));
    }

    private async Task<(Tenant Tenant, JsonElement Webhook, Guid EventId, string Path)> DeliveredOnceAsync(WebhookReceiver endpoint)
    {
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);
        var eventId = await tenant.CreatePassAsync();
        await DeliveryTests.AttemptedAsync(tenant, webhook, eventId);
        return (tenant, webhook, eventId, $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{Happened.Id(eventId)}");
    }
}
