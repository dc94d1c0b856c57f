using System.Diagnostics;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Templates.Templates;

/// <summary>What others hear when a template changes.</summary>
internal sealed class TemplateAnnouncer(TimeProvider time) : IAnnouncer<Template>
{
    public IEnumerable<IEvent> Announce(Template entity, Enum change)
    {
        var resource = JsonSerializer.SerializeToElement(TemplateResponse.From(entity), ApiJson.Options);
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
            },
            _ => throw new UnreachableException(),
        };
    }
}
