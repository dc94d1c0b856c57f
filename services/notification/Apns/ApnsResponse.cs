namespace Passinstance.Notifications.Apns;

internal enum PushOutcome
{
    /// <summary>Apple accepted the push.</summary>
    Accepted,
    /// <summary>Apple no longer knows the push token.</summary>
    TokenRejected,
    /// <summary>Apple rejects everything sent with this certificate or provider token.</summary>
    CredentialRejected,
    /// <summary>The push may be accepted later.</summary>
    Retry,
    /// <summary>This push will never be accepted; others may be.</summary>
    Dropped,
}

/// <summary>Apple's response to a push.</summary>
/// <param name="Outcome">What follows.</param>
/// <param name="Reason">Apple's reason, or ours when there was no response.</param>
/// <param name="RetryAfter">Apple's <c>Retry-After</c>.</param>
/// <param name="IsOverload">Apple, or the network, is overloaded.</param>
/// <param name="IsUnanswered">There was no response: the connection has a problem.</param>
/// <param name="InvalidSince">When Apple last saw that the token was invalid; null when it did not say.</param>
internal sealed record ApnsResponse(
    PushOutcome Outcome, string Reason, TimeSpan? RetryAfter = null, bool IsOverload = false, bool IsUnanswered = false,
    DateTimeOffset? InvalidSince = null)
{
    /// <summary>A token of another topic or of the other environment: of one device, or of all when topic or team are wrong.</summary>
    internal bool IsTokenOfAnotherTopic => Reason is "BadDeviceToken" or "DeviceTokenNotForTopic";

    internal static ApnsResponse Accepted { get; } = new(PushOutcome.Accepted, "accepted");

    internal static ApnsResponse Classify(int status, ApnsReason response, TimeSpan? retryAfter)
    {
        var reason = response.Reason;
        return (status, reason) switch
        {
            (200, _) => Accepted,
            (410, _) => new(PushOutcome.TokenRejected, reason, InvalidSince: response.Timestamp),
            (400, "BadDeviceToken" or "DeviceTokenNotForTopic") => new(PushOutcome.TokenRejected, reason),
            // Only the age of the provider token: retried with another one.
            (403, "ExpiredProviderToken") => new(PushOutcome.Retry, reason, retryAfter),
            (403, _) or (400, "TopicDisallowed" or "BadTopic" or "MissingTopic") => new(PushOutcome.CredentialRejected, reason),
            (429, _) or (503, "ServiceUnavailable") => new(PushOutcome.Retry, reason, retryAfter, IsOverload: true),
            ( >= 500, _) => new(PushOutcome.Retry, reason, retryAfter),
            _ => new(PushOutcome.Dropped, reason),
        };
    }
}

/// <summary>The body of Apple's response.</summary>
/// <param name="Reason">Apple's reason; empty when there is none.</param>
/// <param name="Timestamp">When Apple last saw that the token was invalid.</param>
internal readonly record struct ApnsReason(string Reason, DateTimeOffset? Timestamp = null);
