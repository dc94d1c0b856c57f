using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

/// <summary>
/// Ends an organization: every key, client, invitation and membership. Nothing can be done in it any more, and only the operator can look
/// at what it has left.
/// </summary>
internal static class DeleteOrganization
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, UnitOfWork work, CredentialCaches caches, TimeProvider time,
        CancellationToken cancellationToken, string? confirm = null)
    {
        if (await db.FindOwnAsync(context, id, cancellationToken) is not { } organization)
            return Problem.NotFound("organization", id);
        if (confirm != organization.Name)
        {
            return Problem.Invalid(
                "?confirm", "not_confirmed",
                $"Deleting cannot be undone. Send the name of the organization as confirm: \"{organization.Name}\".",
                ("name", organization.Name));
        }

        await using var transaction = await work.BeginAsync(cancellationToken);
        await EndAsync(db, organization, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        caches.Clear();
        return TypedResults.NoContent();
    }

    /// <summary>Ends the organization in the caller's transaction.</summary>
    public static async Task EndAsync(
        GatewayDbContext db, Organization organization, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        organization.Delete(time);
        await db.SaveChangesAsync(cancellationToken);
        await db.ApiKeys.Where(one => one.OrganizationId == organization.Id && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), cancellationToken);
        await db.Clients.Where(one => one.OrganizationId == organization.Id && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), cancellationToken);
        await db.Grants.Where(one => one.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Invitations.Where(one => one.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Memberships.Where(one => one.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
