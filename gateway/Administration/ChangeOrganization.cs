using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>Suspends, resumes and deletes organizations, for the operator.</summary>
internal static class ChangeOrganization
{
    internal sealed record Response(string OrganizationId, string Name, string Status);

    /// <summary>Stops the credentials of an organization; only the operator makes them work again.</summary>
    public static Task<Results<Ok<Response>, Problem>> SuspendAsync(
        string organizationId, GatewayDbContext db, CredentialCaches caches, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeAsync(organizationId, db, caches, organization => organization.Suspend(byOperator: true, time), cancellationToken);

    public static Task<Results<Ok<Response>, Problem>> ResumeAsync(
        string organizationId, GatewayDbContext db, CredentialCaches caches, CancellationToken cancellationToken) =>
        ChangeAsync(organizationId, db, caches, organization => organization.Resume(), cancellationToken);

    /// <summary>Multiplies the organization's rate limits from now on.</summary>
    public static async Task<Results<Ok<Response>, Problem>> SetLimitFactorAsync(
        string organizationId, SetLimitFactorRequest request, GatewayDbContext db, CredentialCaches caches,
        CancellationToken cancellationToken) =>
        request.LimitFactor is >= 0.01 and <= 10_000
            ? await ChangeAsync(organizationId, db, caches, one => one.LimitFactor = request.LimitFactor.Value, cancellationToken)
            : Problem.Invalid("/limitFactor", "out_of_range", "The factor must be between 0.01 and 10000.", ("min", 0.01), ("max", 10_000));

    internal sealed record SetLimitFactorRequest(double? LimitFactor);

    /// <summary>Ends an organization with all its credentials and memberships.</summary>
    public static async Task<Results<Ok<Response>, Problem>> DeleteAsync(
        string organizationId, string confirm, GatewayDbContext db, UnitOfWork work, CredentialCaches caches, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(organizationId, db, cancellationToken) is not { } organization)
            return AdministrationProblems.OrganizationNotFound(organizationId);
        if (confirm != organization.Name)
        {
            return Problem.Invalid(
                "?confirm", "not_confirmed",
                $"Deleting cannot be undone. Give the name of the organization as confirmation: \"{organization.Name}\".",
                ("name", organization.Name));
        }

        await using var transaction = await work.BeginAsync(cancellationToken);
        await DeleteOrganization.EndAsync(db, organization, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(new Response(organizationId, organization.Name, "deleted"));
    }

    private static async Task<Results<Ok<Response>, Problem>> ChangeAsync(
        string organizationId, GatewayDbContext db, CredentialCaches caches, Action<Organization> change,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(organizationId, db, cancellationToken) is not { } organization)
            return AdministrationProblems.OrganizationNotFound(organizationId);
        change(organization);
        await db.SaveChangesAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(new Response(organizationId, organization.Name, WireNames.Of(organization.Status)));
    }

    private static async Task<Organization?> FindAsync(string organizationId, GatewayDbContext db, CancellationToken cancellationToken) =>
        TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id)
            ? await db.Organizations.SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt == null, cancellationToken)
            : null;
}
