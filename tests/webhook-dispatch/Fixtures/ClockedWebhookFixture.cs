using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>A service whose dispatching runs by a clock that its tests move. For one class, whose tests run one after the other.</summary>
public sealed class ClockedWebhookFixture : IAsyncLifetime
{
    // A little ahead: what the database stamps during a test is due at once.
    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow.AddMinutes(10));

    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await WebhookFixture.StartAsync(clock: Clock);

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>A new organization; what earlier tests left due is gone.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        await Service.ScalarAsync<object>(
            "TRUNCATE deliveries, attempts, events, webhook_endpoints, webhook_endpoint_states, webhook_secrets");
        return new Tenant(Service);
    }

    /// <summary>Lets the worker look at once.</summary>
    internal void Wake() => Service.App.Services.GetRequiredService<DeliverySignal>().Set();
}

/// <summary>
/// A service whose clock stands still, so that what failed is not retried. Shared by all tests; each uses an organization of its own.
/// </summary>
public sealed class FrozenWebhookFixture : IAsyncLifetime
{
    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow.AddMinutes(10));

    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await WebhookFixture.StartAsync(
        clock: Clock, settings: new() { ["Dispatching:StaleConnectionWindow"] = "00:01:00" });

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal Tenant NewTenant() => new(Service);
}
