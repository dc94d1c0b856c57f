using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Notifications;

/// <summary>What others hear of a push notification: the service that keeps passes that it begins or stops, its owner that it ended.</summary>
internal sealed class PushNotificationEventMapper(TimeProvider time) : IAnnouncer<PushNotification>
{
    public IEnumerable<IEvent> Announce(PushNotification entity, Enum change)
    {
        yield return change switch
        {
            PushNotificationChange.Started => new PushNotificationRequested
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                NotificationId = entity.Id,
                OccurredAt = entity.StartedAt!.Value,
                Target = TargetOf(entity.Target, entity.Filter ?? new PushFilter()),
                Message = MessageOf(entity.Text) with { Language = entity.Language, Translations = entity.Localized?.ToDictionary(text => text.Key, text => MessageOf(text.Value)) },
            },
            PushNotificationChange.Stopped => new PushNotificationCancelled
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                NotificationId = entity.Id,
                OccurredAt = time.GetUtcNow(),
            },
            _ => new PushNotificationCompleted
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                NotificationId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.EndedAt!.Value,
                Resource = JsonSerializer.SerializeToElement(PushNotificationResponse.From(entity, null), ApiJson.Options),
            },
        };
    }

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

    // They were read when the request came.
    private static Guid? IdOf(string prefix, string? id) => TypeId.TryParse(prefix, id, out var read) ? read : null;

    private static HolderMessage MessageOf(PushText text) => new() { Header = text.Title!, Body = text.Message! };
}
