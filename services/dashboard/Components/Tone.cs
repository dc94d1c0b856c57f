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
            or "ready"
            => Tone.Good,
        "pending" or "processing" or "running" or "queued" or "scheduled" or "checking" or "importing" or "sending" or "validating"
            => Tone.Busy,
        "expiring" or "paused" or "draft" or "retrying" or "canceled" or "cancelled" or "requested" or "partial"
            or "completed_with_errors" or "warning" => Tone.Warning,
        "failed" or "expired" or "revoked" or "failing" or "disabled" or "rejected" or "critical" => Tone.Bad,
        _ => Tone.Neutral,
    };

    /// <summary>A word of the API as people write it: <c>completed_with_errors</c> is "Completed with errors".</summary>
    public static string Words(string? state) => T(string.Concat((state ?? "").Select((letter, index) =>
        index == 0 ? $"{char.ToUpperInvariant(letter)}" : letter == '_' ? " "
        : char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")));

    /// <summary>The same within a sentence, where English begins it with a small letter.</summary>
    public static string WordsInside(string? state) => Inside(Words(state));

    /// <summary>The words of the API that pages show, as keys: states, roles, kinds of requests, what quotas count.</summary>
    internal static IReadOnlyList<string> Known { get; } =
    [
        Key("Asked to stop"), Key("Blocked address"), Key("By owner"), Key("Cancelled"), Key("Connection failed"), Key("Deleted"),
        Key("Dns error"), Key("Http status"), Key("Redirect not followed"),
        Key("Timeout"), Key("Tls error"),
        Key("Active"), Key("Admin"), Key("Batch"), Key("Canceled"), Key("Completed"), Key("Completed with errors"),
        Key("Delivered"), Key("Developer"), Key("Disabled"), Key("Draft"), Key("Enabled"), Key("Expired"), Key("Expiring"), Key("Failed"),
        Key("Failing"), Key("Gone"), Key("Marketing"), Key("Owner"), Key("Paused"), Key("Pending"), Key("Processing"), Key("Published"),
        Key("Queued"), Key("Read"), Key("Ready"), Key("Requested"), Key("Revoked"), Key("Running"), Key("Scanner"), Key("Scheduled"),
        Key("Sending"),
        Key("Sent"), Key("Upload"), Key("Viewer"), Key("Voided"), Key("Write"),
    ];
}
