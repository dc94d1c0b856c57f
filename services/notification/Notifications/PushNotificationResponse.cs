using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Notifications;

/// <summary>A push notification as the API shows it.</summary>
public sealed record PushNotificationResponse
{
    /// <summary><c>ntf_...</c></summary>
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    public required PushNotificationStatus Status { get; init; }

    /// <summary>
    /// Why it failed: <c>unknown_passes</c> (none of the passes it names can get it), <c>unknown_template</c>, <c>unknown_bundle</c>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The passes that it is for.</summary>
    public required PushTarget Target { get; init; }

    /// <summary>What it leaves out of them.</summary>
    public PushFilter? Filter { get; init; }

    /// <summary>The headline, with its placeholders.</summary>
    public required string Title { get; init; }

    /// <summary>The text, with its placeholders.</summary>
    public required string Message { get; init; }

    /// <summary>What they are in, where it was said.</summary>
    public string? Language { get; init; }

    /// <summary>The same in other languages, by language tag.</summary>
    public IReadOnlyDictionary<string, PushText>? Localized { get; init; }

    /// <summary>When it is sent; absent when it was sent at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Percent of its passes that have come to something; 100 only when it has ended.</summary>
    public required int Progress { get; init; }

    /// <summary>How it goes, or went.</summary>
    public required PushCounts Counts { get; init; }

    /// <summary>When it was taken in.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    internal static PushNotificationResponse From(PushNotification notification, DeliveryCounts? running) => new()
    {
        Id = TypeId.Format(IdPrefixes.Notification, notification.Id),
        Status = notification.Status,
        Reason = notification.Reason,
        Target = notification.Target,
        Filter = notification.Filter,
        Title = notification.Text.Title!,
        Message = notification.Text.Message!,
        Language = notification.Language,
        Localized = notification.Localized,
        SendAt = notification.SendAt,
        Progress = notification.EndedAt is not null ? 100 : running?.ProgressOf(notification) ?? 0,
        Counts = notification.Counts ?? (running ?? new DeliveryCounts()).Of(notification),
        CreatedAt = notification.CreatedAt,
        StartedAt = notification.StartedAt,
        CompletedAt = notification.EndedAt,
    };
}
