using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A push notification has come to everyone it was for, or to its end otherwise.</summary>
public sealed record PushNotificationCompleted : IPublicEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <summary>Version of the notification after the change.</summary>
    public required int Version { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>The notification as the API shows it, with its counts.</summary>
    public required JsonElement Resource { get; init; }

    Guid? IPublicEvent.TemplateId => null;
}
