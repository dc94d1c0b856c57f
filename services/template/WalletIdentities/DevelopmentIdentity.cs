using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// A certificate with its key from the development authority, for an organization that has uploaded none for the pass type identifier. It
/// never changes. The API does not show it.
/// </summary>
internal sealed class DevelopmentIdentity
{
    public Guid OrganizationId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    public string TeamIdentifier { get; private init; } = "";

    public Guid Id { get; private init; }

    /// <summary>In PEM.</summary>
    public string Certificate { get; private init; } = "";

    public string Intermediates { get; private init; } = "";

    /// <summary>The private key in PEM, sealed for <see cref="WalletIdentity.Purpose"/>.</summary>
    public byte[] SealedSecret { get; private init; } = [];
}

internal sealed class DevelopmentIdentityConfiguration : IEntityTypeConfiguration<DevelopmentIdentity>
{
    public void Configure(EntityTypeBuilder<DevelopmentIdentity> builder)
    {
        builder.ToTable("development_identities");
        builder.Property(i => i.SealedSecret).IsSealed(WalletIdentity.Purpose);
        builder.HasKey(i => new { i.OrganizationId, i.PassTypeIdentifier, i.TeamIdentifier });
    }
}

/// <summary>Finds development identities and creates the missing ones, outside production only.</summary>
internal sealed class DevelopmentIdentities(TemplatesDbContext db, SecretBox box, DeploymentOptions deployment, TimeProvider time)
{
    /// <summary>Null in production, and when no team is given and none was created yet.</summary>
    internal async Task<DevelopmentIdentity?> FindOrCreateAsync(
        Guid organizationId, string passTypeIdentifier, string? teamIdentifier, CancellationToken cancellationToken)
    {
        if (deployment.IsProduction)
            return null;
        var known = await FindAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        if (known is not null || teamIdentifier is null)
            return known;
        await CreateAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        return await FindAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
    }

    private Task<DevelopmentIdentity?> FindAsync(
        Guid organizationId, string passTypeIdentifier, string? teamIdentifier, CancellationToken cancellationToken) =>
        db.DevelopmentIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.PassTypeIdentifier == passTypeIdentifier)
            .Where(i => teamIdentifier == null || i.TeamIdentifier == teamIdentifier)
            .OrderBy(i => i.TeamIdentifier).FirstOrDefaultAsync(cancellationToken);

    // Of two simultaneous requests the first insert stays.
    private async Task CreateAsync(
        Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        var authority = await DevelopmentAuthority.FindOrCreateAsync(db, box, time, cancellationToken);
        var (certificate, privateKey) = authority.Issue(passTypeIdentifier, teamIdentifier, box, time);
        var sealedSecret = box.Seal(WalletIdentity.Purpose, organizationId, Encoding.UTF8.GetBytes(privateKey));
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO development_identities
                 (organization_id, pass_type_identifier, team_identifier, id, certificate, intermediates, sealed_secret)
             VALUES ({organizationId}, {passTypeIdentifier}, {teamIdentifier}, {TypeId.NewGuid(time)},
                 {certificate}, {authority.IntermediateCertificate}, {sealedSecret})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
    }
}
