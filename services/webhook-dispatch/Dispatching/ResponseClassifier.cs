namespace Passinstance.Webhooks.Dispatching;

/// <summary>Turns a response into the result of the attempt.</summary>
internal static class ResponseClassifier
{
    private const string ControlHeader = "webhook-delivery";

    internal static AttemptOutcome Classify(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        return new AttemptOutcome
        {
            StatusCode = status,
            Error = status switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => AttemptError.RedirectNotFollowed,
                _ => AttemptError.HttpStatus,
            },
            Directive = DirectiveOf(response, status),
            RetryAfter = status is 429 or 503 ? RetryAfterOf(response, now) : null,
        };
    }

    private static EndpointDirective DirectiveOf(HttpResponseMessage response, int status)
    {
        if (response.Headers.TryGetValues(ControlHeader, out var values))
        {
            foreach (var value in values)
            {
                if (value.Equals("disable", StringComparison.OrdinalIgnoreCase))
                    return EndpointDirective.Disable;
                if (value.Equals("abort-message", StringComparison.OrdinalIgnoreCase))
                    return EndpointDirective.AbortMessage;
            }
        }

        return status == 410 ? EndpointDirective.Gone : EndpointDirective.None;
    }

    // Seconds or a date. Anything else is ignored; a date in the past means now.
    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
