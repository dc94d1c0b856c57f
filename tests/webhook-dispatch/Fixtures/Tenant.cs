using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>A new organization that calls the service and about which events are published.</summary>
internal sealed class Tenant(RunningService service)
{
    /// <summary>An address that no server listens on.</summary>
    internal static readonly Uri NoServer = new("http://127.0.0.1:64999/");

    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    internal HttpClient Api => field ??= service.ClientOf(OrganizationId);

    internal RunningService Service => service;

    /// <summary>Creates a webhook and returns it, its secret included.</summary>
    internal Task<JsonElement> AddWebhookAsync(Uri url, object? more = null, params string[] events)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["url"] = new Uri(url, "/hook").ToString();
        body["events"] = new JsonArray([.. (events.Length == 0 ? ["*"] : events).Select(name => (JsonNode)name)]);
        return Api.CreateAsync("/api/v1/webhooks", body);
    }

    /// <summary>Publishes an event as its service does: through the broker, with its id as the message's.</summary>
    internal async Task<Guid> PublishAsync(IPublicEvent published)
    {
        await service.App.Services.GetRequiredService<IBus>()
            .Publish(published, published.GetType(), context => context.MessageId = published.EventId);
        return published.EventId;
    }

    /// <summary>What the pass service publishes when the organization changes how long it keeps things; once it has taken effect.</summary>
    internal async Task SetRetentionAsync(int version, int eventDays, int deliveryDays)
    {
        var changed = new RetentionChanged
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = OrganizationId,
            Version = version,
            EventDays = eventDays,
            DeliveryDays = deliveryDays,
            OccurredAt = DateTimeOffset.UtcNow,
        };
        await service.App.Services.GetRequiredService<IBus>().Publish(changed, context => context.MessageId = changed.EventId);
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>(
                $"SELECT count(*) FROM inbox_messages WHERE message_id = '{changed.EventId}'", token) == 1,
            Deadline, "the settings have arrived");
    }

    internal Task<Guid> CreatePassAsync(Guid? templateId = null) => PublishAsync(TestEvents.PassCreated(OrganizationId, templateId));

    internal Task<JsonElement> DeliveryAsync(JsonElement webhook, Guid eventId, CancellationToken cancellationToken = default) =>
        Api.CallAsync(HttpMethod.Get, DeliveryPath(webhook, eventId), cancellationToken: cancellationToken);

    /// <summary>The delivery once it has so many attempts.</summary>
    internal async Task<JsonElement> AttemptedAsync(JsonElement webhook, Guid eventId, int attempts = 1)
    {
        await Eventually.TrueAsync(async token =>
        {
            using var response = await Api.GetAsync(DeliveryPath(webhook, eventId), token);
            return response.IsSuccessStatusCode &&
                JsonElement.Parse(await response.Content.ReadAsStringAsync(token)).GetProperty("attemptLog").GetArrayLength() >= attempts;
        }, Deadline, $"{attempts} attempts are recorded");
        return await DeliveryAsync(webhook, eventId);
    }

    /// <summary>Counts this organization's rows.</summary>
    internal Task<long> CountAsync(string table, string where = "true", CancellationToken cancellationToken = default) =>
        service.ScalarAsync<long>(
            $"SELECT count(*) FROM {table} WHERE organization_id = '{OrganizationId}' AND {where}", cancellationToken);

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = service.Database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }

    private static string DeliveryPath(JsonElement webhook, Guid eventId) =>
        $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{TestEvents.Id(eventId)}";
}
