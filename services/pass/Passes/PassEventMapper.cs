using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Passes;

/// <summary>What others hear when a pass changes.</summary>
internal sealed class PassEventMapper(PassPresenter presenter, TimeProvider time) : IAnnouncer<Pass>
{
    public IEnumerable<IEvent> Announce(Pass entity, Enum change)
    {
        // What only devices hear of shows no resource.
        var resource = change is PassChange.RolledOut or PassChange.Messaged or PassChange.GoogleSyncRequested ? default : JsonSerializer.SerializeToElement(presenter.Show(entity), ApiJson.Options);
        switch (change)
        {
            case PassChange.Created:
                yield return new PassCreated
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = entity.UpdatedAt,
                    Resource = resource,
                };
                break;
            case PassChange.Updated or PassChange.UpdatedUnseenByApple:
                yield return new PassUpdated
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = entity.UpdatedAt,
                    Resource = resource,
                };
                yield return ContentChanged(entity) with { AppleUnchanged = change is PassChange.UpdatedUnseenByApple ? true : null };
                break;
            case PassChange.Messaged:
                // Customers hear at the end of the notification, with counts, and not of each pass: what they sent of it is as it was.
                yield return ContentChanged(entity) with { NotificationId = entity.Message!.NotificationId, Message = MessageOf(entity.Message) };
                break;
            case PassChange.RolledOut:
                // Customers hear of the template's new version once and not of each pass; only devices are told.
                yield return ContentChanged(entity);
                break;
            case PassChange.Voided:
                yield return new PassVoided
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = entity.UpdatedAt,
                    Resource = resource,
                };
                yield return ContentChanged(entity);
                break;
            case PassChange.Deleted:
                yield return new PassDeleted
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = entity.UpdatedAt,
                    Resource = resource,
                };
                yield return ContentChanged(entity);
                break;
            case PassChange.Installed:
                yield return new PassInstalled
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = time.GetUtcNow(),
                    Resource = resource,
                };
                break;
            case PassChange.Uninstalled:
                yield return new PassUninstalled
                {
                    EventId = TypeId.NewGuid(time),
                    OrganizationId = entity.OrganizationId,
                    PassId = entity.Id,
                    TemplateId = entity.TemplateId,
                    Version = entity.Version,
                    OccurredAt = time.GetUtcNow(),
                    Resource = resource,
                };
                break;
            case PassChange.GoogleSyncRequested:
                if (ContentChanged(entity) is { Google: not null } asked)
                    yield return asked with { AppleUnchanged = true };
                break;
        }
    }

    private static HolderMessage MessageOf(PassMessage message) => new()
    {
        Header = message.Text.Header,
        Body = message.Text.Body,
        Language = message.Language,
        Translations = message.Translations?.ToDictionary(translation => translation.Key, translation => new HolderMessage { Header = translation.Value.Header, Body = translation.Value.Body }),
    };

    private WalletContentChanged ContentChanged(Pass entity) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = entity.OrganizationId,
        PassId = entity.Id,
        Version = entity.Version,
        OccurredAt = entity.UpdatedAt,
        PassTypeIdentifier = entity.PassTypeIdentifier,
        Google = GoogleRendering.Of(entity, time.GetUtcNow()),
    };
}
