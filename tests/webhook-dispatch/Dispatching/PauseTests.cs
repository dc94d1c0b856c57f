using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

/// <summary>An endpoint that failed too often is paused, and says so wherever it is shown.</summary>
[Trait("Category", "Integration")]
public sealed class PauseTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("url")]
    [InlineData("resend")]
    [InlineData("recover")]
    [InlineData("enable")]
    public async Task A_paused_webhook_says_so_and_what_its_owner_does_ends_the_pause(string action)
    {
        await using var endpoint = await EndpointServer.StartAsync();
        await using var working = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        for (var i = 0; i < 20; i++)
            await tenant.CreatePassAsync();
        await Eventually.TrueAsync(async token => (await ReadAsync(token)).Text("status") == "paused", Soon, "it is paused");

        var paused = await ReadAsync(default);
        Assert.Equal("tooManyFailures", paused.Text("pausedReason"));
        Assert.True(paused.GetProperty("pausedUntil").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        var listed = (await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data")[0];
        Assert.Equal(("paused", paused.Text("pausedUntil")), (listed.Text("status"), listed.Text("pausedUntil")));
        var attempts = (await tenant.Api.CallAsync(HttpMethod.Get, path + "/statistics")).GetProperty("attempts");
        Assert.True(attempts.GetProperty("http_status").GetInt32() >= 10);

        var eventId = (await tenant.Api.CallAsync(HttpMethod.Get, path + "/deliveries")).GetProperty("data")[0].Text("eventId");
        await Eventually.TrueAsync(
            async token => await tenant.CountAsync("deliveries", "claim_id IS NOT NULL", token) == 0, Soon, "nothing is in progress");
        endpoint.StandingAnswer = WebhookAnswer.Ok;
        if (action == "url")
            await tenant.Api.CallAsync(HttpMethod.Put, path, new { url = working.Url.ToString() });
        else if (action == "resend")
            await tenant.Api.CallAsync(HttpMethod.Post, $"{path}/deliveries/{eventId}/resend", null, HttpStatusCode.Accepted);
        else if (action == "recover")
            await tenant.Api.CallAsync(
                HttpMethod.Post, path + "/recover", new { since = DateTimeOffset.UtcNow.AddHours(-1) }, HttpStatusCode.Accepted);
        else
            await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");

        Assert.Equal("enabled", (await ReadAsync(default)).Text("status"));
        await Eventually.TrueAsync(
            async token => await tenant.CountAsync("deliveries", "status = 'delivered'", token) > 0, Soon, "a delivery arrives");
        Assert.Equal(action == "url", working.Requests.Count > 0);

        Task<JsonElement> ReadAsync(CancellationToken token) =>
            tenant.Api.CallAsync(HttpMethod.Get, path, cancellationToken: token);
    }
}
