using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;

namespace Passinstance.Notifications.WalletIdentities;

/// <summary>
/// Reads certificates and service accounts from the template service, which owns them. What it returns is stored as a sealed replica, so
/// that pushes go on while the template service does not respond.
/// </summary>
internal sealed class WalletIdentityClient(HttpClient http, NotificationsDbContext db, SecretBox box, ServiceCallKeys keys)
{
    /// <summary>The certificate of a pass type; null when the organization has none.</summary>
    /// <exception cref="HttpRequestException">The template service does not respond, and there is no replica.</exception>
    internal Task<WalletIdentityReplica?> FindAppleAsync(
        Guid organizationId, string passTypeIdentifier, CancellationToken cancellationToken) =>
        FindAsync(organizationId, WalletIdentityReplica.Apple, passTypeIdentifier,
            $"/internal/wallet-identities/apple?passTypeIdentifier={Uri.EscapeDataString(passTypeIdentifier)}", cancellationToken);

    /// <summary>The service account of a Google Wallet issuer; null when the organization has none.</summary>
    /// <exception cref="HttpRequestException">The template service does not respond, and there is no replica.</exception>
    internal Task<WalletIdentityReplica?> FindGoogleAsync(Guid organizationId, string issuerId, CancellationToken cancellationToken) =>
        FindAsync(organizationId, WalletIdentityReplica.Google, issuerId,
            $"/internal/wallet-identities/google/{Uri.EscapeDataString(issuerId)}", cancellationToken);

    /// <summary>The private key in PEM, or the reference in its place.</summary>
    internal string OpenSecret(WalletIdentityReplica identity) =>
        Encoding.UTF8.GetString(box.Open(WalletIdentityReplica.Purpose, identity.OrganizationId, identity.SealedSecret));

    private async Task<WalletIdentityReplica?> FindAsync(
        Guid organizationId, string kind, string name, string path, CancellationToken cancellationToken)
    {
        FetchedIdentity? fetched;
        try
        {
            fetched = await FetchAsync(organizationId, path, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return await ReadAsync(organizationId, kind, name, cancellationToken)
                ?? throw new HttpRequestException("The template service does not respond.", exception);
        }

        if (fetched is null)
            await DeleteAsync(organizationId, kind, name, cancellationToken);
        else
            await UpsertAsync(organizationId, kind, name, fetched, cancellationToken);
        return fetched?.ToReplica(organizationId, kind, name);
    }

    private async Task<FetchedIdentity?> FetchAsync(Guid organizationId, string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetForOrganizationAsync(organizationId, path, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        if (await response.Content.ReadFromJsonAsync<FetchedIdentity>(cancellationToken) is not { } fetched)
            return null;
        // It comes sealed under the key of service calls, and is stored under this service's own.
        var secret = keys.Open(WalletIdentityReplica.Purpose, organizationId, fetched.SealedSecret);
        return fetched with { SealedSecret = box.Seal(WalletIdentityReplica.Purpose, organizationId, secret) };
    }

    private Task<WalletIdentityReplica?> ReadAsync(Guid organizationId, string kind, string name, CancellationToken cancellationToken) =>
        db.WalletIdentities.AsNoTracking()
            .SingleOrDefaultAsync(i => i.OrganizationId == organizationId && i.Kind == kind && i.Name == name, cancellationToken);

    private Task<int> DeleteAsync(Guid organizationId, string kind, string name, CancellationToken cancellationToken) =>
        db.WalletIdentities.Where(i => i.OrganizationId == organizationId && i.Kind == kind && i.Name == name)
            .ExecuteDeleteAsync(cancellationToken);

    // Writes nothing when this version is stored already: identities are read every five minutes and change once a year.
    private Task<int> UpsertAsync(
        Guid organizationId, string kind, string name, FetchedIdentity fetched, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO wallet_identity_replicas AS stored (
                 organization_id, kind, name, id, version, team_identifier, certificate, intermediates, client_email, key_id,
                 key_location, sealed_secret)
             VALUES (
                 {organizationId}, {kind}, {name}, {fetched.Id}, {fetched.Version}, {fetched.TeamIdentifier},
                 {fetched.Certificate}, {fetched.Intermediates}, {fetched.ClientEmail}, {fetched.KeyId}, {fetched.KeyLocation},
                 {fetched.SealedSecret})
             ON CONFLICT (organization_id, kind, name) DO UPDATE
             SET id = excluded.id, version = excluded.version, team_identifier = excluded.team_identifier,
                 certificate = excluded.certificate, intermediates = excluded.intermediates, client_email = excluded.client_email,
                 key_id = excluded.key_id, key_location = excluded.key_location,
                 sealed_secret = excluded.sealed_secret
             WHERE (stored.id, stored.version) <> (excluded.id, excluded.version)
             """,
            cancellationToken);

    /// <summary>An identity as the template service returns it.</summary>
    internal sealed record FetchedIdentity
    {
        public required Guid Id { get; init; }
        public required int Version { get; init; }
        public string? TeamIdentifier { get; init; }
        public string? Certificate { get; init; }
        public string? Intermediates { get; init; }
        public string? ClientEmail { get; init; }
        public string? KeyId { get; init; }
        public string? KeyLocation { get; init; }
        public required byte[] SealedSecret { get; init; }

        internal WalletIdentityReplica ToReplica(Guid organizationId, string kind, string name) => new()
        {
            OrganizationId = organizationId,
            Kind = kind,
            Name = name,
            Id = Id,
            Version = Version,
            TeamIdentifier = TeamIdentifier,
            Certificate = Certificate,
            Intermediates = Intermediates,
            ClientEmail = ClientEmail,
            KeyId = KeyId,
            KeyLocation = KeyLocation,
            SealedSecret = SealedSecret,
        };
    }
}

internal static class WalletIdentityServices
{
    internal static void AddWalletIdentities(this WebApplicationBuilder builder) =>
        builder.AddServiceClient<WalletIdentityClient>("Template");
}
