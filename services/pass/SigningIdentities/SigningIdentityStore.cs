using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.SigningIdentities;

/// <summary>A certificate and key by which passes of one pass type are signed.</summary>
internal sealed class SigningIdentity
{
    public Guid OrganizationId { get; init; }

    public string PassTypeIdentifier { get; init; } = "";

    public string TeamIdentifier { get; init; } = "";

    public string Certificate { get; init; } = "";

    public string Intermediates { get; init; } = "";

    public byte[] SealedPrivateKey { get; init; } = [];

    /// <summary>Made here and not by Apple.</summary>
    public bool IsDevelopment { get; init; }
}

/// <summary>A signing identity with its key opened.</summary>
internal sealed record OpenIdentity(AppleSigningIdentity Signer, bool IsDevelopment);

/// <summary>Finds the identity for a template; outside production makes a development one when there is none.</summary>
internal sealed class SigningIdentityStore(PassesDbContext db, SecretBox box, DeploymentOptions deployment, TimeProvider time)
{
    internal const string Purpose = "signing-identity";

    /// <summary>Null in production when no certificate is stored.</summary>
    internal async Task<OpenIdentity?> FindAsync(Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        var identity = await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        if (identity is null && !deployment.IsProduction)
        {
            await CreateDevelopmentAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
            identity = await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        }

        return identity is null ? null : Open(identity);
    }

    /// <summary>The identity of a pass type where no template says of which team; null when none is stored.</summary>
    internal async Task<OpenIdentity?> FindAnyAsync(Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken)
    {
        var identity = await ReadAnyAsync(db, organizationId, passTypeIdentifier, cancellationToken);
        return identity is null ? null : Open(identity);
    }

    /// <summary>An uploaded one before a development one.</summary>
    internal static Task<SigningIdentity?> ReadAnyAsync(PassesDbContext db, Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken) =>
        db.SigningIdentities.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.PassTypeIdentifier == passTypeIdentifier)
            .OrderBy(i => i.IsDevelopment).ThenBy(i => i.TeamIdentifier).FirstOrDefaultAsync(cancellationToken);

    private OpenIdentity Open(SigningIdentity identity)
    {
        var privateKey = Encoding.UTF8.GetString(box.Open(Purpose, identity.OrganizationId, identity.SealedPrivateKey));
        return new OpenIdentity(AppleSigningIdentity.FromPem(identity.Certificate, privateKey, identity.Intermediates), identity.IsDevelopment);
    }

    private Task<SigningIdentity?> ReadAsync(Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken) =>
        db.SigningIdentities.AsNoTracking().SingleOrDefaultAsync(
            i => i.OrganizationId == organizationId && i.PassTypeIdentifier == passTypeIdentifier && i.TeamIdentifier == teamIdentifier, cancellationToken);

    private async Task CreateDevelopmentAsync(Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        var authority = await DevelopmentAuthority.FindOrCreateAsync(db, box, time, cancellationToken);
        var (certificate, privateKey) = authority.IssueLeaf(passTypeIdentifier, teamIdentifier, box, time);
        var sealedKey = box.Seal(Purpose, organizationId, Encoding.UTF8.GetBytes(privateKey));
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO signing_identities (organization_id, pass_type_identifier, team_identifier, certificate, intermediates, sealed_private_key, is_development)
             VALUES ({organizationId}, {passTypeIdentifier}, {teamIdentifier}, {certificate}, {authority.IntermediateCertificate}, {sealedKey}, true)
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
    }
}
