using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

internal static class ListPushNotifications
{
    internal static async Task<Results<Ok<Page<PushNotificationResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, string? status, ClaimsPrincipal caller, NotificationsDbContext db, NotificationStore store,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        PushNotificationStatus? only = WireNames.TryParse<PushNotificationStatus>(status, out var parsed) ? parsed : null;
        if (status is not null && only is null)
            return Problem.Invalid("?status", "unknown_status", "status must be scheduled, sending, completed, cancelled or failed.");

        var organizationId = caller.OrganizationId;
        var query = db.PushNotifications.AsNoTracking().Where(n => n.OrganizationId == organizationId);
        if (only is { } wanted)
            query = query.Where(n => n.Status == wanted);
        var rows = await query.Newest(page, n => n.Id).ToListAsync(cancellationToken);
        var inProgress = rows.Where(n => n.EndedAt is null).Select(n => n.Id).ToArray();
        var counts = await store.CountAsync(organizationId, inProgress, cancellationToken);
        return TypedResults.Ok(page.Cut(rows, n => n.Id, n => PushNotificationResponse.From(n, counts.GetValueOrDefault(n.Id))));
    }
}
