using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>What an Apple certificate contains, and the chain it needs.</summary>
internal sealed record AppleCertificate(
    string PassTypeIdentifier, string TeamIdentifier, string Pem, string IntermediatesPem, string Fingerprint, string SerialNumber,
    string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>A Google service account and which of its keys signs.</summary>
internal sealed record GoogleAccount(string ClientEmail, string? KeyId);

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

    /// <summary>The pass type identifier, or the issuer id: an organization has one identity of each.</summary>
    public string Name { get; private init; } = "";

    public string? TeamIdentifier { get; private set; }

    /// <summary>In PEM.</summary>
    public string? Certificate { get; private set; }

    public string? Intermediates { get; private set; }

    /// <summary>SHA-256 of the certificate in lower-case hexadecimal.</summary>
    public string? Fingerprint { get; private set; }

    public string? SerialNumber { get; private set; }

    public string? Issuer { get; private set; }

    public DateTimeOffset? NotBefore { get; private set; }

    public DateTimeOffset? NotAfter { get; private set; }

    public string? ClientEmail { get; private set; }

    public string? KeyId { get; private set; }

    /// <summary>The private key in PEM, sealed; empty once the identity is deleted.</summary>
    public byte[] SealedSecret { get; private set; } = [];

    /// <summary>The last warning that was published, in days before the end; null when none was.</summary>
    public int? WarnedDaysLeft { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public static WalletIdentity Create(Guid organizationId, string kind, string name, TimeProvider time) =>
        new() { OrganizationId = organizationId, Id = TypeId.NewGuid(time), Kind = kind, Name = name, CreatedAt = time.GetUtcNow() };

    /// <summary>Signs with this certificate from now on.</summary>
    public void Replace(AppleCertificate certificate, byte[] sealedSecret, TimeProvider time)
    {
        TeamIdentifier = certificate.TeamIdentifier;
        Certificate = certificate.Pem;
        Intermediates = certificate.IntermediatesPem;
        Fingerprint = certificate.Fingerprint;
        SerialNumber = certificate.SerialNumber;
        Issuer = certificate.Issuer;
        NotBefore = certificate.NotBefore;
        NotAfter = certificate.NotAfter;
        WarnedDaysLeft = null;
        SealedSecret = sealedSecret;
        Change(time);
    }

    /// <summary>Signs with this service account from now on.</summary>
    public void Replace(GoogleAccount account, byte[] sealedSecret, TimeProvider time)
    {
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
        SealedSecret = [];
        Change(time);
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
        builder.HasKey(i => new { i.OrganizationId, i.Id });
        builder.Property(i => i.Version).IsConcurrencyToken();
        // One in use for each pass type identifier and issuer; deleted ones stay, because passes were signed with them.
        builder.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name }).IsUnique().HasFilter("deleted_at IS NULL");
        builder.HasIndex(i => i.NotAfter).HasFilter("deleted_at IS NULL");
    }
}
