namespace Passinstance.Notifications.Apns;

/// <summary>What follows from one push.</summary>
internal enum PushOutcome
{
    /// <summary>Apple took it.</summary>
    Accepted,
    /// <summary>Apple no longer knows the device by this token.</summary>
    TokenRejected,
    /// <summary>Apple refuses everything sent with this certificate or token.</summary>
    CredentialRejected,
    /// <summary>Nothing is wrong with it: later.</summary>
    TryAgain,
    /// <summary>It will never be taken, and only this one.</summary>
    Dropped,
}

/// <summary>Apple's answer to a push.</summary>
/// <param name="Outcome">What follows.</param>
/// <param name="Reason">Apple's word for it, or ours when there was no answer.</param>
/// <param name="RetryAfter">What Apple asked for.</param>
/// <param name="IsOverload">Apple, or the way there, has more than it can do.</param>
/// <param name="IsUnanswered">There was no answer: something is wrong with the connection.</param>
internal sealed record ApnsResponse(PushOutcome Outcome, string Reason, TimeSpan? RetryAfter = null, bool IsOverload = false, bool IsUnanswered = false)
{
    internal static ApnsResponse Accepted { get; } = new(PushOutcome.Accepted, "accepted");

    internal static ApnsResponse Sort(int status, string reason, TimeSpan? retryAfter) => (status, reason) switch
    {
        (200, _) => Accepted,
        (410, _) or (400, "BadDeviceToken") => new(PushOutcome.TokenRejected, reason),
        // The provider token's age, or too many of them: another one, or the same one later.
        (403, "ExpiredProviderToken") => new(PushOutcome.TryAgain, reason, retryAfter),
        (403, _) or (400, "TopicDisallowed" or "BadTopic" or "MissingTopic") => new(PushOutcome.CredentialRejected, reason),
        (429, _) or (503, "ServiceUnavailable") => new(PushOutcome.TryAgain, reason, retryAfter, IsOverload: true),
        (>= 500, _) => new(PushOutcome.TryAgain, reason, retryAfter),
        _ => new(PushOutcome.Dropped, reason),
    };
}
