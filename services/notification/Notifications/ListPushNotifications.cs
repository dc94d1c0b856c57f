using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

internal static class ListPushNotifications
{
    internal static async Task<Results<Ok<Page<PushNotificationResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, string? status, ClaimsPrincipal caller, NotificationsDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        if (!TryReadStatus(status, out var wanted))
            return Problem.Invalid("?status", "unknown_status", "status must be scheduled, sending, completed, cancelled or failed.");

        var organizationId = caller.OrganizationId;
        var query = db.PushNotifications.AsNoTracking().Where(n => n.OrganizationId == organizationId);
        if (wanted is { } one)
            query = query.Where(n => n.Status == one);
        if (page.Before is { } before)
            query = query.Where(n => n.Id < before);
        var rows = await query.OrderByDescending(n => n.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var running = await DeliveryCounts.ReadAsync(db, organizationId, [.. rows.Where(n => n.EndedAt is null).Select(n => n.Id)], cancellationToken);
        return TypedResults.Ok(page.Cut(rows, n => n.Id, n => PushNotificationResponse.From(n, running.GetValueOrDefault(n.Id))));
    }

    private static bool TryReadStatus(string? text, out PushNotificationStatus? status)
    {
        status = text switch
        {
            "scheduled" => PushNotificationStatus.Scheduled,
            "sending" => PushNotificationStatus.Sending,
            "completed" => PushNotificationStatus.Completed,
            "cancelled" => PushNotificationStatus.Cancelled,
            "failed" => PushNotificationStatus.Failed,
            _ => null,
        };
        return text is null || status is not null;
    }
}
