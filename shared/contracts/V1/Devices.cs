using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A pass is on a first device.</summary>
public sealed record PassInstalled : IPublicEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The template it was issued from.</summary>
    public required Guid TemplateId { get; init; }
    /// <summary>Version of the pass; installing does not change it.</summary>
    public required int Version { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <inheritdoc />
    public required JsonElement Resource { get; init; }

    Guid? IPublicEvent.TemplateId => TemplateId;
}

/// <summary>A pass is no longer on any device.</summary>
public sealed record PassUninstalled : IPublicEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The template it was issued from.</summary>
    public required Guid TemplateId { get; init; }
    /// <summary>Version of the pass; removing it from a device does not change it.</summary>
    public required int Version { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <inheritdoc />
    public required JsonElement Resource { get; init; }

    Guid? IPublicEvent.TemplateId => TemplateId;
}

/// <summary>A device asks to be told when a pass changes, or has a new push token.</summary>
/// <remarks>Not public: customers hear <see cref="PassInstalled"/>. The push token is personal data and goes to the service that pushes
/// only.</remarks>
public sealed record DeviceRegistered : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>Topic of Apple's push: the pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The device, by a hash of its library identifier: the identifier itself is the device's credential.</summary>
    public required Guid DeviceId { get; init; }
    /// <summary>Where Apple's push service finds the device.</summary>
    public required string PushToken { get; init; }
    /// <summary>Orders what is said about one device, in whatever order it comes: the higher one holds.</summary>
    public required long Sequence { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>A device no longer asks to be told when a pass changes.</summary>
public sealed record DeviceUnregistered : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The device, as in <see cref="DeviceRegistered.DeviceId"/>.</summary>
    public required Guid DeviceId { get; init; }
    /// <summary>Orders what is said about one device: the higher one holds.</summary>
    public required long Sequence { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>Apple's push service no longer knows a push token: every registration that has it is dead.</summary>
public sealed record PushTokenRejected : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The token.</summary>
    public required string PushToken { get; init; }
    /// <summary>Apple's word for it, for example <c>Unregistered</c>.</summary>
    public required string Reason { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// Apple refuses pushes with a pass type's certificate, or it has expired: devices are not told of changes until there is another.
/// </summary>
public sealed record CertificateRejected : IPublicEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>The pass type, the certificate's fingerprint and end, why it is refused and what to do.</summary>
    public required JsonElement Resource { get; init; }

    Guid? IPublicEvent.TemplateId => null;
}
