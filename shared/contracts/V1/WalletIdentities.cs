using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>
/// A certificate or service account was uploaded, renewed or deleted. Carries no secret: a service that signs fetches the sealed key from
/// the template service.
/// </summary>
/// <remarks>Not public: the uploader knows.</remarks>
public sealed record WalletIdentityChanged : IntegrationEvent
{
    /// <summary>The identity.</summary>
    public required Guid IdentityId { get; init; }
    /// <summary>Version of the identity: 1 when uploaded, one more at each change. A replica takes only a higher one.</summary>
    public required int Version { get; init; }
    /// <summary><c>apple</c> or <c>google</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Apple: the pass type identifier. Google: the issuer id.</summary>
    public required string Name { get; init; }
    /// <summary>Apple: the developer team.</summary>
    public string? TeamIdentifier { get; init; }
    /// <summary>Apple: until when the certificate is valid.</summary>
    public DateTimeOffset? NotAfter { get; init; }
    /// <summary>Whether it was deleted: it is no longer used for signing.</summary>
    public required bool IsDeleted { get; init; }
}

/// <summary>A Pass Type ID certificate is about to expire: published 30, 14, 7 and 1 days before, once each.</summary>
public sealed record CertificateExpiring : IntegrationEvent, IPublicEvent
{
    /// <summary>The identity.</summary>
    public required Guid IdentityId { get; init; }
    /// <summary>Version of the identity.</summary>
    public required int Version { get; init; }
    /// <summary>What the certificate signs.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>Until when it is valid.</summary>
    public required DateTimeOffset NotAfter { get; init; }
    /// <summary>Which of the four: 30, 14, 7 or 1.</summary>
    public required int DaysLeft { get; init; }
    /// <inheritdoc />
    public required JsonElement Resource { get; init; }
}
