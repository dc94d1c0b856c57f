using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Notifications;

/// <summary>A push notification.</summary>
public sealed record PushNotificationResponse
{
    /// <summary><c>ntf_...</c></summary>
    public required string Id { get; init; }

    /// <summary>The current state.</summary>
    public required PushNotificationStatus Status { get; init; }

    /// <summary>
    /// Why it failed: <c>unknown_passes</c> (none of the given passes can get it), <c>unknown_template</c> or <c>unknown_bundle</c>.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The passes that it targets.</summary>
    public required PushTarget Target { get; init; }

    /// <summary>Restriction of the target.</summary>
    public PushFilter? Filter { get; init; }

    /// <summary>The title, with its placeholders.</summary>
    public required string Title { get; init; }

    /// <summary>The text, with its placeholders.</summary>
    public required string Message { get; init; }

    /// <summary>Language of <c>title</c> and <c>message</c>, if given.</summary>
    public string? Language { get; init; }

    /// <summary>Translations, by language tag.</summary>
    public IReadOnlyDictionary<string, PushText>? Localized { get; init; }

    /// <summary>When it is sent; absent when it was sent immediately.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Percentage of passes that have been processed; 100 only when it has completed.</summary>
    public required int Progress { get; init; }

    /// <summary>Current counts.</summary>
    public required PushCounts Counts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When sending started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When processing ended.</summary>
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
