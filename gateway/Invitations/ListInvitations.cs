using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Invitations;

internal static class ListInvitations
{
    public static async Task<Results<Ok<Page<InvitationResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken, int? limit = null,
        string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var (organizationId, now) = (Caller.Of(context).OrganizationId, time.GetUtcNow());
        var rows = await db.Invitations.AsNoTracking()
            .Where(one => one.OrganizationId == organizationId && one.AcceptedAt == null && one.ExpiresAt > now)
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, one => one.Id, InvitationResponse.From));
    }
}
