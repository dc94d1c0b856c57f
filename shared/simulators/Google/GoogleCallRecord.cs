using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>A call as received, and the response.</summary>
/// <param name="Account">The account of its access token; null when unknown.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below <c>/walletobjects/v1/</c>.</param>
/// <param name="Body">The request body.</param>
/// <param name="Status">The response status.</param>
/// <param name="Reason">Google's reason when it was rejected.</param>
/// <param name="Request">The request that contained it: calls of one batch share it.</param>
/// <param name="At">When it arrived, by <c>Stopwatch</c>.</param>
public sealed record GoogleCallRecord(string? Account, string Method, string Path, JsonObject? Body, int Status, string? Reason,
    int Request, long At)
{
    /// <summary>Method and path in one line.</summary>
    public override string ToString() => $"{Method} {Path} {Status}";
}

/// <summary>A scripted response to a call instead of Google's.</summary>
public sealed record GoogleScript
{
    /// <summary>The status; 0 for Google's response, after the delay.</summary>
    public int Status { get; init; }

    /// <summary>The reason and message in the body.</summary>
    public string Reason { get; init; } = "scripted";

    /// <summary>The header <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Delay before the response.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Executes the call, then closes the connection without a response.</summary>
    public bool Breaks { get; init; }

    /// <summary>A response with this status.</summary>
    public static GoogleScript Of(int status, string reason = "scripted", int? retryAfter = null) =>
        new() { Status = status, Reason = reason, RetryAfter = retryAfter };
}

/// <summary>A response as Google would send it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">Seconds to wait.</param>
internal sealed record GoogleReply(int Status, JsonNode Body, int? RetryAfter = null)
{
    internal string? Reason => (Body as JsonObject)?["error"]?["errors"]?[0]?["reason"]?.GetValue<string>();

    internal static GoogleReply Ok(JsonNode body) => new(200, body);
}

/// <summary>Google rejects a call.</summary>
internal sealed class RefusedException(int status, string reason, string message) : Exception(message)
{
    internal GoogleReply Reply => new(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = status,
            ["message"] = Message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = Message, ["domain"] = "global", ["reason"] = reason }),
            ["status"] = status switch
            {
                400 => "INVALID_ARGUMENT",
                401 => "UNAUTHENTICATED",
                403 => "PERMISSION_DENIED",
                404 => "NOT_FOUND",
                409 => "ALREADY_EXISTS",
                429 => "RESOURCE_EXHAUSTED",
                _ => "INTERNAL",
            },
        },
    });
}

/// <summary>An action of a holder failed.</summary>
public sealed class SaveRefusedException(string message) : Exception(message);
