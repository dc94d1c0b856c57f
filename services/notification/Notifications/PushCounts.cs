namespace Passinstance.Notifications.Notifications;

/// <summary>Results of a push notification. The counts grow while it is being sent and are final once it has completed.</summary>
public sealed record PushCounts
{
    /// <summary>Passes that it targets.</summary>
    public int Targeted { get; init; }

    /// <summary>
    /// Passes of the target that get no message: they do not exist in your organization, are void or deleted, or are excluded by the
    /// filter.
    /// </summary>
    public int NotFound { get; init; }

    /// <summary>Messages sent: one per device that has a pass, and one per pass in Google Wallet.</summary>
    public int Pushed { get; init; }

    /// <summary>Messages that Apple or Google accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Messages that Apple or Google rejected, or did not accept within 24 hours.</summary>
    public int Rejected { get; init; }

    /// <summary>Passes that are on no device. They have the message, and show it once they are added.</summary>
    public int WithoutDevice { get; init; }

    /// <summary>Counts for Apple devices.</summary>
    public ApplePushCounts Apple { get; init; } = new();

    /// <summary>Counts for Google Wallet.</summary>
    public GooglePushCounts Google { get; init; } = new();
}

/// <summary>Pushes to Apple devices.</summary>
public sealed record ApplePushCounts
{
    /// <summary>Devices to notify.</summary>
    public int Pushed { get; init; }

    /// <summary>Pushes that Apple accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Pushes that Apple rejected, usually because the device no longer exists.</summary>
    public int Rejected { get; init; }
}

/// <summary>Messages to Google Wallet.</summary>
public sealed record GooglePushCounts
{
    /// <summary>Passes whose holders are to be notified.</summary>
    public int Pushed { get; init; }

    /// <summary>Messages that Google accepted and notifies holders of.</summary>
    public int Accepted { get; init; }

    /// <summary>Messages that Google rejected.</summary>
    public int Rejected { get; init; }

    /// <summary>
    /// Messages that Google accepted without notifying the holder: it notifies a holder at most three times per day. They are included in
    /// the total <c>accepted</c>.
    /// </summary>
    public int Silent { get; init; }
}
