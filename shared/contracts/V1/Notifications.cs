using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A push notification was delivered to all its holders, or ended otherwise.</summary>
public sealed record PushNotificationCompleted : IntegrationEvent, IPublicEvent
{
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <summary>Version of the notification after the change.</summary>
    public required int Version { get; init; }
    /// <summary>The notification as the API shows it, with its counts.</summary>
    public required JsonElement Resource { get; init; }
}

/// <summary>A message is to be sent to holders: the selected passes get it as part of their content.</summary>
/// <remarks>Not public: the sender knows, and receives <see cref="PushNotificationCompleted"/>.</remarks>
public sealed record PushNotificationRequested : IntegrationEvent
{
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <summary>The selected passes.</summary>
    public required PushNotificationTarget Target { get; init; }
    /// <summary>The message, with placeholders such as <c>{memberName}</c>.</summary>
    public required HolderMessage Message { get; init; }
}

/// <summary>
/// Selects the passes of a push notification; all conditions must hold. Without any condition it selects all passes of the organization.
/// </summary>
public sealed record PushNotificationTarget
{
    /// <summary>These passes; null when not selected by id.</summary>
    public IReadOnlyList<Guid>? PassIds { get; init; }
    /// <summary>Passes of this template.</summary>
    public Guid? TemplateId { get; init; }
    /// <summary>Passes of this bundle.</summary>
    public Guid? BundleId { get; init; }
    /// <summary><c>active</c> or <c>expired</c>; void and deleted passes get no messages.</summary>
    public string? Status { get; init; }
    /// <summary>The pass with this serial number.</summary>
    public string? SerialNumber { get; init; }
    /// <summary>Created at this moment or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }
    /// <summary>Created before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>A push notification in progress is to stop: passes that do not have its message yet will not get it.</summary>
/// <remarks>Not public.</remarks>
public sealed record PushNotificationCancelled : IntegrationEvent
{
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
}

/// <summary>The number of passes of a push notification: published at its start, and again when all of them have its message.</summary>
/// <remarks>Not public.</remarks>
public sealed record PushNotificationTargeted : IntegrationEvent
{
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <summary>Passes selected at its start.</summary>
    public required int Total { get; init; }
    /// <summary>
    /// Passes that have the message, each announced by a <see cref="WalletContentChanged"/>; null while there may be more.
    /// </summary>
    public int? Targeted { get; init; }
    /// <summary>
    /// Passes that were named and get no message: the organization has no such pass, it is void or deleted, or the filter excludes it.
    /// </summary>
    public int? NotFound { get; init; }
    /// <summary>Why it selects no pass, for example <c>unknown_template</c>; null when it was not rejected.</summary>
    public string? Reason { get; init; }
}
