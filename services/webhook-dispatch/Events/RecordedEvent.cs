using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.Events;

/// <summary>An event as customers see it. The payload's bytes are made once; every attempt signs and sends these.</summary>
internal sealed class RecordedEvent
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Type { get; private init; } = "";

    public Guid? TemplateId { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    public byte[] Payload { get; private init; } = [];

    internal static RecordedEvent From(IPublicEvent heard)
    {
        var type = PublicEventTypes.NameOf(heard.GetType());
        return new RecordedEvent
        {
            OrganizationId = heard.OrganizationId,
            Id = heard.EventId,
            Type = type,
            TemplateId = heard.TemplateId,
            OccurredAt = heard.OccurredAt,
            Payload = JsonSerializer.SerializeToUtf8Bytes(
                new EventPayload(
                    TypeId.Format(IdPrefixes.Event, heard.EventId), type, heard.OccurredAt,
                    TypeId.Format(IdPrefixes.Organization, heard.OrganizationId), heard.Resource),
                ApiJson.Options),
        };
    }
}

/// <summary>The JSON that receivers get.</summary>
/// <param name="Id">Id of the event, the same in every delivery: handle it once.</param>
/// <param name="Type">For example <c>pass.created</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="OrganizationId">Whose event it is.</param>
/// <param name="Data">The resource as the API shows it.</param>
internal sealed record EventPayload(string Id, string Type, DateTimeOffset Timestamp, string OrganizationId, JsonElement Data);
