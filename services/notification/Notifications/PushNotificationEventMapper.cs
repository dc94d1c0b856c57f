using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Notifications;

internal sealed class PushNotificationEventMapper(TimeProvider time) : IEventMapper<PushNotification, PushNotificationDomainEvent>
{
    public IEnumerable<IEvent> Map(PushNotification aggregate, PushNotificationDomainEvent domainEvent) => domainEvent switch
    {
        PushNotificationDomainEvent.Started => [Requested(aggregate)],
        PushNotificationDomainEvent.Cancelled => [Cancelled(aggregate)],
        PushNotificationDomainEvent.Ended => [Completed(aggregate)],
    };

    private PushNotificationRequested Requested(PushNotification notification) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = notification.OrganizationId,
        NotificationId = notification.Id,
        OccurredAt = notification.StartedAt!.Value,
        Target = TargetOf(notification.Target, notification.Filter ?? new PushFilter()),
        Message = MessageOf(notification.Text) with
        {
            Language = notification.Language,
            Translations = notification.Localized?.ToDictionary(text => text.Key, text => MessageOf(text.Value)),
        },
    };

    private PushNotificationCancelled Cancelled(PushNotification notification) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = notification.OrganizationId,
        NotificationId = notification.Id,
        OccurredAt = time.GetUtcNow(),
    };

    private PushNotificationCompleted Completed(PushNotification notification) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = notification.OrganizationId,
        NotificationId = notification.Id,
        Version = notification.Version,
        OccurredAt = notification.EndedAt!.Value,
        Resource = JsonSerializer.SerializeToElement(PushNotificationResponse.From(notification, null), ApiJson.Options),
    };

    private static PushNotificationTarget TargetOf(PushTarget target, PushFilter filter) => new()
    {
        PassIds = target.PassIds?.Select(id => IdOf(IdPrefixes.Pass, id)!.Value).Distinct().ToList(),
        TemplateId = IdOf(IdPrefixes.Template, target.TemplateId),
        BundleId = IdOf(IdPrefixes.Bundle, target.BundleId),
        Status = filter.Status,
        SerialNumber = filter.SerialNumber,
        CreatedAfter = filter.CreatedAfter,
        CreatedBefore = filter.CreatedBefore,
    };

    // The request was validated with them.
    private static Guid? IdOf(string prefix, string? id) => TypeId.TryParse(prefix, id, out var read) ? read : null;

    private static HolderMessage MessageOf(PushText text) => new() { Header = text.Title!, Body = text.Message! };
}
