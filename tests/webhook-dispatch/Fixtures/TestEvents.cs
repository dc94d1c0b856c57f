using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>Events as other services publish them.</summary>
internal static class TestEvents
{
    internal static string Id(Guid eventId) => TypeId.Format(IdPrefixes.Event, eventId);

    internal static PassCreated PassCreated(Guid organizationId, Guid? templateId = null, string serialNumber = "ORDER-1001") => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        PassId = Guid.CreateVersion7(),
        TemplateId = templateId ?? Guid.CreateVersion7(),
        Version = 1,
        OccurredAt = DateTimeOffset.UtcNow,
        Resource = Pass(serialNumber),
    };

    internal static PassUpdated PassUpdated(Guid organizationId) => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        PassId = Guid.CreateVersion7(),
        TemplateId = Guid.CreateVersion7(),
        Version = 2,
        OccurredAt = DateTimeOffset.UtcNow,
        Resource = Pass("ORDER-1002"),
    };

    internal static TemplateCreated TemplateCreated(Guid organizationId) => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        TemplateId = Guid.CreateVersion7(),
        Version = 1,
        OccurredAt = DateTimeOffset.UtcNow,
        Definition = JsonElement.Parse("""{ "passType": "storeCard" }"""),
        Images = [],
        Resource = JsonElement.Parse("""{ "id": "tpl_x", "name": "Members" }"""),
    };

    // Members out of alphabetical order and non-ASCII text must arrive unchanged.
    private static JsonElement Pass(string serialNumber) =>
        JsonElement.Parse($$"""
            { "serialNumber": "{{serialNumber}}", "id": "pas_x", "fields": { "tier": { "value": "Gold é 金" }, "a": { "value": 1.50 } } }
            """);
}
