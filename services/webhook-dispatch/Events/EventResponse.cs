using System.Text.Json;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.Events;

/// <summary>The JSON that receivers get.</summary>
/// <param name="Id">Id of the event, the same in every delivery: handle it once.</param>
/// <param name="Type">For example <c>pass.created</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="OrganizationId">Whose event it is.</param>
/// <param name="Data">The resource as the API shows it.</param>
public sealed record EventResponse(string Id, string Type, DateTimeOffset Timestamp, string OrganizationId, JsonElement Data)
{
    internal static EventResponse From(RecordedEvent recorded) =>
        JsonSerializer.Deserialize<EventResponse>(recorded.Payload, ApiJson.Options)!;
}
