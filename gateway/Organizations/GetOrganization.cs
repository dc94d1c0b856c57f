using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

internal static class GetOrganization
{
    public static async Task<Results<Ok<OrganizationResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, IOptions<RateLimitOptions> limits, CancellationToken cancellationToken) =>
        await db.FindOwnAsync(context, id, cancellationToken) is { } organization
            ? TypedResults.Ok(OrganizationResponse.From(organization, limits.Value))
            : Problem.NotFound("organization", id);
}
