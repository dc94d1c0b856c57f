using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.PassMessages;

/// <summary>The SQL of message jobs. The cancellation of a notification may arrive before its request.</summary>
internal sealed class PassMessageJobStore(PassesDbContext db)
{
    /// <summary>Adds a job; a repeated request changes nothing.</summary>
    internal Task RequestAsync(PushNotificationRequested requested, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Serialize(requested, JsonColumn.DefaultOptions);
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO pass_message_jobs (
                 organization_id, notification_id, request, requested_at, available_at, targeted, is_cancelled, version)
             VALUES ({requested.OrganizationId}, {requested.NotificationId}, {request}::json, {now}, clock_timestamp(), 0, false, 0)
             ON CONFLICT (organization_id, notification_id) DO UPDATE
             SET request = excluded.request, requested_at = excluded.requested_at, available_at = excluded.available_at
             WHERE pass_message_jobs.request IS NULL
             """,
            cancellationToken);
    }

    /// <summary>Cancels a job. Waits for the batch in progress; no other begins.</summary>
    internal Task CancelAsync(PushNotificationCancelled cancelled, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO pass_message_jobs (organization_id, notification_id, requested_at, available_at, targeted, is_cancelled, version)
             VALUES ({cancelled.OrganizationId}, {cancelled.NotificationId}, {now}, clock_timestamp(), 0, true, 0)
             ON CONFLICT (organization_id, notification_id) DO UPDATE SET is_cancelled = true, available_at = excluded.available_at
             """,
            cancellationToken);

    /// <summary>A due job, locked; null when there is none. Organizations take turns, however many messages each of them sends.</summary>
    internal async Task<PassMessageJob?> LockDueAsync(CancellationToken cancellationToken)
    {
        var due = await db.PassMessageJobs
            .FromSql(
                $"""
                 SELECT j.* FROM pass_message_jobs j
                 WHERE j.ended_at IS NULL AND j.request IS NOT NULL AND j.available_at <= statement_timestamp()
                 ORDER BY (SELECT max(s.served_at) FROM pass_message_jobs s WHERE s.organization_id = j.organization_id) NULLS FIRST,
                     j.served_at NULLS FIRST
                 LIMIT 1 FOR UPDATE OF j SKIP LOCKED
                 """)
            .ToListAsync(cancellationToken);
        return due is [var job] ? job : null;
    }

    /// <summary>Tries a job again after a delay.</summary>
    internal Task PostponeAsync(PassMessageJob job, TimeSpan delay, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE pass_message_jobs SET available_at = clock_timestamp() + {delay}
             WHERE organization_id = {job.OrganizationId} AND notification_id = {job.NotificationId}
             """,
            cancellationToken);
}
