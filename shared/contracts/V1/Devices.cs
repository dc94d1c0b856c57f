using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A pass was installed on its first device.</summary>
public sealed record PassInstalled : PassEvent;

/// <summary>A pass is no longer installed on any device.</summary>
public sealed record PassUninstalled : PassEvent;

/// <summary>A device registered for updates of a pass, or has a new push token.</summary>
/// <remarks>
/// Not public: customers receive <see cref="PassInstalled"/>. The push token is personal data and goes only to the service that pushes.
/// </remarks>
public sealed record DeviceRegistered : IntegrationEvent
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>Topic of Apple's push: the pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The device, as a hash of its library identifier: the identifier itself is the device's credential.</summary>
    public required Guid DeviceId { get; init; }
    /// <summary>The push token.</summary>
    public required string PushToken { get; init; }
    /// <summary>Orders the events of one device, in whatever order they arrive: the highest one is valid.</summary>
    public required long Sequence { get; init; }
}

/// <summary>A device unregistered from updates of a pass.</summary>
public sealed record DeviceUnregistered : IntegrationEvent
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The device, as in <see cref="DeviceRegistered.DeviceId"/>.</summary>
    public required Guid DeviceId { get; init; }
    /// <summary>Orders the events of one device: the highest one is valid.</summary>
    public required long Sequence { get; init; }
}

/// <summary>
/// What the notification service knows of a registration, published after a restore of another database: the pass service takes up what it
/// has lost.
/// </summary>
public sealed record DeviceRegistrationReported : IntegrationEvent
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The device, as in <see cref="DeviceRegistered.DeviceId"/>.</summary>
    public required Guid DeviceId { get; init; }
    /// <summary>The device's push token; null when the registration has ended.</summary>
    public string? PushToken { get; init; }
    /// <summary>The sequence of the event that it is known from.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Apple's push service no longer accepts a push token: every registration that has it is dead.</summary>
public sealed record PushTokenRejected : IntegrationEvent
{
    /// <summary>The token.</summary>
    public required string PushToken { get; init; }
    /// <summary>Apple's reason, for example <c>Unregistered</c>.</summary>
    public required string Reason { get; init; }
    /// <summary>
    /// When Apple last saw that the token was invalid; null when it did not say. A registration after it is not affected.
    /// </summary>
    public DateTimeOffset? InvalidSince { get; init; }
}

/// <summary>
/// Apple rejects pushes with a pass type's certificate, or it has expired: devices are not notified of changes until there is a new one.
/// </summary>
public sealed record CertificateRejected : IntegrationEvent, IPublicEvent
{
    /// <summary>The pass type, the certificate's fingerprint and end, why it is rejected and what to do.</summary>
    public required JsonElement Resource { get; init; }
}
