using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Templates.Templates;

/// <summary>The integration events about a template.</summary>
internal sealed class TemplateEventMapper(FormLink link, EventLinks links, TimeProvider time) : IEventMapper<Template, TemplateDomainEvent>
{
    public IEnumerable<IEvent> Map(Template aggregate, TemplateDomainEvent domainEvent)
    {
        var (resource, encryptedLinks) = links.Split(
            aggregate.OrganizationId, TemplateResponse.From(aggregate, link), ApiJson.Options);
        return
        [
            domainEvent.Kind switch
            {
                TemplateDomainEventKind.Created => new TemplateCreated
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = aggregate.OrganizationId,
                    TemplateId = aggregate.Id,
                    Version = aggregate.Version,
                    OccurredAt = aggregate.UpdatedAt,
                    Definition = JsonElement.Parse(aggregate.Definition),
                    Images = aggregate.Images,
                    Resource = resource,
                    EncryptedLinks = encryptedLinks,
                    FormLinkHash = link.HashOf(aggregate),
                },
                TemplateDomainEventKind.Published => new TemplateUpdated
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = aggregate.OrganizationId,
                    TemplateId = aggregate.Id,
                    Version = aggregate.Version,
                    OccurredAt = aggregate.UpdatedAt,
                    Definition = JsonElement.Parse(domainEvent.Version!.Definition),
                    Images = domainEvent.Version.Images,
                    Resource = resource,
                    EncryptedLinks = encryptedLinks,
                    FormLinkHash = link.HashOf(aggregate),
                },
                TemplateDomainEventKind.Deleted => (IEvent)new TemplateDeleted
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = aggregate.OrganizationId,
                    TemplateId = aggregate.Id,
                    Version = aggregate.Version,
                    OccurredAt = aggregate.UpdatedAt,
                    Resource = resource,
                    EncryptedLinks = encryptedLinks,
                },
            },
        ];
    }
}
