using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

internal static class CreateOrganization
{
    /// <summary>A new organization, with the caller as its owner.</summary>
    /// <param name="Name">The display name.</param>
    internal sealed record CreateOrganizationRequest(string? Name);

    public static async Task<Results<Created<OrganizationResponse>, Problem>> HandleAsync(
        CreateOrganizationRequest request, HttpContext context, GatewayDbContext db, IOptions<RateLimitOptions> limits, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Organization.Clean(request.Name) is not { } name)
            return Problem.Invalid([AdministrationProblems.InvalidName("organization", Organization.MaxNameLength)]);
        var organization = Organization.Create(name, limitFactor: 1, time);
        db.Organizations.Add(organization);
        db.Memberships.Add(Membership.Create(organization.Id, Caller.Of(context).Person!.UserId, Role.Owner, time));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/v1/organizations/{TypeId.Format(IdPrefixes.Organization, organization.Id)}",
            OrganizationResponse.From(organization, limits.Value));
    }
}
