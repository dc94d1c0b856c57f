using System.Globalization;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class OutcomeTests(FrozenWebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(200, "delivered", null)]
    [InlineData(204, "delivered", null)]
    [InlineData(299, "delivered", null)]
    [InlineData(301, "pending", "redirect_not_followed")]
    [InlineData(302, "pending", "redirect_not_followed")]
    [InlineData(303, "pending", "redirect_not_followed")]
    [InlineData(307, "pending", "redirect_not_followed")]
    [InlineData(308, "pending", "redirect_not_followed")]
    [InlineData(304, "pending", "redirect_not_followed")]
    [InlineData(400, "pending", "http_status")]
    [InlineData(404, "pending", "http_status")]
    [InlineData(500, "pending", "http_status")]
    public async Task Each_status_has_its_outcome(int status, string expected, string? error)
    {
        await using var elsewhere = await EndpointServer.StartAsync();
        var (delivery, endpoint) = await AnswerAsync(
            new WebhookAnswer { Status = status, Headers = new Dictionary<string, string> { ["Location"] = elsewhere.Url.ToString() } });

        Assert.Equal(expected, delivery.Text("status"));
        Assert.Equal(error, delivery.TryGetProperty("lastError", out var shown) ? shown.GetString() : null);
        Assert.Equal(status, delivery.GetProperty("lastStatusCode").GetInt32());
        Assert.Single(endpoint.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(429, "120", 120, 120)]
    [InlineData(503, "120", 120, 120)]
    [InlineData(429, null, 60, 60)]
    [InlineData(503, "1", 60, 60)]
    [InlineData(503, "86400", 240, 240)]
    [InlineData(503, "soon", 60, 60)]
    [InlineData(500, "86400", 4, 6)]
    public async Task Overload_backs_off_at_least_a_minute_and_as_asked_within_bounds(int status, string? retryAfter, int min, int max)
    {
        var answer = WebhookAnswer.WithStatus(status) with { Headers = Header("Retry-After", retryAfter) };

        var (delivery, _) = await AnswerAsync(answer);

        var attempt = delivery.GetProperty("attemptLog")[0];
        // The clock stands still, but for what the database rounds.
        var pause = attempt.GetProperty("nextAttemptAt").GetDateTimeOffset() - fixture.Clock.GetUtcNow();
        Assert.InRange(pause, TimeSpan.FromSeconds(min - 0.001), TimeSpan.FromSeconds(max + 0.001));
    }

    [Fact]
    public async Task A_retry_after_in_the_form_of_a_date_is_honored()
    {
        var answer = WebhookAnswer.WithStatus(503) with
        {
            Headers = Header("Retry-After", fixture.Clock.GetUtcNow().AddSeconds(150).ToString("R", CultureInfo.InvariantCulture)),
        };

        var (delivery, _) = await AnswerAsync(answer);

        Assert.InRange(
            delivery.GetProperty("nextAttemptAt").GetDateTimeOffset() - fixture.Clock.GetUtcNow(), TimeSpan.FromSeconds(120),
            TimeSpan.FromSeconds(155));
    }

    [Theory]
    [InlineData(410, null, "gone")]
    [InlineData(500, "disable", "askedToStop")]
    [InlineData(200, "disable", "askedToStop")]
    public async Task An_endpoint_can_end_its_deliveries_and_what_was_due_stays(int status, string? header, string reason)
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(Control(status, header));
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);

        var eventId = await tenant.CreatePassAsync();
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        await Eventually.TrueAsync(
            async token => (await tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token)).Text("status") == "disabled", Soon,
            "the webhook is disabled");

        Assert.Equal(reason, (await tenant.Api.CallAsync(HttpMethod.Get, path)).Text("disabledReason"));
        Assert.Equal(status == 200 ? "delivered" : "pending", (await tenant.DeliveryAsync(webhook, eventId)).Text("status"));
    }

    [Fact]
    public async Task An_endpoint_can_end_one_message()
    {
        var (delivery, _) = await AnswerAsync(Control(500, "abort-message"));

        Assert.Equal("failed", delivery.Text("status"));
        Assert.False(delivery.TryGetProperty("nextAttemptAt", out _));
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout_that_backs_off()
    {
        await using var service = await WebhookFixture.StartAsync(settings: new() { ["Dispatching:AttemptTimeout"] = "00:00:01" });

        var (delivery, _) = await AnswerAsync(WebhookAnswer.Hang, service);

        Assert.Equal("timeout", delivery.Text("lastError"));
        Assert.False(delivery.TryGetProperty("lastStatusCode", out _));
        var attempt = delivery.GetProperty("attemptLog")[0];
        Assert.InRange(attempt.GetProperty("durationMs").GetInt32(), 990, 14_000);
        Assert.True(
            attempt.GetProperty("nextAttemptAt").GetDateTimeOffset() - attempt.GetProperty("startedAt")
                .GetDateTimeOffset() >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_broken_connection_gets_one_free_try_that_is_not_counted()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.Close);
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);

        var eventId = await tenant.CreatePassAsync();
        var delivery = await tenant.AttemptedAsync(webhook, eventId);

        Assert.Equal("delivered", delivery.Text("status"));
        Assert.Equal(1, delivery.GetProperty("attempts").GetInt32());
        Assert.Equal(2, endpoint.Requests.Count);
        Assert.Single(endpoint.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task A_connection_that_keeps_breaking_fails_after_the_one_free_try()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.Close;
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);

        var delivery = await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());

        Assert.Equal("connection_failed", delivery.Text("lastError"));
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task An_endless_answer_is_read_to_its_limit_and_stored_shorter()
    {
        var (delivery, endpoint) = await AnswerAsync(new WebhookAnswer { Status = 200, Body = new string('x', 10_000_000) });

        Assert.Equal("delivered", delivery.Text("status"));
        Assert.Equal(4096, delivery.GetProperty("attemptLog")[0].Text("response").Length);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task Too_many_headers_in_an_answer_are_an_invalid_answer()
    {
        var headers = Enumerable.Range(0, 40).ToDictionary(i => $"X-Big-{i}", _ => new string('y', 1000));

        var (delivery, _) = await AnswerAsync(new WebhookAnswer { Headers = headers });

        Assert.Equal("pending", delivery.Text("status"));
        Assert.Equal("invalid_answer", delivery.Text("lastError"));
    }

    private static WebhookAnswer Control(int status, string? header) =>
        WebhookAnswer.WithStatus(status) with { Headers = Header("webhook-delivery", header) };

    private static Dictionary<string, string> Header(string name, string? value) => value is null ? [] : new() { [name] = value };

    private async Task<(
        JsonElement Delivery, EndpointServer WebhookEndpoint)> AnswerAsync(WebhookAnswer answer, RunningService? service = null)
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = answer;
        var tenant = new Tenant(service ?? fixture.Service);
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        return (await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync()), endpoint);
    }
}
