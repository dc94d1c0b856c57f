namespace Passinstance.Notifications.Notifications;

/// <summary>How a push notification went. They grow while it is sent and stay as they are once it has ended.</summary>
public sealed record PushCounts
{
    /// <summary>Passes that it is for.</summary>
    public int Targeted { get; init; }

    /// <summary>
    /// Passes that the target names and that get no message: your organisation has none such, it is void or deleted, or the filter leaves
    /// it out.
    /// </summary>
    public int NotFound { get; init; }

    /// <summary>Messages on their way or there: one for each device that holds a pass, and one for each pass in Google Wallet.</summary>
    public int Pushed { get; init; }

    /// <summary>Those that Apple or Google took.</summary>
    public int Accepted { get; init; }

    /// <summary>Those that Apple or Google refused, or did not take within 24 hours.</summary>
    public int Rejected { get; init; }

    /// <summary>Passes that are on no device: they carry the message, and whoever adds one reads it on its back.</summary>
    public int WithoutDevice { get; init; }

    /// <summary>Of them, those to Apple's devices.</summary>
    public ApplePushCounts Apple { get; init; } = new();

    /// <summary>Of them, those to Google Wallet.</summary>
    public GooglePushCounts Google { get; init; } = new();
}

/// <summary>Messages to Apple's devices.</summary>
public sealed record ApplePushCounts
{
    /// <summary>Devices to be told.</summary>
    public int Pushed { get; init; }

    /// <summary>Pushes that Apple took.</summary>
    public int Accepted { get; init; }

    /// <summary>Pushes that Apple refused: mostly devices that are gone.</summary>
    public int Rejected { get; init; }
}

/// <summary>Messages to Google Wallet.</summary>
public sealed record GooglePushCounts
{
    /// <summary>Passes whose holders are to be told.</summary>
    public int Pushed { get; init; }

    /// <summary>Messages that Google took and tells of.</summary>
    public int Accepted { get; init; }

    /// <summary>Messages that Google refused.</summary>
    public int Rejected { get; init; }

    /// <summary>
    /// Messages that Google took and does not tell of: it tells a holder of three a day. Counted in <c>accepted</c> of all wallets.
    /// </summary>
    public int Silent { get; init; }
}
