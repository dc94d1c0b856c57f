using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Deliveries;

[Trait("Category", "Integration")]
public sealed class RetryTests(ClockedWebhookFixture fixture) : IClassFixture<ClockedWebhookFixture>
{
    [Fact]
    public async Task A_delivery_gets_ten_attempts_over_75_hours_each_signed_anew_with_the_same_id_and_payload()
    {
        var (clock, service) = (fixture.Clock, fixture.Service);
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = await fixture.NewTenantAsync();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var began = clock.GetUtcNow();

        var eventId = await tenant.CreatePassAsync();
        var schedule = service.App.Services.GetRequiredService<RetrySchedule>();
        for (var attempt = 1; attempt < schedule.MaxAttempts; attempt++)
        {
            var delivery = await tenant.AttemptedAsync(webhook, eventId, attempt);
            Assert.Equal("pending", delivery.Text("status"));
            var next = delivery.GetProperty("nextAttemptAt").GetDateTimeOffset();
            var made = delivery.GetProperty("attemptLog")[0].GetProperty("startedAt").GetDateTimeOffset();
            var nominal = schedule.NominalDelay(attempt);
            Assert.InRange(next - made, nominal * 0.8 - TimeSpan.FromSeconds(2), nominal * 1.2 + TimeSpan.FromSeconds(2));

            // Just before, nothing is claimed.
            clock.SetUtcNow(next - TimeSpan.FromMilliseconds(100));
            Assert.Empty(await ClaimRetriesAsync());
            clock.SetUtcNow(next);
            fixture.Wake();
        }

        var given = await tenant.AttemptedAsync(webhook, eventId, schedule.MaxAttempts);
        Assert.Equal("failed", given.Text("status"));
        Assert.False(given.TryGetProperty("nextAttemptAt", out _));
        Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromHours(75.58 * 0.8), TimeSpan.FromHours(75.58 * 1.2));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(await ClaimRetriesAsync());
        Assert.Equal(10, endpoint.Requests.Count);
        Assert.Single(endpoint.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Single(endpoint.Requests.Select(request => Convert.ToBase64String(request.Body.Span)).Distinct());
        Assert.Equal(10, endpoint.Requests.Select(request => request.Headers["webhook-timestamp"]).Distinct().Count());
        Assert.All(endpoint.Requests, request => Assert.True(Verifier.Accepts(request, webhook.Text("secret"))));
    }

    [Fact]
    public async Task Five_days_of_failures_disable_the_webhook_with_an_event_and_enabling_it_loses_nothing()
    {
        var (clock, service) = (fixture.Clock, fixture.Service);
        await using var endpoint = await EndpointServer.StartAsync();
        await using var watcher = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = await fixture.NewTenantAsync();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, null, "pass.*");
        await tenant.AddWebhookAsync(watcher.Url, null, "webhook.disabled");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";

        // One failure per day; the last one after five days. Retries are removed while the clock stands still: they would be due after it
        // moves, and could be the failure that disables the webhook before the day's own event is sent.
        Guid eventId = default;
        for (var day = 0; day <= 5; day++)
        {
            Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Get, path)).Text("status"));
            eventId = await tenant.CreatePassAsync();
            await tenant.AttemptedAsync(webhook, eventId);
            if (day < 5)
                await service.ScalarAsync<object>(
                    "UPDATE deliveries SET status = 'failed', next_attempt_at = NULL WHERE status = 'pending'");
            clock.Advance(TimeSpan.FromDays(1));
        }

        await Eventually.TrueAsync(
            async token => (await tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token)).Text("status") == "disabled",
            Tenant.Deadline, "the webhook is disabled");
        var disabled = await tenant.Api.CallAsync(HttpMethod.Get, path);
        Assert.Equal("failing", disabled.Text("disabledReason"));
        fixture.Wake();
        var notified = JsonElement.Parse((await watcher.WaitForCountAsync(1, Tenant.Deadline))[0].Text);
        Assert.Equal("webhook.disabled", notified.Text("type"));
        Assert.Equal(webhook.Text("id"), notified.GetProperty("data").Text("id"));
        Assert.Equal("failing", notified.GetProperty("data").Text("disabledReason"));

        // What was due is sent when the webhook is enabled, however long that takes.
        Assert.Equal("pending", (await tenant.DeliveryAsync(webhook, eventId)).Text("status"));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await ClaimRetriesAsync());
        endpoint.StandingAnswer = WebhookAnswer.Ok;
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");
        await Eventually.TrueAsync(
            async token => (await tenant.DeliveryAsync(webhook, eventId, token)).Text("status") == "delivered", Tenant.Deadline,
            "what was due is delivered");
        Assert.False((await tenant.Api.CallAsync(HttpMethod.Get, path + "/statistics")).TryGetProperty("failingSince", out _));
    }

    [Fact]
    public async Task A_webhook_that_was_enabled_again_is_not_disabled_by_its_first_failure()
    {
        var (clock, service) = (fixture.Clock, fixture.Service);
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = await fixture.NewTenantAsync();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, null, "pass.*");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        for (var day = 0; day <= 5; day++)
        {
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
            await service.ScalarAsync<object>("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL WHERE status = 'pending'");
            clock.Advance(TimeSpan.FromDays(1));
        }

        await Eventually.TrueAsync(
            async token => (await tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token)).Text("status") == "disabled",
            Tenant.Deadline, "the webhook is disabled");
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");
        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Get, path)).Text("status"));
    }

    [Theory]
    [InlineData(200)] // a success between them
    [InlineData(null)] // more than five days between them
    public async Task Sporadic_failures_do_not_disable(int? between)
    {
        var (clock, service) = (fixture.Clock, fixture.Service);
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = await fixture.NewTenantAsync();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);

        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        await service.ScalarAsync<object>("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL");
        if (between is not null)
        {
            clock.Advance(TimeSpan.FromDays(3));
            endpoint.AnswerNext(WebhookAnswer.WithStatus(between.Value));
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        }

        clock.Advance(TimeSpan.FromDays(between is null ? 6 : 3));
        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());

        Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}")).Text("status"));
        var statistics = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}/statistics");
        Assert.Equal(clock.GetUtcNow(), statistics.GetProperty("failingSince").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_process_whose_clock_is_five_minutes_off_retries_on_time_and_signs_with_the_right_time()
    {
        await Task.WhenAll(RetryWithSkewAsync(TimeSpan.FromMinutes(-5)), RetryWithSkewAsync(TimeSpan.FromMinutes(5)));
    }

    private static async Task RetryWithSkewAsync(TimeSpan skew)
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.WithStatus(500));
        // A process with the right time creates the webhook: the other one would reject the internal token, which has a time of its own.
        await using var right = await WebhookFixture.StartAsync();
        var tenant = new Tenant(right);
        await tenant.AddWebhookAsync(endpoint.Url);
        await right.App.StopAsync();
        await using var wrong = await WebhookFixture.StartAsync(
            right.Deployment, postgres: right.Postgres, settings: new() { ["Retries:Delays:0"] = "00:00:02" },
            configure: builder => builder.Services.AddSingleton<TimeProvider>(new SkewedClock(skew)));

        var eventId = await new Tenant(wrong).PublishAsync(TestEvents.PassCreated(tenant.OrganizationId));
        var requests = await endpoint.WaitForCountAsync(2, Tenant.Deadline);

        Assert.All(requests, request => Assert.Equal(TestEvents.Id(eventId), request.Headers["webhook-id"]));
        Assert.All(requests, request => Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture)),
            DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
        Assert.InRange(requests[1].ReceivedAt - requests[0].ReceivedAt, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(90));
    }

    private async Task<IReadOnlyList<ClaimedDelivery>> ClaimRetriesAsync() =>
        await fixture.Service.App.Services.GetRequiredService<ClaimStore>()
            .ClaimAsync(ClaimStore.Retries, 10, TestContext.Current.CancellationToken);

    private sealed class SkewedClock(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
