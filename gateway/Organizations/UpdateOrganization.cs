using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

internal static class UpdateOrganization
{
    /// <summary>What changes. A member that is left out keeps its value.</summary>
    /// <param name="Name">The display name.</param>
    internal sealed record UpdateOrganizationRequest(string? Name = null);

    public static async Task<Results<Ok<OrganizationResponse>, Problem>> HandleAsync(
        string id, UpdateOrganizationRequest request, HttpContext context, GatewayDbContext db, IOptions<RateLimitOptions> limits,
        CancellationToken cancellationToken)
    {
        if (await db.FindOwnAsync(context, id, cancellationToken) is not { } organization)
            return Problem.NotFound("organization", id);
        if (request.Name is not null)
        {
            if (Organization.Clean(request.Name) is not { } name)
                return Problem.Invalid([AdministrationProblems.InvalidName("organization", Organization.MaxNameLength)]);
            organization.Name = name;
            await db.SaveChangesAsync(cancellationToken);
        }

        return TypedResults.Ok(OrganizationResponse.From(organization, limits.Value));
    }
}
