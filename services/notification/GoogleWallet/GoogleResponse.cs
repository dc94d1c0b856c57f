using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>One call of Google's API.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">Below <c>/walletobjects/v1/</c>.</param>
/// <param name="Body">What.</param>
internal sealed record GoogleCall(HttpMethod Method, string Path, JsonObject Body)
{
    internal static GoogleCall Insert(string resource, JsonObject body) => new(HttpMethod.Post, resource, body);

    internal static GoogleCall Replace(string resource, string id, JsonObject body) => new(HttpMethod.Put, $"{resource}/{id}", body);

    internal static GoogleCall Change(string resource, string id, JsonObject body) => new(HttpMethod.Patch, $"{resource}/{id}", body);

    internal static GoogleCall AddMessage(string resource, string id, JsonObject body) => new(HttpMethod.Post, $"{resource}/{id}/addMessage", body);
}

/// <summary>What follows from an answer.</summary>
internal enum GoogleOutcome
{
    /// <summary>Google took it.</summary>
    Done,
    /// <summary>It is there already.</summary>
    Exists,
    /// <summary>There is no such thing to change.</summary>
    Missing,
    /// <summary>The access token is not taken; another one may be.</summary>
    TokenRefused,
    /// <summary>The account may not do it, nor anything else for the issuer.</summary>
    AccountRefused,
    /// <summary>The holder has been told of too much today.</summary>
    ToldTooOften,
    /// <summary>The project's calls are too many.</summary>
    TooMany,
    /// <summary>Nothing is wrong with it: later.</summary>
    Later,
    /// <summary>It will never be taken.</summary>
    Refused,
}

/// <summary>Google's answer to a call.</summary>
/// <param name="Outcome">What follows.</param>
/// <param name="Reason">Google's words, or ours when there was no answer.</param>
/// <param name="RetryAfter">What Google asked for.</param>
internal sealed record GoogleResponse(GoogleOutcome Outcome, string Reason, TimeSpan? RetryAfter = null)
{
    private const int MaxReason = 500;

    internal static GoogleResponse Sort(int status, string body, TimeSpan? retryAfter)
    {
        if (status is >= 200 and < 300)
            return new GoogleResponse(GoogleOutcome.Done, "");
        var reason = ReasonOf(status, body);
        var isOverHoldersQuota = body.Contains("QuotaExceededException", StringComparison.OrdinalIgnoreCase);
        var isOverCallQuota = body.Contains("rateLimitExceeded", StringComparison.OrdinalIgnoreCase) || body.Contains("quotaExceeded", StringComparison.OrdinalIgnoreCase);
        var outcome = status switch
        {
            403 or 429 or 400 when isOverHoldersQuota => GoogleOutcome.ToldTooOften,
            409 => GoogleOutcome.Exists,
            404 => GoogleOutcome.Missing,
            401 => GoogleOutcome.TokenRefused,
            429 => GoogleOutcome.TooMany,
            403 when isOverCallQuota => GoogleOutcome.TooMany,
            403 => GoogleOutcome.AccountRefused,
            408 or >= 500 => GoogleOutcome.Later,
            _ => GoogleOutcome.Refused,
        };
        return new GoogleResponse(outcome, reason, retryAfter);
    }

    internal static GoogleResponse Unanswered(string reason) => new(GoogleOutcome.Later, reason);

    internal static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date - now) : null;

    private static string ReasonOf(int status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                return Shorten($"{status} {message.GetString()}");
        }
        catch (JsonException)
        {
            // Not every answer on the way is Google's own: the status says enough.
        }

        return $"{status} {(HttpStatusCode)status}";
    }

    // PostgreSQL's text cannot hold NUL.
    private static string Shorten(string text) => (text.Length <= MaxReason ? text : text[..MaxReason]).Replace('\0', ' ');
}
