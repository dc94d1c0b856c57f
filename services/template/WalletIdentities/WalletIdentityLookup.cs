using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Finds and saves identities, in the caller's organization only.</summary>
internal static class WalletIdentityLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("wallet identity", id);

    internal static Problem ChangedMeanwhile() => Problem.Conflict("changed_meanwhile",
        "The identity was changed by another request at the same time. Read it and send the request again.");

    /// <summary>The rejection of a certificate that is older than the one in use; null when it is not.</summary>
    internal static Problem? OlderThan(WalletIdentity? stored, AppleCertificate certificate) =>
        stored is not { IsUsable: true } || certificate.NotBefore >= stored.NotBefore ? null
        : Problem.Conflict("older_certificate",
            $"A newer certificate for {certificate.PassTypeIdentifier} is already stored, issued {stored.NotBefore:yyyy-MM-dd} " +
            $"and valid until {stored.NotAfter:yyyy-MM-dd}. Upload the newest one, or delete the stored one first.");

    extension(TemplatesDbContext db)
    {
        /// <summary>Also a deleted one; another organization's is null.</summary>
        internal async Task<WalletIdentity?> FindIdentityAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            var organizationId = caller.OrganizationId;
            return TypeId.TryParse(IdPrefixes.WalletIdentity, id, out var identityId)
                ? await db.WalletIdentities.SingleOrDefaultAsync(
                    i => i.OrganizationId == organizationId && i.Id == identityId, cancellationToken)
                : null;
        }

        /// <summary>The identity in use for a pass type identifier or an issuer id.</summary>
        internal Task<WalletIdentity?> FindIdentityAsync(
            Guid organizationId, string kind, string name, CancellationToken cancellationToken) =>
            db.WalletIdentities.SingleOrDefaultAsync(
                i => i.OrganizationId == organizationId && i.Kind == kind && i.Name == name && i.DeletedAt == null, cancellationToken);

        /// <summary>The identity as the API shows it.</summary>
        internal async Task<WalletIdentityResponse> DescribeAsync(
            WalletIdentity identity, TimeProvider time, CancellationToken cancellationToken) =>
            (await db.DescribeAsync(identity.OrganizationId, [identity], time, cancellationToken))(identity);

        /// <summary>How the API shows identities of an organization.</summary>
        internal async Task<Func<WalletIdentity, WalletIdentityResponse>> DescribeAsync(
            Guid organizationId, IReadOnlyCollection<WalletIdentity> identities, TimeProvider time, CancellationToken cancellationToken)
        {
            var passTypes = identities.Select(identity => identity.PassTypeIdentifier).OfType<string>().Distinct().ToArray();
            var templates = await db.TemplatesOfAsync(organizationId, passTypes, cancellationToken);
            var now = time.GetUtcNow();
            return identity => WalletIdentityResponse.From(
                identity, now, identity.PassTypeIdentifier is { } passType ? [.. templates[passType]] : []);
        }

        /// <summary>201 for the first identity of its name, 200 for one that replaced another.</summary>
        internal async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> SaveIdentityAsync(
            WalletIdentity identity, bool isNew, TimeProvider time, CancellationToken cancellationToken)
        {
            if (isNew)
                db.WalletIdentities.Add(identity);
            try
            {
                if (!await db.TrySaveAsync(cancellationToken))
                    return ChangedMeanwhile();
            }
            catch (DbUpdateException exception) when (PostgresErrors.IsUniqueViolation(exception))
            {
                return ChangedMeanwhile();
            }

            var response = await db.DescribeAsync(identity, time, cancellationToken);
            return isNew ? TypedResults.Created($"/api/v1/wallet-identities/{response.Id}", response) : TypedResults.Ok(response);
        }
    }
}
