using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Rendering;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Passes;

/// <summary>
/// The events that a change of a pass publishes. Installing changes neither the pass nor its version: those events have their own time.
/// </summary>
internal sealed class PassEventMapper(PassPresenter presenter, EventLinks links, TimeProvider time) : IEventMapper<Pass, PassDomainEvent>
{
    public IEnumerable<IEvent> Map(Pass aggregate, PassDomainEvent domainEvent) => domainEvent.Kind switch
    {
        PassDomainEventKind.Created => [Of(new PassCreated(), aggregate, aggregate.UpdatedAt)],
        PassDomainEventKind.Updated => [Of(new PassUpdated(), aggregate, aggregate.UpdatedAt), ContentChanged(aggregate, domainEvent)],
        PassDomainEventKind.UpdatedUnseenByApple =>
            [Of(new PassUpdated(), aggregate, aggregate.UpdatedAt), ContentChanged(aggregate, domainEvent) with { AppleUnchanged = true }],
        // Customers receive one event about the template's new version, and none for each pass.
        PassDomainEventKind.RolledOut => [ContentChanged(aggregate, domainEvent)],
        // Customers receive one event at the end of the notification, with counts, and none for each pass.
        PassDomainEventKind.MessageSet => [MessageChanged(aggregate, domainEvent)],
        PassDomainEventKind.LinkRotated => [Of(new PassUpdated(), aggregate, aggregate.UpdatedAt)],
        PassDomainEventKind.Voided => [Of(new PassVoided(), aggregate, aggregate.UpdatedAt), ContentChanged(aggregate, domainEvent)],
        PassDomainEventKind.Deleted => [Of(new PassDeleted(), aggregate, aggregate.UpdatedAt), ContentChanged(aggregate, domainEvent)],
        PassDomainEventKind.Installed => [Of(new PassInstalled(), aggregate, time.GetUtcNow())],
        PassDomainEventKind.Uninstalled => [Of(new PassUninstalled(), aggregate, time.GetUtcNow())],
        PassDomainEventKind.GoogleSyncRequested => ContentChanged(aggregate, domainEvent) is { Google: not null } changed
            ? [changed with { AppleUnchanged = true }]
            : [],
        // As of now: a device whose registration arrives later is pushed, too.
        PassDomainEventKind.Repeated => [ContentChanged(aggregate, domainEvent) with { OccurredAt = time.GetUtcNow() }],
    };

    // What all public events about a pass have.
    private TEvent Of<TEvent>(TEvent made, Pass pass, DateTimeOffset occurredAt)
        where TEvent : PassEvent
    {
        var (resource, encryptedLinks) = links.Split(pass.OrganizationId, presenter.Show(pass), ApiJson.Options);
        return (TEvent)(made with
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = pass.OrganizationId,
            PassId = pass.Id,
            TemplateId = pass.TemplateId,
            Version = pass.Version,
            OccurredAt = occurredAt,
            Resource = resource,
            EncryptedLinks = encryptedLinks,
        });
    }

    private WalletContentChanged ContentChanged(Pass pass, PassDomainEvent domainEvent) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = pass.OrganizationId,
        PassId = pass.Id,
        Version = pass.Version,
        OccurredAt = pass.UpdatedAt,
        PassTypeIdentifier = pass.PassTypeIdentifier,
        AppleUnchanged = false,
        Google = pass.IsInGoogle && domainEvent.Google is { } google ? Render(google, pass) : null,
    };

    private WalletContentChanged MessageChanged(Pass pass, PassDomainEvent domainEvent)
    {
        var message = pass.Message!;
        return ContentChanged(pass, domainEvent) with
        {
            NotificationId = message.NotificationId,
            Message = ToContract(message.Text) with
            {
                Language = message.Language,
                Translations = message.Translations?.ToDictionary(
                translation => translation.Key, translation => ToContract(translation.Value)),
            },
        };
    }

    private static HolderMessage ToContract(MessageText text) => new() { Header = text.Header, Body = text.Body };

    private GoogleContent? Render(GooglePassContext google, Pass pass)
    {
        var state = pass.StatusAt(time.GetUtcNow()) switch
        {
            PassStatus.Active => GoogleObjectState.Active,
            PassStatus.Expired => GoogleObjectState.Expired,
            _ => GoogleObjectState.Inactive,
        };
        return GoogleRendering.Render(
            google, pass.ToWalletPass(), state, isSaved: pass.GoogleInstalls > 0, isDeleted: pass.DeletedAt is not null);
    }
}
