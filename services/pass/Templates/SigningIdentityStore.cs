using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Templates;

/// <summary>A development certificate and key, made here. What an organisation uploads is a <see cref="WalletIdentityReplica"/>.</summary>
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

/// <summary>A signing identity in PEM, its key too.</summary>
internal sealed record StoredIdentity(string Certificate, string PrivateKey, string Intermediates);

/// <summary>Finds the identity for a template; outside production makes a development one when there is none.</summary>
internal sealed class SigningIdentityStore(PassesDbContext db, TemplateClient client, SecretBox box, DeploymentOptions deployment, TimeProvider time)
{
    private const string Purpose = "signing-identity";

    /// <summary>Null in production when no certificate was uploaded.</summary>
    internal async Task<OpenIdentity?> FindAsync(Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        if (await FindUploadedAsync(organizationId, passTypeIdentifier, cancellationToken) is { } uploaded)
            return Open(uploaded.Certificate!, WalletIdentityReplica.Purpose, organizationId, uploaded.SealedSecret!, uploaded.Intermediates!, isDevelopment: false);
        if (deployment.IsProduction)
            return null;

        var identity = await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        if (identity is null)
        {
            await CreateDevelopmentAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
            identity = await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        }

        return Open(identity!.Certificate, Purpose, organizationId, identity.SealedPrivateKey, identity.Intermediates, isDevelopment: true);
    }

    /// <summary>The identity of a pass type where no template says of which team, its key opened: an uploaded one before one made here; null when none is stored.</summary>
    internal async Task<StoredIdentity?> ReadAnyAsync(Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken)
    {
        if (await FindUploadedAsync(organizationId, passTypeIdentifier, cancellationToken) is { } uploaded)
            return new StoredIdentity(uploaded.Certificate!, Unseal(WalletIdentityReplica.Purpose, organizationId, uploaded.SealedSecret!), uploaded.Intermediates!);
        if (deployment.IsProduction)
            return null;
        var made = await db.SigningIdentities.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.PassTypeIdentifier == passTypeIdentifier)
            .OrderBy(i => i.TeamIdentifier).FirstOrDefaultAsync(cancellationToken);
        return made is null ? null : new StoredIdentity(made.Certificate, Unseal(Purpose, organizationId, made.SealedPrivateKey), made.Intermediates);
    }

    private string Unseal(string purpose, Guid organizationId, byte[] sealedKey) => Encoding.UTF8.GetString(box.Open(purpose, organizationId, sealedKey));

    private OpenIdentity Open(string certificate, string purpose, Guid organizationId, byte[] sealedKey, string intermediates, bool isDevelopment) =>
        new(AppleSigningIdentity.FromPem(certificate, Unseal(purpose, organizationId, sealedKey), intermediates), isDevelopment);

    private async Task<WalletIdentityReplica?> FindUploadedAsync(Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken)
    {
        if (await ReadUploadedAsync(organizationId, passTypeIdentifier, cancellationToken) is { } known)
            return known;

        // A client that uploads a certificate and issues a millisecond later must succeed: no event has come yet.
        try
        {
            if (await client.FindAppleIdentityAsync(organizationId, passTypeIdentifier, cancellationToken) is not { } fetched)
                return null;
            await WalletIdentityReplica.KeepAsync(db, organizationId, fetched, cancellationToken);
        }
        catch (TemplateServiceUnavailableException) when (!deployment.IsProduction)
        {
            // There the development certificate serves meanwhile.
            return null;
        }

        return await ReadUploadedAsync(organizationId, passTypeIdentifier, cancellationToken);
    }

    private Task<WalletIdentityReplica?> ReadUploadedAsync(Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken) =>
        db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Apple && i.Name == passTypeIdentifier && i.DeletedAt == null && i.SealedSecret != null)
            .OrderByDescending(i => i.Id).FirstOrDefaultAsync(cancellationToken);

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
