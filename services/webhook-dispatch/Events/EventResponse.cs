using System.Text.Json;

namespace Passinstance.Webhooks.Events;

/// <summary>An event, as webhooks receive it.</summary>
/// <param name="Id">Id of the event, the same in every delivery. Use it to handle the event once.</param>
/// <param name="Type">For example <c>pass.created</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="OrganizationId">The organization that the event belongs to.</param>
/// <param name="Data">The object as the API returns it.</param>
public sealed record EventResponse(string Id, string Type, DateTimeOffset Timestamp, string OrganizationId, JsonElement Data);
