using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A wallet identity as the API shows it: everything but the private key.</summary>
public sealed record WalletIdentityResponse
{
    /// <summary><c>crt_...</c></summary>
    public required string Id { get; init; }

    /// <summary><c>apple</c> or <c>google</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Apple: what it signs. Templates with this pass type identifier use it.</summary>
    public string? PassTypeIdentifier { get; init; }

    /// <summary>Apple: the developer team it belongs to; the template must name the same.</summary>
    public string? TeamIdentifier { get; init; }

    /// <summary>Apple: SHA-256 of the certificate, in hexadecimal.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Apple: the certificate's serial number, in hexadecimal.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Apple: who issued the certificate.</summary>
    public string? Issuer { get; init; }

    /// <summary>Apple: from when the certificate is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Apple: until when the certificate is valid. <c>certificate.expiring</c> warns 30, 14, 7 and 1 days before.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Google: the issuer's number.</summary>
    public string? IssuerId { get; init; }

    /// <summary>Google: the service account's address.</summary>
    public string? ClientEmail { get; init; }

    /// <summary>Google: which of the account's keys signs.</summary>
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
