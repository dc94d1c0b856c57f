using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

internal static class CreateOrganization
{
    /// <summary>A new organization, with the caller as its owner.</summary>
    /// <param name="Name">The display name.</param>
    internal sealed record CreateOrganizationRequest(string? Name);

    public static async Task<Results<Created<OrganizationResponse>, Problem>> HandleAsync(
        CreateOrganizationRequest request, HttpContext context, GatewayDbContext db, UnitOfWork work, IOptions<RateLimitOptions> limits,
        IOptions<OrganizationQuotas> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Organization.Clean(request.Name) is not { } name)
            return Problem.Invalid([AdministrationProblems.InvalidName("organization", Organization.MaxNameLength)]);
        var (userId, max) = (Caller.Of(context).Person!.UserId, quotas.Value.Organizations);
        await using var transaction = await work.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(userId, nameof(OrganizationQuotas.Organizations), cancellationToken);
        if (await db.Memberships.CountAsync(one => one.UserId == userId && one.Role == Role.Owner, cancellationToken) >= max)
            return Quota.Exceeded("organizations that a person owns", max, nameof(OrganizationQuotas.Organizations));
        var organization = Organization.Create(name, limitFactor: 1, time);
        db.Organizations.Add(organization);
        db.Memberships.Add(Membership.Create(organization.Id, userId, Role.Owner, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/v1/organizations/{TypeId.Format(IdPrefixes.Organization, organization.Id)}",
            OrganizationResponse.From(organization, limits.Value));
    }
}
