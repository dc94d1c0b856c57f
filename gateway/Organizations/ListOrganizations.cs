using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Organizations;

internal static class ListOrganizations
{
    /// <summary>All organizations of a person; of another caller its own.</summary>
    public static async Task<Results<Ok<Page<OrganizationResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, IOptions<RateLimitOptions> limits, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var caller = Caller.Of(context);
        var userId = caller.Person?.UserId;
        var organizations = await db.Organizations.AsNoTracking()
            .Where(one => one.DeletedAt == null && (one.Id == caller.OrganizationId
                || db.Memberships.Any(member => member.OrganizationId == one.Id && member.UserId == userId)))
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(organizations, one => one.Id, one => OrganizationResponse.From(one, limits.Value)));
    }
}
