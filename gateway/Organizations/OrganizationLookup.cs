using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Organizations;

/// <summary>Finds the organization of a path: the caller's own. Any other is not found, also one that the person belongs to.</summary>
internal static class OrganizationLookup
{
    public static async Task<Organization?> FindOwnAsync(
        this GatewayDbContext db, HttpContext context, string id, CancellationToken cancellationToken)
    {
        var own = Caller.Of(context).OrganizationId;
        return TypeId.TryParse(IdPrefixes.Organization, id, out var organizationId) && organizationId == own
            ? await db.Organizations.SingleOrDefaultAsync(one => one.Id == own && one.DeletedAt == null, cancellationToken)
            : null;
    }
}
