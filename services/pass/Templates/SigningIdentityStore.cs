using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.ExternalSigners;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Templates;

/// <summary>A signing identity with its key opened.</summary>
internal sealed record OpenIdentity(AppleSigningIdentity Signer, bool IsDevelopment);

/// <summary>Finds the identity that signs passes of a pass type: an uploaded one, else outside production a development one.</summary>
internal sealed class SigningIdentityStore(
    PassesDbContext db, TemplateClient client, SecretBox box, ExternalSignerRegistry signers, DeploymentOptions deployment)
{
    /// <summary>Null in production when no certificate was uploaded.</summary>
    /// <exception cref="TemplateServiceUnavailableException">No identity is stored here, and the template service does not
    /// respond.</exception>
    internal async Task<OpenIdentity?> FindAsync(
        Guid organizationId, string passTypeIdentifier, string teamIdentifier, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        if (stored is null or { IsDevelopment: true })
            stored = await FetchAsync(stored, organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        return stored is null ? null : new OpenIdentity(Open(stored), stored.IsDevelopment);
    }

    /// <summary>
    /// The identity of a pass type for which no template names the team; null when none is stored. The caller disposes it.
    /// </summary>
    internal async Task<AppleSigningIdentity?> FindStoredAsync(
        Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken) =>
        await ReadAsync(organizationId, passTypeIdentifier, null, cancellationToken) is { } stored ? Open(stored) : null;

    // A pass is created a millisecond after its certificate was uploaded: no event has arrived yet.
    private async Task<WalletIdentityReplica?> FetchAsync(
        WalletIdentityReplica? stored, Guid organizationId, string passTypeIdentifier, string teamIdentifier,
        CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await client.FindAppleIdentityAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
            if (fetched is null)
                return stored;
            await WalletIdentityReplica.UpsertAsync(db, organizationId, fetched, cancellationToken);
            return await ReadAsync(organizationId, passTypeIdentifier, teamIdentifier, cancellationToken);
        }
        catch (TemplateServiceUnavailableException) when (stored is not null)
        {
            // The development certificate is used until the service responds.
            return stored;
        }
    }

    private Task<WalletIdentityReplica?> ReadAsync(
        Guid organizationId, string passTypeIdentifier, string? teamIdentifier, CancellationToken cancellationToken)
    {
        var usesDevelopment = !deployment.IsProduction;
        return db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Apple && i.Name == passTypeIdentifier)
            .Where(i => i.DeletedAt == null && i.SealedSecret != null)
            .Where(i => !i.IsDevelopment || (usesDevelopment && (teamIdentifier == null || i.TeamIdentifier == teamIdentifier)))
            .OrderBy(i => i.IsDevelopment).ThenByDescending(i => i.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private AppleSigningIdentity Open(WalletIdentityReplica identity)
    {
        var secret = box.Open(WalletIdentityReplica.Purpose, identity.OrganizationId, identity.SealedSecret!);
        if (!identity.IsExternal)
            return AppleSigningIdentity.FromPem(identity.Certificate!, Encoding.UTF8.GetString(secret), identity.Intermediates!);

        // The secret is a reference: the key stays where it is.
        var key = JsonSerializer.Deserialize<ExternalKey>(secret)!;
        using var certificate = X509Certificate2.CreateFromPem(identity.Certificate!);
        var intermediates = AppleIdentityFiles.ReadCertificates(
            identity.Intermediates!, "intermediate certificate", AppleIdentityPart.Intermediates);
        try
        {
            // The template service has tried the key. Passes are created while the signer is away, and each signature is verified.
            return AppleSigningIdentity.FromExternalSigner(
                certificate, [.. intermediates], signers.Open(identity.OrganizationId, key), prove: false);
        }
        finally
        {
            foreach (var intermediate in intermediates)
                intermediate.Dispose();
        }
    }
}
