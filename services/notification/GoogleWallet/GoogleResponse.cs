using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>One call of Google's API.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Below <c>/walletobjects/v1/</c>.</param>
/// <param name="Body">JSON body.</param>
internal sealed record GoogleCall(HttpMethod Method, string Path, JsonObject Body)
{
    internal static GoogleCall Insert(string resource, JsonObject body) => new(HttpMethod.Post, resource, body);

    internal static GoogleCall Replace(string resource, string id, JsonObject body) => new(HttpMethod.Put, $"{resource}/{id}", body);

    internal static GoogleCall Change(string resource, string id, JsonObject body) => new(HttpMethod.Patch, $"{resource}/{id}", body);

    internal static GoogleCall AddMessage(string resource, string id, JsonObject body) =>
        new(HttpMethod.Post, $"{resource}/{id}/addMessage", body);
}

/// <summary>What a response means.</summary>
internal enum GoogleOutcome
{
    /// <summary>Accepted.</summary>
    Done,
    /// <summary>The resource exists already.</summary>
    Exists,
    /// <summary>The resource does not exist.</summary>
    Missing,
    /// <summary>The access token is rejected; a new one may be accepted.</summary>
    TokenRejected,
    /// <summary>The service account has no access to the issuer.</summary>
    AccountRejected,
    /// <summary>The holder has been notified too often today.</summary>
    NotifiedTooOften,
    /// <summary>The project makes too many calls.</summary>
    TooManyCalls,
    /// <summary>The call may be accepted later.</summary>
    Retry,
    /// <summary>The call will never be accepted.</summary>
    Rejected,
}

/// <summary>Google's response to a call.</summary>
/// <param name="Outcome">What follows.</param>
/// <param name="Reason">Google's message, or ours when there was no response.</param>
/// <param name="RetryAfter">Google's <c>Retry-After</c>.</param>
internal sealed record GoogleResponse(GoogleOutcome Outcome, string Reason, TimeSpan? RetryAfter = null)
{
    private const int MaxReason = 500;

    internal static GoogleResponse Classify(int status, string body, TimeSpan? retryAfter)
    {
        if (status is >= 200 and < 300)
            return new GoogleResponse(GoogleOutcome.Done, "");
        var reason = ReasonOf(status, body);
        var isOverNotificationQuota = body.Contains("QuotaExceededException", StringComparison.OrdinalIgnoreCase);
        var isOverCallQuota = body.Contains("rateLimitExceeded", StringComparison.OrdinalIgnoreCase) ||
            body.Contains("quotaExceeded", StringComparison.OrdinalIgnoreCase);
        var outcome = status switch
        {
            403 or 429 or 400 when isOverNotificationQuota => GoogleOutcome.NotifiedTooOften,
            409 => GoogleOutcome.Exists,
            404 => GoogleOutcome.Missing,
            401 => GoogleOutcome.TokenRejected,
            429 => GoogleOutcome.TooManyCalls,
            403 when isOverCallQuota => GoogleOutcome.TooManyCalls,
            403 => GoogleOutcome.AccountRejected,
            408 or >= 500 => GoogleOutcome.Retry,
            _ => GoogleOutcome.Rejected,
        };
        return new GoogleResponse(outcome, reason, retryAfter);
    }

    internal static GoogleResponse Unanswered(string reason) => new(GoogleOutcome.Retry, reason);

    internal static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - now) : null;

    private static string ReasonOf(int status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                return Shorten($"{status} {message.GetString()}");
        }
        catch (JsonException)
        {
            // A response of a proxy on the way: the status is enough.
        }

        return $"{status} {(HttpStatusCode)status}";
    }

    // PostgreSQL's text cannot hold NUL.
    private static string Shorten(string text) => TextCut.Storable(text, MaxReason);
}
