using System.Net;
using System.Text.Json;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Deliveries;

[Trait("Category", "Integration")]
public sealed class DeliveryTests(WebhookFixture fixture, FrozenWebhookFixture frozen)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_public_event_arrives_signed_with_the_resource_as_the_api_shows_it()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var pass = TestEvents.PassCreated(tenant.OrganizationId);

        await tenant.PublishAsync(pass);
        await tenant.PublishAsync(TestEvents.PassUpdated(tenant.OrganizationId));
        await tenant.PublishAsync(TestEvents.TemplateCreated(tenant.OrganizationId));
        var requests = await endpoint.WaitForCountAsync(3, Soon);

        var payloads = requests.Select(request => JsonElement.Parse(request.Text)).ToDictionary(payload => payload.Text("type"));
        Assert.Equal(["pass.created", "pass.updated", "template.created"], payloads.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            pass.Resource.GetRawText().Replace(" ", "", StringComparison.Ordinal),
            payloads["pass.created"].GetProperty("data").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(TypeId.Format(IdPrefixes.Organization, tenant.OrganizationId), payloads["pass.created"].Text("organizationId"));
        Assert.Equal(pass.OccurredAt, payloads["pass.created"].GetProperty("timestamp").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.All(requests, request =>
        {
            Assert.Equal("POST", request.Method);
            Assert.Equal("/hook", request.PathAndQuery);
            Assert.Equal("application/json", request.Headers["Content-Type"]);
            Assert.Equal(JsonElement.Parse(request.Text).Text("id"), request.Headers["webhook-id"]);
            Assert.DoesNotContain(".", request.Headers["webhook-id"], StringComparison.Ordinal);
            Assert.True(Verifier.Accepts(request, webhook.Text("secret")));
            Assert.False(request.Headers.ContainsKey("traceparent"));
            Assert.False(request.Headers.ContainsKey("Cookie"));
            Assert.InRange(
                DateTimeOffset.FromUnixTimeSeconds(
                    long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)),
                DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        });
    }

    [Fact]
    public async Task An_event_goes_to_those_who_want_it_and_to_nobody_else()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var template = Guid.CreateVersion7();
        var all = await tenant.AddWebhookAsync(endpoint.Url, null, "*");
        var passes = await tenant.AddWebhookAsync(endpoint.Url, null, "pass.*");
        var created = await tenant.AddWebhookAsync(endpoint.Url, null, "pass.created");
        var ofTemplate = await tenant.AddWebhookAsync(
            endpoint.Url, new { templateIds = new[] { TypeId.Format(IdPrefixes.Template, template) } }, "*");
        var templates = await tenant.AddWebhookAsync(endpoint.Url, null, "template.*", "webhook.disabled");
        var disabled = await tenant.AddWebhookAsync(endpoint.Url, null, "*");
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{disabled.Text("id")}/disable");
        var deleted = await tenant.AddWebhookAsync(endpoint.Url, null, "*");
        await tenant.Api.CallAsync(HttpMethod.Delete, $"/api/v1/webhooks/{deleted.Text("id")}", null, HttpStatusCode.NoContent);
        var stranger = fixture.NewTenant();
        await stranger.AddWebhookAsync(endpoint.Url, null, "*");

        var ofThisTemplate = await tenant.CreatePassAsync(template);
        var ofAnother = await tenant.CreatePassAsync();
        var updated = await tenant.PublishAsync(TestEvents.PassUpdated(tenant.OrganizationId));

        await ExpectAsync(ofThisTemplate, all, passes, created, ofTemplate);
        await ExpectAsync(ofAnother, all, passes, created);
        await ExpectAsync(updated, all, passes);
        Assert.NotNull(templates.Text("id"));

        async Task ExpectAsync(Guid eventId, params JsonElement[] endpoints)
        {
            var deliveries = await Eventually.ValueAsync(async token =>
            {
                using var response = await tenant.Api.GetAsync($"/api/v1/events/{TestEvents.Id(eventId)}/deliveries", token);
                return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(token) : null;
            }, Soon, "the event is recorded");
            Assert.Equal(
                endpoints.Select(r => r.Text("id")).Order(StringComparer.Ordinal),
                JsonElement.Parse(deliveries).GetProperty("data").EnumerateArray().Select(d => d.Text("webhookId"))
                    .Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task An_event_that_comes_twice_over_the_bus_is_delivered_once()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        await tenant.AddWebhookAsync(endpoint.Url);
        var twice = TestEvents.PassCreated(tenant.OrganizationId);

        await Task.WhenAll(tenant.PublishAsync(twice), tenant.PublishAsync(twice), tenant.PublishAsync(twice));
        var last = await tenant.CreatePassAsync();
        await endpoint.WaitForAsync(request => request.Headers["webhook-id"] == TestEvents.Id(last), Soon);
        await Eventually.TrueAsync(
            async token =>
                await fixture.Service.ScalarAsync<long>(
                    $"SELECT count(*) FROM deliveries WHERE organization_id = '{tenant.OrganizationId}' AND status = 'pending'",
                    token) == 0,
            Soon, "nothing is due");

        Assert.Single(endpoint.Requests, request => request.Headers["webhook-id"] == TestEvents.Id(twice.EventId));
    }

    [Fact]
    public async Task An_attempt_is_shown_with_its_phases_and_the_beginning_of_the_answer()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        // 503: the next attempt is a minute away.
        endpoint.StandingAnswer = new WebhookAnswer { Status = 503, Body = "we do not know this card\0" };
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(
            endpoint.Url, new { headers = new Dictionary<string, string> { ["Authorization"] = "Bearer abc", ["X-Shop"] = "7" } });

        var eventId = await tenant.CreatePassAsync();
        var request = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var delivery = await tenant.AttemptedAsync(webhook, eventId);

        Assert.Equal("Bearer abc", request.Headers["Authorization"]);
        Assert.Equal("7", request.Headers["X-Shop"]);
        Assert.Equal("pending", delivery.Text("status"));
        Assert.Equal("http_status", delivery.Text("lastError"));
        Assert.Equal(JsonElement.Parse(request.Text).GetProperty("data").Text("serialNumber"),
            delivery.GetProperty("payload").GetProperty("data").Text("serialNumber"));
        Assert.Equal(delivery.Text("eventId"), delivery.GetProperty("payload").Text("id"));
        Assert.Equal(503, delivery.GetProperty("lastStatusCode").GetInt32());
        Assert.True(delivery.GetProperty("nextAttemptAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        var attempt = Assert.Single(delivery.GetProperty("attemptLog").EnumerateArray());
        Assert.Equal(1, attempt.GetProperty("number").GetInt32());
        Assert.Equal(new Uri(endpoint.Url, "/hook").ToString(), attempt.Text("url"));
        Assert.Equal("we do not know this card\uFFFD", attempt.Text("response"));
        Assert.InRange(attempt.GetProperty("connectMs").GetInt32(), 0, 5000);
        Assert.InRange(attempt.GetProperty("firstByteMs").GetInt32(), 0, attempt.GetProperty("durationMs").GetInt32() + 1);
        Assert.False(attempt.TryGetProperty("tlsMs", out _));
        Assert.Equal(delivery.Text("nextAttemptAt"), attempt.Text("nextAttemptAt"));
    }

    [Fact]
    public async Task A_test_event_goes_to_that_webhook_only_and_is_no_event_that_happened()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, null, "pass.created");
        await tenant.AddWebhookAsync(Tenant.NoServer, null, "*");
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/test";

        var accepted = await tenant.Api.CallAsync(HttpMethod.Post, path, new { type = "template.created" }, HttpStatusCode.Accepted);
        var request = (await endpoint.WaitForCountAsync(1, Soon))[0];

        Assert.Equal(accepted.Text("eventId"), request.Headers["webhook-id"]);
        Assert.Equal("test", accepted.Text("trigger"));
        Assert.Equal("template.created", JsonElement.Parse(request.Text).Text("type"));
        Assert.True(Verifier.Accepts(request, webhook.Text("secret")));
        Assert.Single(
            (await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events/{accepted.Text("eventId")}/deliveries"))
                .GetProperty("data").EnumerateArray());
        Assert.Empty((await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events")).GetProperty("data").EnumerateArray());
        await tenant.Api.CallAsync(HttpMethod.Post, path, new { type = "pass.exploded" }, HttpStatusCode.UnprocessableEntity);
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/disable");
        await tenant.Api.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Statistics_count_deliveries_and_attempts_by_their_result()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.WithStatus(500), WebhookAnswer.WithStatus(301));
        var tenant = frozen.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { maxConcurrency = 1 });
        for (var i = 0; i < 5; i++)
            await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(5, Soon);

        var path = $"/api/v1/webhooks/{webhook.Text("id")}/statistics";
        await Eventually.TrueAsync(
            async token =>
                (await tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token)).GetProperty("delivered").GetInt64() == 3,
            Soon, "three are delivered");
        var statistics = await tenant.Api.CallAsync(HttpMethod.Get, path);

        Assert.Equal(2, statistics.GetProperty("pending").GetInt64());
        Assert.Equal(0, statistics.GetProperty("failed").GetInt64());
        Assert.Equal("""{"delivered":3,"http_status":1,"redirect_not_followed":1}""", statistics.GetProperty("attempts").GetRawText());
        Assert.InRange(statistics.GetProperty("durationP95Ms").GetInt32(), 0, 15_000);
        await tenant.Api.CallAsync(HttpMethod.Get, path + "?hours=0", null, HttpStatusCode.UnprocessableEntity);
    }
}
