using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Where a private key is.</summary>
public enum KeyLocation
{
    /// <summary>Here, sealed.</summary>
    Stored,
    /// <summary>In a hardware security module that the operator has connected by PKCS#11.</summary>
    Pkcs11,
    /// <summary>In AWS KMS.</summary>
    AwsKms,
    /// <summary>Nowhere: access tokens come from workload identity federation.</summary>
    WorkloadIdentityFederation,
}

/// <summary>A Google service account and which of its keys signs.</summary>
internal sealed record GoogleAccount(string ClientEmail, string? KeyId, KeyLocation KeyLocation);

/// <summary>
/// What an organization signs passes with: an Apple Pass Type ID certificate, or a Google Wallet issuer. The private key is sealed.
/// </summary>
[Audited(IdPrefixes.WalletIdentity)]
internal sealed class WalletIdentity : Aggregate<WalletIdentityDomainEvent>, IAggregate
{
    internal const string Apple = "apple";
    internal const string Google = "google";

    /// <summary>The purpose that the private key is sealed for; the services that sign open it for the same.</summary>
    internal const string Purpose = "wallet-identity";

    /// <summary>Days before its end at which a certificate's owner is warned.</summary>
    internal static readonly int[] WarningDays = [1, 7, 14, 30];

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary><see cref="Apple"/> or <see cref="Google"/>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>
    /// The pass type identifier, or the issuer id: an organization has one identity of each. Empty while there is only a certificate
    /// request: nothing is signed under an empty name.
    /// </summary>
    public string Name { get; private set; } = "";

    public string? TeamIdentifier { get; private set; }

    /// <summary>In PEM.</summary>
    public string? Certificate { get; private set; }

    public string? Intermediates { get; private set; }

    /// <summary>SHA-256 of the certificate in lower-case hexadecimal.</summary>
    public string? Fingerprint { get; private set; }

    public string? SerialNumber { get; private set; }

    public string? Subject { get; private set; }

    public string? Issuer { get; private set; }

    public DateTimeOffset? NotBefore { get; private set; }

    public DateTimeOffset? NotAfter { get; private set; }

    /// <summary>Whether the chain ends in a root of Apple; null without a certificate.</summary>
    public bool? IsApple { get; private set; }

    public string? ClientEmail { get; private set; }

    public string? KeyId { get; private set; }

    /// <summary>The private key in PEM, sealed; empty once the identity is deleted.</summary>
    public byte[] SealedSecret { get; private set; } = [];

    /// <summary>The open certificate request, PKCS#10 in PEM; null when there is none.</summary>
    public string? CertificateRequest { get; private set; }

    /// <summary>The pass type identifier that the request was made for, if one was named.</summary>
    public string? RequestedFor { get; private set; }

    /// <summary>Names the key of the open request (<see cref="AppleCertificate.KeyHashOf(System.Security.Cryptography.RSA)"/>).</summary>
    public string? RequestKeyHash { get; private set; }

    /// <summary>The private key of the open request in PEM, sealed; empty when there is none.</summary>
    public byte[] SealedRequestKey { get; private set; } = [];

    public DateTimeOffset? RequestedAt { get; private set; }

    /// <summary>The last warning that was published, in days before the end; null when none was.</summary>
    public int? WarnedDaysLeft { get; private set; }

    /// <summary>Where the private key is; for another place than here the sealed secret is a reference.</summary>
    public KeyLocation KeyLocation { get; private set; }

    /// <summary>Google: whether passes are for test accounts only.</summary>
    public bool IsDemo { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public static WalletIdentity Create(Guid organizationId, string kind, string name, TimeProvider time) =>
        new() { OrganizationId = organizationId, Id = TypeId.NewGuid(time), Kind = kind, Name = name, CreatedAt = time.GetUtcNow() };

    /// <summary>What signs, or will once the certificate is here; null for Google, and until the certificate is here.</summary>
    public string? PassTypeIdentifier => Kind != Apple ? null : Name.Length > 0 ? Name : RequestedFor;

    /// <summary>Whether there is something to sign with, and not only a request.</summary>
    public bool IsUsable => SealedSecret.Length > 0;

    /// <summary>Waits for a certificate; what signs now goes on.</summary>
    public void Request(AppleCertificateRequest request, string? passTypeIdentifier, TimeProvider time)
    {
        CertificateRequest = request.Pem;
        RequestKeyHash = request.KeyHash;
        SealedRequestKey = request.SealedKey;
        RequestedFor = passTypeIdentifier;
        RequestedAt = time.GetUtcNow();
        // No event: nothing that signs has changed.
        Version++;
        UpdatedAt = time.GetUtcNow();
    }

    /// <summary>Signs with the certificate that was made for a key which was stored with its request.</summary>
    public void Complete(
        AppleCertificate certificate, byte[] sealedKey, string keyHash, TimeProvider time, KeyLocation keyLocation = KeyLocation.Stored)
    {
        if (RequestKeyHash == keyHash)
            EndRequest();
        Replace(certificate, sealedKey, time, keyLocation);
    }

    /// <summary>Signs with this certificate from now on.</summary>
    public void Replace(
        AppleCertificate certificate, byte[] sealedSecret, TimeProvider time, KeyLocation keyLocation = KeyLocation.Stored)
    {
        Name = certificate.PassTypeIdentifier;
        TeamIdentifier = certificate.TeamIdentifier;
        Certificate = certificate.Pem;
        Intermediates = certificate.IntermediatesPem;
        Fingerprint = certificate.Fingerprint;
        SerialNumber = certificate.SerialNumber;
        Subject = certificate.Subject;
        IsApple = certificate.IsApple;
        Issuer = certificate.Issuer;
        NotBefore = certificate.NotBefore;
        NotAfter = certificate.NotAfter;
        WarnedDaysLeft = null;
        KeyLocation = keyLocation;
        SealedSecret = sealedSecret;
        Change(time);
    }

    /// <summary>Signs with this service account from now on.</summary>
    public void Replace(GoogleAccount account, byte[] sealedSecret, bool isDemo, TimeProvider time)
    {
        KeyLocation = account.KeyLocation;
        IsDemo = isDemo;
        ClientEmail = account.ClientEmail;
        KeyId = account.KeyId;
        SealedSecret = sealedSecret;
        Change(time);
    }

    /// <summary>Erases the private key. A repeated deletion changes nothing.</summary>
    public void Delete(TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
        DeletedAt = time.GetUtcNow();
        var wasUsable = IsUsable;
        SealedSecret = [];
        EndRequest();
        if (wasUsable)
        {
            Change(time);
            return;
        }

        // A request alone was never known to another service.
        Version++;
        UpdatedAt = DeletedAt.Value;
    }

    /// <summary>Raises the warning that is due now: each one once, and only the most urgent of several.</summary>
    public void WarnOfExpiry(DateTimeOffset now)
    {
        var due = WarningDays.FirstOrDefault(days => NotAfter <= now.AddDays(days));
        if (due == 0 || NotAfter <= now || WarnedDaysLeft <= due)
            return;
        WarnedDaysLeft = due;
        Raise(WalletIdentityDomainEvent.Expiring);
    }

    /// <summary>Publishes what it is once more, after a restore. A request alone was never known to another service.</summary>
    public void Repeat()
    {
        if (IsUsable || DeletedAt is not null)
            Raise(WalletIdentityDomainEvent.Changed);
    }

    private void EndRequest()
    {
        CertificateRequest = null;
        RequestKeyHash = null;
        SealedRequestKey = [];
        RequestedAt = null;
    }

    private void Change(TimeProvider time)
    {
        Version++;
        UpdatedAt = time.GetUtcNow();
        Raise(WalletIdentityDomainEvent.Changed);
    }
}

internal sealed class WalletIdentityConfiguration : IEntityTypeConfiguration<WalletIdentity>
{
    public void Configure(EntityTypeBuilder<WalletIdentity> builder)
    {
        builder.ToTable("wallet_identities");
        builder.Property(i => i.SealedSecret).IsSealed(WalletIdentity.Purpose);
        builder.Property(i => i.SealedRequestKey).IsSealed(WalletIdentity.Purpose);
        builder.Ignore(i => i.PassTypeIdentifier);
        builder.Ignore(i => i.IsUsable);
        builder.HasKey(i => new { i.OrganizationId, i.Id });
        builder.Property(i => i.KeyLocation).HasConversion<string>();
        builder.Property(i => i.Version).IsConcurrencyToken();
        // One in use for each pass type identifier and issuer; deleted ones stay, because passes were signed with them.
        builder.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name }).IsUnique().HasFilter("deleted_at IS NULL AND name <> ''");
        builder.HasIndex(i => i.NotAfter).HasFilter("deleted_at IS NULL");
    }
}
