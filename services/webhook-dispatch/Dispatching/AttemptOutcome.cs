namespace Passinstance.Webhooks.Dispatching;

/// <summary>What a receiver asks for by the header <c>webhook-delivery</c> or by 410.</summary>
internal enum EndpointDirective
{
    None,
    /// <summary>No more attempts for this event.</summary>
    AbortMessage,
    /// <summary>No more events at all.</summary>
    Disable,
    /// <summary>410 Gone: no more events at all.</summary>
    Gone,
}

/// <summary>The result of one attempt.</summary>
internal sealed record AttemptOutcome
{
    /// <summary>Status code of the response; null when there was none.</summary>
    internal int? StatusCode { get; init; }

    /// <summary>Class of the error (see <see cref="AttemptError"/>); null after a 2xx.</summary>
    internal string? Error { get; init; }

    internal EndpointDirective Directive { get; init; }

    /// <summary>The response's <c>Retry-After</c>.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    internal DateTimeOffset StartedAt { get; init; }
    internal TimeSpan Duration { get; init; }
    internal TimeSpan? Dns { get; init; }
    internal TimeSpan? Connect { get; init; }
    internal TimeSpan? Tls { get; init; }
    internal TimeSpan? FirstByte { get; init; }

    /// <summary>The beginning of the response's body.</summary>
    internal string? Response { get; init; }

    internal bool IsSuccess => Error is null;

    /// <summary>The receiver is overloaded: back off longer than the schedule.</summary>
    internal bool IsOverloaded => StatusCode is 429 or 503 or 504 || Error == AttemptError.Timeout;
}

/// <summary>Classes of errors, as the API shows them. Coarse on purpose: the text of a network error could reveal our network.</summary>
internal static class AttemptError
{
    internal const string Timeout = "timeout";
    internal const string DnsError = "dns_error";
    internal const string ConnectionFailed = "connection_failed";
    internal const string TlsError = "tls_error";
    internal const string BlockedAddress = "blocked_address";
    internal const string RedirectNotFollowed = "redirect_not_followed";
    internal const string HttpStatus = "http_status";
    internal const string InvalidAnswer = "invalid_answer";
}
