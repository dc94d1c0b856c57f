using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// The payload of an event, whose links are stored sealed: a delivery has them, and so has a reader with the scope of the resource.
/// </summary>
internal static class EventPayload
{
    internal const string LinksPurpose = "event-links";

    /// <summary>The payload as webhooks receive it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The encryption key is not configured.</exception>
    internal static byte[] ToDeliver(Guid organizationId, byte[] payload, byte[]? sealedLinks, SecretBox box) => sealedLinks is null
        ? payload
        : JsonSerializer.SerializeToUtf8Bytes(WithLinks(organizationId, payload, sealedLinks, box), ApiJson.Options);

    /// <summary>The event as the API shows it to the caller: without a scope for the resource, it has no links.</summary>
    internal static EventResponse ToShow(RecordedEvent recorded, ClaimsPrincipal caller, SecretBox box)
    {
        if (recorded.SealedLinks is null)
            return JsonSerializer.Deserialize<EventResponse>(recorded.Payload, StoredJson.Options)!;
        JsonObject payload;
        if (caller.HasScope(ScopeOfLinks(recorded.Type)))
        {
            payload = WithLinks(recorded.OrganizationId, recorded.Payload, recorded.SealedLinks, box);
        }
        else
        {
            payload = JsonNode.Parse(recorded.Payload)!.AsObject();
            EventLinks.Remove(payload["data"]!.AsObject());
        }

        return payload.Deserialize<EventResponse>(StoredJson.Options)!;
    }

    private static JsonObject WithLinks(Guid organizationId, byte[] payload, byte[] sealedLinks, SecretBox box)
    {
        var complete = JsonNode.Parse(payload)!.AsObject();
        EventLinks.Insert(complete["data"]!.AsObject(), box.Open(LinksPurpose, organizationId, sealedLinks));
        return complete;
    }

    private static string ScopeOfLinks(string type) =>
        type.StartsWith("template.", StringComparison.Ordinal) ? Scopes.TemplatesRead : Scopes.PassesRead;
}
