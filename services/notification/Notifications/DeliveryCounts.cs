namespace Passinstance.Notifications.Notifications;

/// <summary>The counts of a notification in progress.</summary>
internal sealed record DeliveryCounts
{
    /// <summary>Passes that have the message.</summary>
    internal int Passes { get; init; }

    /// <summary>Those of them that are on no device.</summary>
    internal int WithoutDevice { get; init; }

    internal ApplePushCounts Apple { get; init; } = new();

    internal GooglePushCounts Google { get; init; } = new();

    /// <summary>Messages without an outcome so far.</summary>
    internal int Waiting => Pushed - (Apple.Accepted + Apple.Rejected + Google.Accepted + Google.Rejected + Google.Silent);

    private int Pushed => Apple.Pushed + Google.Pushed;

    internal PushCounts Of(PushNotification notification) => new()
    {
        Targeted = notification.Targeted ?? notification.Total ?? 0,
        NotFound = notification.NotFound,
        Pushed = Pushed,
        Accepted = Apple.Accepted + Google.Accepted + Google.Silent,
        Rejected = Apple.Rejected + Google.Rejected,
        WithoutDevice = WithoutDevice,
        Apple = Apple,
        Google = Google,
    };

    /// <summary>In percent; at most 99 before the end.</summary>
    internal int ProgressOf(PushNotification notification)
    {
        var total = notification.Targeted ?? notification.Total ?? 0;
        if (total == 0)
            return 0;
        var done = Passes - (Pushed == 0 ? 0 : (double)Passes * Waiting / Pushed);
        return (int)Math.Clamp(100 * done / total, 0, 99);
    }
}
