using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Security.Outbound;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Outbound;

/// <summary>A service as in production: only public addresses are allowed. Every way to set an address is tried.</summary>
public sealed class GuardedWebhookFixture : IAsyncLifetime
{
    private volatile IPAddress[] _answers = [IPAddress.Loopback];

    internal RunningService Service { get; private set; } = null!;

    /// <summary>A server on loopback that must receive nothing.</summary>
    internal EndpointServer Canary { get; private set; } = null!;

    /// <summary>What every name resolves to.</summary>
    internal IPAddress[] Answers
    {
        set => _answers = value;
    }

    public async ValueTask InitializeAsync()
    {
        Canary = await EndpointServer.StartAsync();
        Service = await WebhookFixture.StartAsync(
            settings: new() { ["Outbound:AllowedNetworks:0"] = "10.99.0.0/16" },
            configure: builder => builder.Services.AddSingleton<ResolveName>((_, _) => Task.FromResult(_answers)));
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Canary.DisposeAsync();
    }
}

[Trait("Category", "Integration")]
public sealed class WebhookAddressTests(GuardedWebhookFixture fixture) : IClassFixture<GuardedWebhookFixture>
{
    [Fact]
    public async Task Every_private_literal_is_refused_at_creation_and_update()
    {
        var tenant = new Tenant(fixture.Service);
        var endpoint = await tenant.Api.CreateAsync("/api/v1/webhooks", new { url = "https://example.com/hook", events = new[] { "*" } });

        foreach (var address in OutboundAddressTests.Refused)
        {
            var url = $"http://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{fixture.Canary.Url.Port}/";
            Assert.Equal(
                ["/url"],
                (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new { url, events = new[] { "*" } },
                    HttpStatusCode.UnprocessableEntity)).Pointers());
            Assert.Equal(
                ["/url"],
                (await tenant.Api.CallAsync(HttpMethod.Put, $"/api/v1/webhooks/{endpoint.Text("id")}", new { url },
                    HttpStatusCode.UnprocessableEntity)).Pointers());
            Assert.Equal(
                ["/url"],
                (await tenant.Api.CallAsync(HttpMethod.Patch, $"/api/v1/webhooks/{endpoint.Text("id")}", new { url },
                    HttpStatusCode.UnprocessableEntity)).Pointers());
        }

        Assert.Empty(fixture.Canary.Requests);
    }

    [Fact]
    public async Task A_private_address_forced_into_the_database_is_refused_by_the_test_and_by_the_delivery()
    {
        var tenant = new Tenant(fixture.Service);
        var endpoint = await tenant.Api.CreateAsync("/api/v1/webhooks", new { url = "https://example.com/hook", events = new[] { "*" } });
        await tenant.ExecuteAsync(
            "UPDATE webhook_endpoints SET url = $1 WHERE organization_id = $2", fixture.Canary.Url.ToString(), tenant.OrganizationId);

        await tenant.Api.CallAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{endpoint.Text("id")}/test", null, HttpStatusCode.UnprocessableEntity);
        var delivery = await tenant.AttemptedAsync(endpoint, await tenant.CreatePassAsync());

        Assert.Equal("blocked_address", delivery.Text("lastError"));
        Assert.False(delivery.GetProperty("attemptLog")[0].TryGetProperty("response", out _));
        Assert.DoesNotContain("127.0.0.1 ", delivery.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(fixture.Canary.Requests);
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_is_refused_at_delivery()
    {
        var tenant = new Tenant(fixture.Service);
        foreach (var answers in (IPAddress[][])[[IPAddress.Loopback], [IPAddress.Parse("192.0.43.8"), IPAddress.Loopback]])
        {
            fixture.Answers = answers;
            var endpoint = await tenant.Api.CreateAsync(
                "/api/v1/webhooks", new { url = $"http://attacker.example:{fixture.Canary.Url.Port}/", events = new[] { "pass.created" } });

            var delivery = await tenant.AttemptedAsync(endpoint, await tenant.CreatePassAsync());

            Assert.Equal("blocked_address", delivery.Text("lastError"));
        }

        Assert.Empty(fixture.Canary.Requests);
    }
}
