using Passinstance.Testing.Services;
using Passinstance.Webhooks.Dispatching;

namespace Passinstance.Webhooks.Tests.Running;

/// <summary>A service whose clock stands still: what has failed is not tried again while a test, held up on a busy machine, still looks at it.</summary>
public sealed class StillSystem : IAsyncLifetime
{
    internal ManualClock Clock { get; } = new();

    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await WebhookSystem.StartAsync(clock: Clock, limits: new DispatchLimits { StaleWithin = TimeSpan.FromMinutes(1) });

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal Tenant NewTenant() => new(Service);
}
