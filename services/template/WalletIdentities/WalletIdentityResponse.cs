using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A wallet identity, without its private key.</summary>
public sealed record WalletIdentityResponse
{
    /// <summary><c>crt_...</c></summary>
    public required string Id { get; init; }

    /// <summary><c>apple</c> or <c>google</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Apple: the pass type identifier that it signs. Templates with this identifier use it.</summary>
    public string? PassTypeIdentifier { get; init; }

    /// <summary>Apple: the developer team; the template must have the same.</summary>
    public string? TeamIdentifier { get; init; }

    /// <summary>Apple: SHA-256 of the certificate, in hexadecimal.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Apple: the certificate's serial number, in hexadecimal.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Apple: issuer of the certificate.</summary>
    public string? Issuer { get; init; }

    /// <summary>Apple: start of the certificate's validity.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Apple: end of the certificate's validity. <c>certificate.expiring</c> is sent 30, 14, 7 and 1 days before.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Google: the issuer id.</summary>
    public string? IssuerId { get; init; }

    /// <summary>Google: the service account's email address.</summary>
    public string? ClientEmail { get; init; }

    /// <summary>Google: id of the service account's key.</summary>
    public string? KeyId { get; init; }

    /// <summary>When it was uploaded first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was uploaded last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    internal static WalletIdentityResponse From(WalletIdentity identity) => new()
    {
        Id = TypeId.Format(IdPrefixes.WalletIdentity, identity.Id),
        Kind = identity.Kind,
        PassTypeIdentifier = identity.Kind == WalletIdentity.Apple ? identity.Name : null,
        TeamIdentifier = identity.TeamIdentifier,
        Fingerprint = identity.Fingerprint,
        SerialNumber = identity.SerialNumber,
        Issuer = identity.Issuer,
        NotBefore = identity.NotBefore,
        NotAfter = identity.NotAfter,
        IssuerId = identity.Kind == WalletIdentity.Google ? identity.Name : null,
        ClientEmail = identity.ClientEmail,
        KeyId = identity.KeyId,
        CreatedAt = identity.CreatedAt,
        UpdatedAt = identity.UpdatedAt,
    };
}
