using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Notifications;

internal enum PushNotificationDomainEvent
{
    Started,
    /// <summary>Cancelled while it was in progress.</summary>
    Cancelled,
    Ended,
}

/// <summary>How far a push notification is.</summary>
public enum PushNotificationStatus
{
    /// <summary>It waits for its time.</summary>
    Scheduled,
    /// <summary>It is on its way.</summary>
    Sending,
    /// <summary>It has come to everyone it was for, as the counts say.</summary>
    Completed,
    /// <summary>Its owner stopped it. What was on its way until then arrives.</summary>
    Cancelled,
    /// <summary>It had no pass; <c>reason</c> is the cause.</summary>
    Failed,
}

/// <summary>A message to the holders of passes.</summary>
[Audited(IdPrefixes.Notification)]
internal sealed class PushNotification : Aggregate<PushNotificationDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public PushNotificationStatus Status { get; private set; }

    public PushTarget Target { get; private init; } = new();

    public PushFilter? Filter { get; private init; }

    public PushText Text { get; private init; } = new();

    /// <summary>The language of the text; null when it was not given.</summary>
    public string? Language { get; private init; }

    /// <summary>The text in other languages, by language tag.</summary>
    public Dictionary<string, PushText>? Localized { get; private init; }

    /// <summary>Null: at once.</summary>
    public DateTimeOffset? SendAt { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>From here on nothing changes.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the worker looks at it next, by the database's clock. Without meaning once it has ended.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>Passes that it was for at its start.</summary>
    public int? Total { get; private set; }

    /// <summary>Passes that have the message; null until all have.</summary>
    public int? Targeted { get; private set; }

    /// <summary>Passes that the target names and that get no message.</summary>
    public int NotFound { get; private set; }

    /// <summary>Why it was for no pass.</summary>
    public string? Reason { get; private set; }

    /// <summary>The final counts; until the end they are counted from the rows.</summary>
    public PushCounts? Counts { get; private set; }

    public int Version { get; private set; }

    internal static PushNotification Create(
        Guid organizationId, PushTarget target, PushFilter? filter, PushText text, string? language,
        Dictionary<string, PushText>? localized, DateTimeOffset? sendAt, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var notification = new PushNotification
        {
            OrganizationId = organizationId,
            Id = Guid.CreateVersion7(now),
            Status = PushNotificationStatus.Scheduled,
            Target = target,
            Filter = filter,
            Text = text,
            Language = language,
            Localized = localized,
            SendAt = sendAt?.ToUniversalTime(),
            CreatedAt = now,
            AvailableAt = sendAt?.ToUniversalTime() ?? now,
            Version = 1,
        };
        if (sendAt is null)
            notification.Start(time);
        return notification;
    }

    /// <summary>Sends it.</summary>
    internal void Start(TimeProvider time)
    {
        Status = PushNotificationStatus.Sending;
        StartedAt = time.GetUtcNow();
        Change(PushNotificationDomainEvent.Started);
    }

    /// <summary>Sets the number of its passes: the expected one at its start, the final one when all have the message.</summary>
    internal void SetTarget(int total, int? targeted, int? notFound, string? reason)
    {
        Total = total;
        // The events may arrive in any order.
        Targeted = targeted ?? Targeted;
        NotFound = notFound ?? NotFound;
        Reason = reason ?? Reason;
        Version++;
    }

    /// <summary>Cancels it. Idempotent.</summary>
    internal void Cancel(TimeProvider time)
    {
        if (Status == PushNotificationStatus.Cancelled)
            return;
        var isInProgress = Status == PushNotificationStatus.Sending;
        Status = PushNotificationStatus.Cancelled;
        if (isInProgress)
            Change(PushNotificationDomainEvent.Cancelled);
        else
            End(new PushCounts(), time);
    }

    /// <summary>Ends it with its final counts.</summary>
    internal void End(PushCounts counts, TimeProvider time)
    {
        if (Status == PushNotificationStatus.Sending)
            Status = Reason is null ? PushNotificationStatus.Completed : PushNotificationStatus.Failed;
        Counts = counts;
        EndedAt = time.GetUtcNow();
        Change(PushNotificationDomainEvent.Ended);
    }

    private void Change(PushNotificationDomainEvent domainEvent)
    {
        Version++;
        Raise(domainEvent);
    }
}

internal sealed class PushNotificationConfiguration : IEntityTypeConfiguration<PushNotification>
{
    public void Configure(EntityTypeBuilder<PushNotification> builder)
    {
        builder.ToTable("push_notifications");
        builder.HasKey(n => new { n.OrganizationId, n.Id });
        builder.Property(n => n.Version).IsConcurrencyToken();
        builder.Property(n => n.Target).IsJson(StoredJson.Options);
        builder.Property(n => n.Filter).IsJson(StoredJson.Options);
        builder.Property(n => n.Text).IsJson(StoredJson.Options);
        builder.Property(n => n.Localized).IsJson(StoredJson.Options);
        builder.Property(n => n.Counts).IsJson(StoredJson.Options);
        builder.HasIndex(n => n.AvailableAt, "ix_push_notifications_open").HasFilter("ended_at IS NULL");
    }
}
