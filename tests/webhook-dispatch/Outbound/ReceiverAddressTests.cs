using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Security.Outbound;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Deliveries;
using Passinstance.Webhooks.Tests.Running;

namespace Passinstance.Webhooks.Tests.Outbound;

/// <summary>A service as in production: no network allowed but the public one. Every way by which an address gets in is tried.</summary>
public sealed class ReceiverAddressTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private WebhookReceiver _canary = null!;
    private volatile IPAddress[] _answers = [IPAddress.Loopback];

    public async ValueTask InitializeAsync()
    {
        _canary = await WebhookReceiver.StartAsync();
        _service = await WebhookSystem.StartAsync(
            settings: new() { ["Outbound:AllowedNetworks:0"] = "10.99.0.0/16" },
            configure: builder => builder.Services.AddSingleton<ResolveName>((_, _) => Task.FromResult(_answers)));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _canary.DisposeAsync();
    }

    [Fact]
    public async Task Every_private_literal_is_refused_at_creation_and_update()
    {
        var tenant = new Tenant(_service);
        var endpoint = await tenant.Api.CreateAsync("/api/v1/webhooks", new { url = "https://example.com/hook", events = new[] { "*" } });

        foreach (var address in OutboundAddressTests.Refused)
        {
            var url = $"http://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{_canary.Url.Port}/";
            Assert.Equal(["/url"], (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new { url, events = new[] { "*" } }, HttpStatusCode.UnprocessableEntity)).Pointers());
            Assert.Equal(["/url"], (await tenant.Api.CallAsync(HttpMethod.Put, $"/api/v1/webhooks/{endpoint.Text("id")}", new { url }, HttpStatusCode.UnprocessableEntity)).Pointers());
            Assert.Equal(["/url"], (await tenant.Api.CallAsync(HttpMethod.Patch, $"/api/v1/webhooks/{endpoint.Text("id")}", new { url }, HttpStatusCode.UnprocessableEntity)).Pointers());
        }

        Assert.Empty(_canary.Requests);
    }

    [Fact]
    public async Task A_private_address_forced_into_the_database_is_refused_by_the_test_and_by_the_delivery()
    {
        var tenant = new Tenant(_service);
        var endpoint = await tenant.Api.CreateAsync("/api/v1/webhooks", new { url = "https://example.com/hook", events = new[] { "*" } });
        await tenant.ExecuteAsync("UPDATE webhook_endpoints SET url = $1", _canary.Url.ToString());

        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{endpoint.Text("id")}/test", null, HttpStatusCode.UnprocessableEntity);
        var delivery = await DeliveryTests.AttemptedAsync(tenant, endpoint, await tenant.CreatePassAsync());

        Assert.Equal("blocked_address", delivery.Text("lastError"));
        Assert.False(delivery.GetProperty("attemptLog")[0].TryGetProperty("response", out _));
        Assert.DoesNotContain("127.0.0.1 ", delivery.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(_canary.Requests);
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_is_refused_at_delivery()
    {
        var tenant = new Tenant(_service);
        foreach (var answers in (IPAddress[][])[[IPAddress.Loopback], [IPAddress.Parse("192.0.43.8"), IPAddress.Loopback]])
        {
            _answers = answers;
            var endpoint = await tenant.Api.CreateAsync("/api/v1/webhooks", new { url = $"http://attacker.example:{_canary.Url.Port}/", events = new[] { "pass.created" } });

            var delivery = await DeliveryTests.AttemptedAsync(tenant, endpoint, await tenant.CreatePassAsync());

            Assert.Equal("blocked_address", delivery.Text("lastError"));
        }

        Assert.Empty(_canary.Requests);
    }
}
