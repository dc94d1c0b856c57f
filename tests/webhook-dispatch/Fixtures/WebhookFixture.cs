using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Bus;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(WebhookFixture))]
[assembly: AssemblyFixture(typeof(FrozenWebhookFixture))]

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>
/// The service as it is deployed, with its own database and virtual host. Shared by all tests; each uses an organization of its own.
/// </summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal Tenant NewTenant() => new(Service);

    /// <summary>A service for one test.</summary>
    /// <param name="deployment">The deployment it belongs to; a new one when null.</param>
    /// <param name="clock">Replaces the database's clock.</param>
    /// <param name="settings">Further configuration.</param>
    /// <param name="postgres">A database to use instead of a new one.</param>
    /// <param name="configure">Replaces parts.</param>
    internal static Task<RunningService> StartAsync(
        TestDeployment? deployment = null, TimeProvider? clock = null, Dictionary<string, string?>? settings = null,
        string? postgres = null,
        Action<WebApplicationBuilder>? configure = null) =>
        RunningService.StartAsync(
            (args, further) => WebhookDispatchHost.Build(args, builder =>
            {
                further(builder);
                configure?.Invoke(builder);
                if (clock is not null)
                    builder.Services.AddSingleton(new DatabaseClock(clock));
            }),
            ServiceCommand.MigrateServiceAsync<WebhooksDbContext>, deployment, settings, postgres);
}
