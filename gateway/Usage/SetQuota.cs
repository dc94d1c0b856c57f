using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Quotas;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Usage;

/// <summary>Changes a quota of one organization, for the operator. The services learn it from the caller's internal token.</summary>
internal static class SetQuota
{
    /// <param name="Limit">How much there may be from now on. Null: what the services' settings say.</param>
    internal sealed record Request(long? Limit);

    internal sealed record Response(string OrganizationId, string Name, long? Limit);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string organizationId, string name, Request request, GatewayDbContext db, CredentialCaches caches,
        CancellationToken cancellationToken)
    {
        if (!Quota.Adjustable.Contains(name))
        {
            return Problem.Invalid(
                "/name", "unknown_quota", $"There is no quota '{name}'. The quotas are: {string.Join(", ", Quota.Adjustable)}.");
        }

        if (request.Limit < 0)
            return Problem.Invalid("/limit", "out_of_range", "The limit must be 0 or more.", ("min", 0));
        var organization = TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id)
            ? await db.Organizations.SingleOrDefaultAsync(one => one.Id == id && one.DeletedAt == null, cancellationToken)
            : null;
        if (organization is null)
            return AdministrationProblems.OrganizationNotFound(organizationId);
        organization.SetQuota(name, request.Limit);
        await db.SaveChangesAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(new Response(organizationId, name, request.Limit));
    }
}
