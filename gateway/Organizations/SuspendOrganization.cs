using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

/// <summary>Stops the credentials of the organization within 5 s; its passes stay installed, and links to them go on working.</summary>
internal static class SuspendOrganization
{
    public static async Task<Results<Ok<OrganizationResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, CredentialCaches caches, IOptions<RateLimitOptions> limits, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindOwnAsync(context, id, cancellationToken) is not { } organization)
            return Problem.NotFound("organization", id);
        organization.Suspend(byOperator: false, time);
        await db.SaveChangesAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(OrganizationResponse.From(organization, limits.Value));
    }
}

/// <summary>Makes the credentials of a suspended organization work again.</summary>
internal static class ResumeOrganization
{
    public static async Task<Results<Ok<OrganizationResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, CredentialCaches caches, IOptions<RateLimitOptions> limits,
        CancellationToken cancellationToken)
    {
        if (await db.FindOwnAsync(context, id, cancellationToken) is not { } organization)
            return Problem.NotFound("organization", id);
        if (organization.Status == OrganizationStatus.SuspendedByOperator)
        {
            return Problem.Conflict(
                "suspended_by_operator",
                "The operator of this deployment has suspended the organization, and only the operator resumes it.");
        }

        organization.Resume();
        await db.SaveChangesAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(OrganizationResponse.From(organization, limits.Value));
    }
}
