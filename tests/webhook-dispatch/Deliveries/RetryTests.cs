using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Dispatching;
using Passinstance.Webhooks.Tests.Running;

namespace Passinstance.Webhooks.Tests.Deliveries;

/// <summary>Its own service, whose dispatching lives by a clock that the tests move; each test has one, so that none moves another's.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ten_attempts_over_75_hours_each_freshly_signed_with_the_same_id_and_bytes()
    {
        var clock = new ManualClock();
        await using var service = await WebhookSystem.StartAsync(clock: clock);
        await using var endpoint = await WebhookReceiver.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = new Tenant(service);
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);
        var began = clock.GetUtcNow();

        var eventId = await tenant.CreatePassAsync();
        for (var attempt = 1; attempt < RetrySchedule.MaximumAttempts; attempt++)
        {
            var delivery = await DeliveryTests.AttemptedAsync(tenant, webhook, eventId, attempt);
            Assert.Equal("pending", delivery.Text("status"));
            var next = delivery.GetProperty("nextAttemptAt").GetDateTimeOffset();
            var made = delivery.GetProperty("attemptLog")[0].GetProperty("startedAt").GetDateTimeOffset();
            var nominal = RetrySchedule.Nominal(attempt);
            Assert.InRange(next - made, nominal * 0.8 - TimeSpan.FromSeconds(2), nominal * 1.2 + TimeSpan.FromSeconds(2));

            // A moment too early nothing is claimed.
            clock.MoveTo(next - TimeSpan.FromMilliseconds(100));
            Assert.Empty(await service.App.Services.GetRequiredService<ClaimStore>().ClaimAsync(ClaimStore.Retries, 10, TestContext.Current.CancellationToken));
            clock.MoveTo(next);
            Wake(service);
        }

        var given = await DeliveryTests.AttemptedAsync(tenant, webhook, eventId, RetrySchedule.MaximumAttempts);
        Assert.Equal("failed", given.Text("status"));
        Assert.False(given.TryGetProperty("nextAttemptAt", out _));
        Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromHours(75.58 * 0.8), TimeSpan.FromHours(75.58 * 1.2));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(await service.App.Services.GetRequiredService<ClaimStore>().ClaimAsync(ClaimStore.Retries, 10, TestContext.Current.CancellationToken));
        Assert.Equal(10, endpoint.Requests.Count);
        Assert.Single(endpoint.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Single(endpoint.Requests.Select(request => Convert.ToBase64String(request.Body.Span)).Distinct());
        Assert.Equal(10, endpoint.Requests.Select(request => request.Headers["webhook-timestamp"]).Distinct().Count());
        Assert.All(endpoint.Requests, request => Assert.True(Verifier.Accepts(request, webhook.Text("secret"))));
    }

    [Fact]
    public void Jitter_is_twenty_percent_either_way_and_the_whole_takes_about_75_hours()
    {
        var whole = TimeSpan.Zero;
        for (var attempts = 1; attempts < RetrySchedule.MaximumAttempts; attempts++)
        {
            var nominal = RetrySchedule.Nominal(attempts);
            Assert.Equal(nominal.TotalSeconds * 0.8, RetrySchedule.After(attempts, 0)!.Value.TotalSeconds, 3);
            Assert.Equal(nominal.TotalSeconds * 1.2, RetrySchedule.After(attempts, 1)!.Value.TotalSeconds, 3);
            whole += nominal;
        }

        Assert.Equal(10, RetrySchedule.MaximumAttempts);
        Assert.InRange(whole.TotalHours, 75, 76);
        Assert.Null(RetrySchedule.After(RetrySchedule.MaximumAttempts, 0.5));
    }

    [Theory]
    [InlineData(1, null, 60)] // overloaded: at least a minute
    [InlineData(1, 10, 60)] // sooner than a minute is not honoured
    [InlineData(1, 90, 90)]
    [InlineData(1, 100_000, 240)] // at most four times the delay
    [InlineData(3, 3000, 3000)]
    [InlineData(3, 100_000, 3600)] // at most an hour
    [InlineData(4, 100_000, 7200)] // never sooner than the schedule
    public void Retry_after_is_honoured_within_bounds(int attempts, int? asked, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RetrySchedule.After(attempts, 0.5, overloaded: true, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Fact]
    public async Task Five_days_of_nothing_but_failures_disable_the_webhook_with_an_event_and_enabling_loses_nothing()
    {
        var clock = new ManualClock();
        await using var service = await WebhookSystem.StartAsync(clock: clock);
        await using var endpoint = await WebhookReceiver.StartAsync();
        await using var watcher = await WebhookReceiver.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = new Tenant(service);
        var webhook = await tenant.AddReceiverAsync(endpoint.Url, null, "pass.*");
        await tenant.AddReceiverAsync(watcher.Url, null, "webhook.disabled");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";

        // A failure each day; the last comes after five days. Its retry is taken away while the clock stands: after the clock moves it would be
        // due, and could be the failure that disables the webhook before the day's own event is sent.
        Guid eventId = default;
        for (var day = 0; day <= 5; day++)
        {
            Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Get, path)).Text("status"));
            eventId = await tenant.CreatePassAsync();
            await DeliveryTests.AttemptedAsync(tenant, webhook, eventId);
            if (day < 5)
                await service.ScalarAsync<object>("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL WHERE status = 'pending'");
            clock.Advance(TimeSpan.FromDays(1));
        }

        await Eventually.TrueAsync(async token => (await tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token)).Text("status") == "disabled", Soon, "the webhook is disabled");
        var disabled = await tenant.Api.CallAsync(HttpMethod.Get, path);
        Assert.Equal("failing", disabled.Text("disabledReason"));
        Wake(service);
        var told = JsonElement.Parse((await watcher.WaitForCountAsync(1, Soon))[0].Text);
        Assert.Equal("webhook.disabled", told.Text("type"));
        Assert.Equal(webhook.Text("id"), told.GetProperty("data").Text("id"));
        Assert.Equal("failing", told.GetProperty("data").Text("disabledReason"));

        // What was due waits, however long, and goes out when the webhook is enabled.
        Assert.Equal("pending", (await tenant.DeliveryAsync(webhook, eventId)).Text("status"));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await service.App.Services.GetRequiredService<ClaimStore>().ClaimAsync(ClaimStore.Retries, 10, TestContext.Current.CancellationToken));
        endpoint.StandingAnswer = WebhookAnswer.Ok;
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");
        await Eventually.TrueAsync(async token => (await tenant.DeliveryAsync(webhook, eventId, token)).Text("status") == "delivered", Soon, "what was due is delivered");
        Assert.False((await tenant.Api.CallAsync(HttpMethod.Get, path + "/statistics")).TryGetProperty("failingSince", out _));
    }

    [Theory]
    [InlineData(200)] // a success in between
    [InlineData(null)] // failures that lie more than five days apart prove nothing
    public async Task Sporadic_failures_do_not_disable(int? between)
    {
        var clock = new ManualClock();
        await using var service = await WebhookSystem.StartAsync(clock: clock);
        await using var endpoint = await WebhookReceiver.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = new Tenant(service);
        var webhook = await tenant.AddReceiverAsync(endpoint.Url);

        await DeliveryTests.AttemptedAsync(tenant, webhook, await tenant.CreatePassAsync());
        await service.ScalarAsync<object>("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL");
        if (between is not null)
        {
            clock.Advance(TimeSpan.FromDays(3));
            endpoint.AnswerNext(WebhookAnswer.WithStatus(between.Value));
            await DeliveryTests.AttemptedAsync(tenant, webhook, await tenant.CreatePassAsync());
        }

        clock.Advance(TimeSpan.FromDays(between is null ? 6 : 3));
        await DeliveryTests.AttemptedAsync(tenant, webhook, await tenant.CreatePassAsync());

        Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}")).Text("status"));
        Assert.Equal(clock.GetUtcNow(), (await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}/statistics")).GetProperty("failingSince").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_process_whose_clock_is_five_minutes_wrong_neither_hastens_nor_loses_nor_signs_wrongly()
    {
        foreach (var skew in (double[])[-5, 5])
        {
            await using var endpoint = await WebhookReceiver.StartAsync();
            endpoint.AnswerNext(WebhookAnswer.WithStatus(500));
            // A process that is right makes the webhook: the other would refuse the internal token, which has a time of its own.
            await using var right = await WebhookSystem.StartAsync();
            await new Tenant(right).AddReceiverAsync(endpoint.Url);
            var organizationId = await right.ScalarAsync<Guid>("SELECT organization_id FROM webhook_endpoints");
            await right.App.StopAsync();
            await using var wrong = await WebhookSystem.StartAsync(
                right.Deployment, postgres: right.App.Configuration.GetConnectionString("Postgres"),
                configure: builder => builder.Services.AddSingleton<TimeProvider>(new SkewedClock(TimeSpan.FromMinutes(skew))));

            var eventId = await new Tenant(wrong).PublishAsync(Happened.PassCreated(organizationId));
            var requests = await endpoint.WaitForCountAsync(2, Soon);

            Assert.All(requests, request => Assert.Equal(Happened.Id(eventId), request.Headers["webhook-id"]));
            Assert.All(requests, request => Assert.InRange(
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture)),
                DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
            Assert.InRange(requests[1].ReceivedAt - requests[0].ReceivedAt, TimeSpan.FromSeconds(3.9), TimeSpan.FromSeconds(90));
        }
    }

    internal static void Wake(RunningService service) => service.App.Services.GetRequiredService<DeliverySignal>().Set();

    private sealed class SkewedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
