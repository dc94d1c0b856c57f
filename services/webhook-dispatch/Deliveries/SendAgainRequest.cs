namespace Passinstance.Webhooks.Deliveries;

/// <summary>The time range of the events to send.</summary>
public sealed record SendAgainRequest
{
    /// <summary>Start of the time range, at most 30 days ago.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>End of the time range. Default: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether to only count the deliveries. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Whether deliveries that have failed and wait for their next attempt are sent now, too; they keep their schedule. Only in recover.
    /// Default: false.
    /// </summary>
    public bool IncludePending { get; init; }
}

/// <summary>Result of the request.</summary>
/// <param name="Matching">Matching deliveries.</param>
/// <param name="Scheduled">Deliveries scheduled by this request, at most 10,000; repeat the request for the rest. 0 in a dry run.</param>
public sealed record SendAgainResult(long Matching, long Scheduled);
