using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;

namespace Passinstance.Notifications.WalletIdentities;

/// <summary>
/// This service's replica of a certificate or service account that it pushes with, as the template service returned it last. It is used
/// while the template service does not respond. The private key stays sealed.
/// </summary>
internal sealed class WalletIdentityReplica
{
    internal const string Apple = "apple";
    internal const string Google = "google";

    /// <summary>The purpose that the secret is sealed for, here and in the response of the template service.</summary>
    internal const string Purpose = "wallet-identity";

    public Guid OrganizationId { get; init; }

    /// <summary><see cref="Apple"/> or <see cref="Google"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The pass type identifier, or the issuer id.</summary>
    public string Name { get; init; } = "";

    public Guid Id { get; init; }

    public int Version { get; init; }

    public string? TeamIdentifier { get; init; }

    /// <summary>In PEM; null for Google.</summary>
    public string? Certificate { get; init; }

    public string? Intermediates { get; init; }

    public string? ClientEmail { get; init; }

    public string? KeyId { get; init; }

    /// <summary>Where the private key is, as the template service names it; null for one that is stored here, sealed.</summary>
    public string? KeyLocation { get; init; }

    /// <summary>Whether the sealed secret says where the private key is, and is none.</summary>
    public bool IsExternal => KeyLocation is not (null or "stored");

    /// <summary>The private key in PEM, sealed.</summary>
    public byte[] SealedSecret { get; init; } = [];
}

internal sealed class WalletIdentityReplicaConfiguration : IEntityTypeConfiguration<WalletIdentityReplica>
{
    public void Configure(EntityTypeBuilder<WalletIdentityReplica> builder)
    {
        builder.ToTable("wallet_identity_replicas");
        builder.Ignore(i => i.IsExternal);
        builder.Property(i => i.SealedSecret).IsSealed(WalletIdentityReplica.Purpose);
        builder.HasKey(i => new { i.OrganizationId, i.Kind, i.Name });
    }
}
