namespace Passinstance.Dashboard.Components;

/// <summary>What a state means for the person who sees it.</summary>
public enum Tone
{
    /// <summary>A fact.</summary>
    Neutral,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Going on.</summary>
    Busy,

    /// <summary>Needs attention.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Bad,
}

/// <summary>How states of the API are shown, in one place for all pages.</summary>
public static class Tones
{
    /// <summary>The tone of a state, by the API's own word.</summary>
    public static Tone Of(string? state) => state switch
    {
        "active" or "published" or "delivered" or "completed" or "sent" or "succeeded" or "created" or "installed" or "enabled" or "ok"
            => Tone.Good,
        "pending" or "processing" or "running" or "queued" or "scheduled" or "checking" or "importing" or "sending" or "validating"
            => Tone.Busy,
        "expiring" or "paused" or "draft" or "retrying" or "canceled" or "cancelled" or "requested" or "partial"
            or "completed_with_errors" or "warning" => Tone.Warning,
        "failed" or "expired" or "revoked" or "failing" or "disabled" or "rejected" or "critical" => Tone.Bad,
        _ => Tone.Neutral,
    };

    /// <summary>A state as people write it: <c>completed_with_errors</c> is "Completed with errors".</summary>
    public static string Words(string? state) => string.IsNullOrEmpty(state)
        ? "" : string.Concat(char.ToUpperInvariant(state[0]).ToString(), state.AsSpan(1)).Replace('_', ' ');
}
