using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Tests.Running;

[assembly: AssemblyFixture(typeof(WebhookSystem))]

namespace Passinstance.Webhooks.Tests.Running;

/// <summary>The service as it runs in earnest, with its own database, on a real broker. For tests that need no other clock or limits.</summary>
public sealed class WebhookSystem : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>A service of a test's own.</summary>
    /// <param name="deployment">The deployment it belongs to; a new one when null.</param>
    /// <param name="clock">What dispatching takes for the time; the database's when null.</param>
    /// <param name="limits">Shorter times than in earnest.</param>
    /// <param name="settings">Further configuration.</param>
    /// <param name="postgres">A database to use instead of a fresh one.</param>
    /// <param name="configure">Replaces parts.</param>
    internal static Task<RunningService> StartAsync(
        TestDeployment? deployment = null, TimeProvider? clock = null, DispatchLimits? limits = null, Dictionary<string, string?>? settings = null, string? postgres = null,
        Action<WebApplicationBuilder>? configure = null) =>
        RunningService.StartAsync(
            (args, further) => WebhookDispatchHost.Build(args, builder =>
            {
                further(builder);
                configure?.Invoke(builder);
                if (clock is not null)
                    builder.Services.AddSingleton(new DispatchClock(clock));
                if (limits is not null)
                    builder.Services.AddSingleton(limits);
            }),
            (app, args) => app.RunCommandAsync<WebhooksDbContext>(args), deployment, settings, postgres);

    internal Tenant NewTenant() => new(Service);
}

/// <summary>A fresh organisation that calls the service and has things happen to it.</summary>
internal sealed class Tenant(RunningService service)
{
    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    internal HttpClient Api => field ??= service.ClientOf(OrganizationId);

    internal RunningService Service => service;

    /// <summary>Creates a webhook and returns it, its secret included.</summary>
    internal Task<System.Text.Json.JsonElement> AddReceiverAsync(Uri url, object? more = null, params string[] events)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["url"] = new Uri(url, "/hook").ToString();
        body["events"] = new System.Text.Json.Nodes.JsonArray([.. (events.Length == 0 ? ["*"] : events).Select(name => (System.Text.Json.Nodes.JsonNode)name)]);
        return Api.CreateAsync("/api/v1/webhooks", body);
    }

    /// <summary>Publishes an event as its service would: through the broker, with its id as the message's.</summary>
    internal async Task<Guid> PublishAsync(IPublicEvent happened)
    {
        await service.App.Services.GetRequiredService<IBus>().Publish(happened, happened.GetType(), context => context.MessageId = happened.EventId);
        return happened.EventId;
    }

    internal Task<Guid> CreatePassAsync(Guid? templateId = null) => PublishAsync(Happened.PassCreated(OrganizationId, templateId));

    internal Task<System.Text.Json.JsonElement> DeliveryAsync(System.Text.Json.JsonElement endpoint, Guid eventId, CancellationToken cancellationToken = default) =>
        Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{endpoint.Text("id")}/deliveries/{Happened.Id(eventId)}", cancellationToken: cancellationToken);

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = service.Database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }
}
