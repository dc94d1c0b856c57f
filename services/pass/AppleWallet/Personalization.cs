using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;

namespace Passinstance.Passes.AppleWallet;

/// <summary>What a holder entered to sign up for the program of a pass, sealed: it is personal, and only the issuer reads it.</summary>
internal sealed class Personalization
{
    internal const string Purpose = "personalization";

    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public byte[] SealedInfo { get; private init; } = [];

    public DateTimeOffset PersonalizedAt { get; private init; }
}

internal sealed class PersonalizationConfiguration : IEntityTypeConfiguration<Personalization>
{
    public void Configure(EntityTypeBuilder<Personalization> builder)
    {
        builder.ToTable("personalizations");
        builder.Property(p => p.SealedInfo).IsSealed(Personalization.Purpose);
        builder.HasKey(p => new { p.OrganizationId, p.PassId });
    }
}
