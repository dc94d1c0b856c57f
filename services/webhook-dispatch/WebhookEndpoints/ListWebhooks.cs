using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class ListWebhooks
{
    internal static async Task<Results<Ok<Page<WebhookResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.WebhookEndpoints.AsNoTracking().Where(r => r.OrganizationId == organizationId && r.DeletedAt == null);
        var rows = await query.Newest(page, r => r.Id).ToListAsync(cancellationToken);
        var (ids, now) = (rows.ConvertAll(r => r.Id), time.GetUtcNow());
        var keys = await db.PublicKeysAsync(organizationId, ids, now, cancellationToken);
        var pauses = await db.PausesAsync(organizationId, ids, now, cancellationToken);
        return TypedResults.Ok(page.Cut(
            rows, r => r.Id, r => WebhookResponse.From(r).With(keys[r.Id], pauses.TryGetValue(r.Id, out var until) ? until : null)));
    }
}
