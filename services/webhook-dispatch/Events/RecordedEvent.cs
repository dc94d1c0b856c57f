using System.Diagnostics;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.Events;

/// <summary>An event as customers see it. The payload's bytes are made once; every attempt signs and sends these.</summary>
internal sealed class RecordedEvent
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Type { get; private init; } = "";

    public Guid? TemplateId { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>When it was written here, by the database's clock; retention counts from this.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>
    /// The transaction that wrote it. The feed is in this order and shows only transactions that all others before are done with, so a reader's
    /// cursor never passes an event that commits late.
    /// </summary>
    public long TransactionId { get; private init; }

    public byte[] Payload { get; private init; } = [];

    /// <summary>The trace that caused it, as W3C writes it: deliveries go on with it, however much later.</summary>
    public string? TraceParent { get; private init; }

    /// <summary>Asked for by <c>POST /webhooks/{id}/test</c>: delivered, but nothing that happened.</summary>
    public bool IsTest { get; private init; }

    internal static RecordedEvent From(IPublicEvent heard) => new()
    {
        OrganizationId = heard.OrganizationId,
        Id = heard.EventId,
        Type = PublicEventTypes.NameOf(heard.GetType()),
        TemplateId = heard.TemplateId,
        OccurredAt = heard.OccurredAt,
        Payload = Render(heard.EventId, PublicEventTypes.NameOf(heard.GetType()), heard.OccurredAt, heard.OrganizationId, heard.Resource),
        TraceParent = Activity.Current?.Id,
    };

    internal static RecordedEvent Test(Guid organizationId, PublicEventType type, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var id = TypeId.NewGuid(time);
        return new RecordedEvent
        {
            OrganizationId = organizationId,
            Id = id,
            Type = type.Name,
            OccurredAt = now,
            Payload = Render(id, type.Name, now, organizationId, type.DataExample),
            TraceParent = Activity.Current?.Id,
            IsTest = true,
        };
    }

    private static byte[] Render(Guid id, string type, DateTimeOffset occurredAt, Guid organizationId, JsonElement resource) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new EventResponse(TypeId.Format(IdPrefixes.Event, id), type, occurredAt, TypeId.Format(IdPrefixes.Organization, organizationId), resource), ApiJson.Options);
}

/// <summary>The JSON that receivers get.</summary>
/// <param name="Id">Id of the event, the same in every delivery: handle it once.</param>
/// <param name="Type">For example <c>pass.created</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="OrganizationId">Whose event it is.</param>
/// <param name="Data">The resource as the API shows it.</param>
public sealed record EventResponse(string Id, string Type, DateTimeOffset Timestamp, string OrganizationId, JsonElement Data);
