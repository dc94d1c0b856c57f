using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>An issuer of an organization.</summary>
internal readonly record struct Issuer(Guid OrganizationId, string IssuerId);

/// <summary>An issuer whose service account Google has rejected at some time. While it is suspended its objects wait.</summary>
internal sealed class GoogleIssuer
{
    public Guid OrganizationId { get; private init; }

    public string IssuerId { get; private init; } = "";

    /// <summary>Null while calls are made.</summary>
    public DateTimeOffset? SuspendedAt { get; private init; }

    /// <summary>Google's reason, for the operator.</summary>
    public string? Reason { get; private init; }

    /// <summary>The rejected key.</summary>
    public string? Fingerprint { get; private init; }
}

internal sealed class GoogleIssuerConfiguration : IEntityTypeConfiguration<GoogleIssuer>
{
    public void Configure(EntityTypeBuilder<GoogleIssuer> builder)
    {
        builder.ToTable("google_issuers");
        builder.HasKey(i => new { i.OrganizationId, i.IssuerId });
    }
}
