using System.Diagnostics;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Templates.Templates;

/// <summary>The events about a template. A draft that is only saved publishes none.</summary>
internal sealed class TemplateEventMapper(FormLink link, TimeProvider time) : IAnnouncer<Template>
{
    public IEnumerable<IEvent> Announce(Template entity, Enum change)
    {
        var resource = JsonSerializer.SerializeToElement(TemplateResponse.From(entity, link), ApiJson.Options);
        yield return change switch
        {
            TemplateChange.Created => new TemplateCreated
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                TemplateId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Definition = JsonElement.Parse(entity.Definition),
                Images = entity.Images,
                Resource = resource,
                FormLinkHash = link.HashOf(entity),
            },
            TemplateChange.Published => new TemplateUpdated
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                TemplateId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Definition = JsonElement.Parse(entity.Definition),
                Images = entity.Images,
                Resource = resource,
                FormLinkHash = link.HashOf(entity),
            },
            TemplateChange.Deleted => new TemplateDeleted
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                TemplateId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Resource = resource,
            },
            _ => throw new UnreachableException(),
        };
    }
}
