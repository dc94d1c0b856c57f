using Passinstance.Messaging.Announcing;

namespace Passinstance.Notifications.Notifications;

internal enum PushNotificationChange
{
    Started,
    Stopped,
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
    /// <summary>It was for nobody; <c>reason</c> says why.</summary>
    Failed,
}

/// <summary>A message to the holders of passes.</summary>
internal sealed class PushNotification : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public PushNotificationStatus Status { get; private set; }

    public PushTarget Target { get; private init; } = new();

    public PushFilter? Filter { get; private init; }

    public PushText Text { get; private init; } = new();

    /// <summary>What the text is in; null when nobody said.</summary>
    public string? Language { get; private init; }

    /// <summary>By language tag.</summary>
    public Dictionary<string, PushText>? Localized { get; private init; }

    /// <summary>Null for at once.</summary>
    public DateTimeOffset? SendAt { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Nothing of it changes any more.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the worker looks next, by the database's clock: at its time, then while it is on its way. Of no meaning once it has ended.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>Passes that it was for at its start, as the service that keeps them said.</summary>
    public int? Total { get; private set; }

    /// <summary>Passes that have the message; null until all have.</summary>
    public int? Targeted { get; private set; }

    /// <summary>Passes that were named and get no message.</summary>
    public int NotFound { get; private set; }

    /// <summary>Why it was for nobody.</summary>
    public string? Reason { get; private set; }

    /// <summary>At the end; until then the rows know.</summary>
    public PushCounts? Counts { get; private set; }

    public int Version { get; private set; }

    public ChangeNotes Changes { get; } = new();

    internal static PushNotification Make(
        Guid organizationId, PushTarget target, PushFilter? filter, PushText text, string? language, Dictionary<string, PushText>? localized, DateTimeOffset? sendAt,
        TimeProvider time)
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

    /// <summary>Its time has come.</summary>
    internal void Start(TimeProvider time)
    {
        Status = PushNotificationStatus.Sending;
        StartedAt = time.GetUtcNow();
        Change(PushNotificationChange.Started);
    }

    /// <summary>The service that keeps passes says how many it is for: at its start how many it will be, and at last how many it was.</summary>
    internal void Count(int total, int? targeted, int? notFound, string? reason)
    {
        Total = total;
        // What was said first may come last.
        Targeted = targeted ?? Targeted;
        NotFound = notFound ?? NotFound;
        Reason = reason ?? Reason;
        Version++;
    }

    /// <summary>Stops it. A second time changes nothing.</summary>
    internal void Cancel(TimeProvider time)
    {
        if (Status == PushNotificationStatus.Cancelled)
            return;
        var isUnderWay = Status == PushNotificationStatus.Sending;
        Status = PushNotificationStatus.Cancelled;
        if (isUnderWay)
            Change(PushNotificationChange.Stopped);
        else
            End(new PushCounts(), time);
    }

    /// <summary>Nothing of it is under way any more.</summary>
    internal void End(PushCounts counts, TimeProvider time)
    {
        if (Status == PushNotificationStatus.Sending)
            Status = Reason is null ? PushNotificationStatus.Completed : PushNotificationStatus.Failed;
        Counts = counts;
        EndedAt = time.GetUtcNow();
        Change(PushNotificationChange.Ended);
    }

    private void Change(PushNotificationChange change)
    {
        Version++;
        Changes.Add(change);
    }
}
