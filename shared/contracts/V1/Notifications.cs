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

/// <summary>Holders are to be sent a message: the passes it is for get it as part of their content.</summary>
/// <remarks>Not public: who sent it knows, and hears <see cref="PushNotificationCompleted"/>.</remarks>
public sealed record PushNotificationRequested : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>The passes it is for.</summary>
    public required PushNotificationTarget Target { get; init; }
    /// <summary>What it says, with placeholders such as <c>{memberName}</c>.</summary>
    public required HolderMessage Message { get; init; }
}

/// <summary>
/// Which passes a push notification is for: those that everything here says. Nothing but an organisation means all of its passes.
/// </summary>
public sealed record PushNotificationTarget
{
    /// <summary>These passes; null for no such choice.</summary>
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

/// <summary>A push notification that was under way is to stop: passes that do not have its message yet will not get it.</summary>
/// <remarks>Not public.</remarks>
public sealed record PushNotificationCancelled : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>How many passes a push notification is for: said at its start, and once more when all of them have its message.</summary>
/// <remarks>Not public.</remarks>
public sealed record PushNotificationTargeted : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The notification.</summary>
    public required Guid NotificationId { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>Passes that it was for at its start.</summary>
    public required int Total { get; init; }
    /// <summary>
    /// Passes that have the message, each of which was told by <see cref="WalletContentChanged"/>; null while there may be more.
    /// </summary>
    public int? Targeted { get; init; }
    /// <summary>
    /// Passes that were named and get no message: the organisation has no such pass, it is void or deleted, or the filter leaves it out.
    /// </summary>
    public int? NotFound { get; init; }
    /// <summary>Why it is for nobody, for example <c>unknown_template</c>; null when it is not refused.</summary>
    public string? Reason { get; init; }
}
