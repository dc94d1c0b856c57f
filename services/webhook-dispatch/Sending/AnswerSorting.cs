namespace Passinstance.Webhooks.Sending;

/// <summary>What an answer means.</summary>
internal static class AnswerSorting
{
    private const string ControlHeader = "webhook-delivery";

    internal static AttemptOutcome Sort(HttpResponseMessage response, DateTimeOffset now)
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
            Wish = WishOf(response, status),
            RetryAfter = status is 429 or 503 ? RetryAfterOf(response, now) : null,
        };
    }

    private static ReceiverWish WishOf(HttpResponseMessage response, int status)
    {
        if (response.Headers.TryGetValues(ControlHeader, out var values))
        {
            foreach (var value in values)
            {
                if (value.Equals("disable", StringComparison.OrdinalIgnoreCase))
                    return ReceiverWish.Disable;
                if (value.Equals("abort-message", StringComparison.OrdinalIgnoreCase))
                    return ReceiverWish.AbortMessage;
            }
        }

        return status == 410 ? ReceiverWish.Gone : ReceiverWish.None;
    }

    // Seconds or a date; anything else counts as absent, and a date in the past as now.
    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
