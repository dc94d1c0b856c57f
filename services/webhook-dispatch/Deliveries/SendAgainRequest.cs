namespace Passinstance.Webhooks.Deliveries;

/// <summary>Which events to send again.</summary>
public sealed record SendAgainRequest
{
    /// <summary>From when on, at most 30 days ago.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when; absent: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True: only say how many there are.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What was, or would be, sent again.</summary>
/// <param name="Matching">Deliveries that fit.</param>
/// <param name="Scheduled">Of these, how many this call scheduled: at most 10,000; call again for the rest. 0 in a dry run.</param>
public sealed record SendAgainResult(long Matching, long Scheduled);
