using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.PassMessages;

internal enum PassMessageJobChange
{
    Counted,
    Ended,
}

/// <summary>
/// A push notification on its way into passes. They are gone through by their ids, and how far that is stands here, changed in the transaction
/// that changes the passes: who goes on after a crash knows it.
/// </summary>
internal sealed class PassMessageJob : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    /// <summary>What is asked for; null when only the cancellation has come.</summary>
    public PushNotificationRequested? Request { get; private init; }

    /// <summary>When it was heard of here. Passes that were issued later do not belong to it.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Earliest time of the next chunk, by the database's clock.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>The last chunk: the organisation that waited longest comes first.</summary>
    public DateTimeOffset? ServedAt { get; private set; }

    /// <summary>All passes up to this one are done.</summary>
    public Guid? LastPassId { get; private set; }

    /// <summary>Passes it was for at its start.</summary>
    public int? Total { get; private set; }

    /// <summary>Passes that have the message.</summary>
    public int Targeted { get; private set; }

    /// <summary>Passes that were named and get no message.</summary>
    public int? NotFound { get; private set; }

    /// <summary>Why it is for nobody.</summary>
    public string? Reason { get; private set; }

    public bool IsCancelled { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int Version { get; private set; }

    public ChangeNotes Changes { get; } = new();

    Guid IAnnouncing.Id => NotificationId;

    /// <summary>Some more passes have it.</summary>
    internal void Advance(Guid lastPassId, int targeted, int total, TimeProvider time)
    {
        if (Total is null)
            Changes.Add(PassMessageJobChange.Counted);
        Total ??= total;
        LastPassId = lastPassId;
        Targeted += targeted;
        ServedAt = time.GetUtcNow();
        Version++;
    }

    /// <summary>No pass gets it any more.</summary>
    /// <param name="named">Passes that were named; null when none were.</param>
    /// <param name="reason">Why it was for nobody.</param>
    /// <param name="time">The clock.</param>
    internal void End(int? named, string? reason, TimeProvider time)
    {
        Total ??= Targeted;
        NotFound = named - Targeted;
        Reason = reason;
        ServedAt = EndedAt = time.GetUtcNow();
        Version++;
        Changes.Add(PassMessageJobChange.Ended);
    }

    internal static Task RequestAsync(PassesDbContext db, PushNotificationRequested requested, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Serialize(requested, EventTypes.Json);
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO pass_message_jobs (organization_id, notification_id, request, requested_at, available_at, targeted, is_cancelled, version)
             VALUES ({requested.OrganizationId}, {requested.NotificationId}, {request}::json, {now}, clock_timestamp(), 0, false, 0)
             ON CONFLICT (organization_id, notification_id) DO UPDATE SET request = excluded.request, requested_at = excluded.requested_at, available_at = excluded.available_at
             WHERE pass_message_jobs.request IS NULL
             """,
            cancellationToken);
    }

    /// <summary>Waits for the chunk under way, and lets no other begin. It may come before the request does.</summary>
    internal static Task CancelAsync(PassesDbContext db, PushNotificationCancelled cancelled, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO pass_message_jobs (organization_id, notification_id, requested_at, available_at, targeted, is_cancelled, version)
             VALUES ({cancelled.OrganizationId}, {cancelled.NotificationId}, {now}, clock_timestamp(), 0, true, 0)
             ON CONFLICT (organization_id, notification_id) DO UPDATE SET is_cancelled = true, available_at = excluded.available_at
             """,
            cancellationToken);
}
