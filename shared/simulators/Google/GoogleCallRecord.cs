using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>A call as it arrived, and what was answered.</summary>
/// <param name="Account">Whose access token it came with; null when that is not known here.</param>
/// <param name="Method">How.</param>
/// <param name="Path">Below <c>/walletobjects/v1/</c>.</param>
/// <param name="Body">What was sent.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Reason">Google's word when it was refused.</param>
/// <param name="Request">The request that brought it: calls of one batch share it.</param>
/// <param name="At">When it came, by <c>Stopwatch</c>.</param>
public sealed record GoogleCallRecord(string? Account, string Method, string Path, JsonObject? Body, int Status, string? Reason,
    int Request, long At)
{
    /// <summary>Method and path in one line.</summary>
    public override string ToString() => $"{Method} {Path} {Status}";
}

/// <summary>What to answer a call instead of what Google would.</summary>
public sealed record GoogleScript
{
    /// <summary>The status; 0 for what Google would answer, after the delay.</summary>
    public int Status { get; init; }

    /// <summary>The reason and message in the body.</summary>
    public string Reason { get; init; } = "scripted";

    /// <summary>The header <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What to wait for first; nothing unless given.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Does what was asked, and breaks the connection without an answer.</summary>
    public bool Breaks { get; init; }

    /// <summary>An answer with this status.</summary>
    public static GoogleScript Of(int status, string reason = "scripted", int? retryAfter = null) =>
        new() { Status = status, Reason = reason, RetryAfter = retryAfter };
}

/// <summary>An answer of Google's.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">Seconds to wait.</param>
internal sealed record GoogleReply(int Status, JsonNode Body, int? RetryAfter = null)
{
    internal string? Reason => (Body as JsonObject)?["error"]?["errors"]?[0]?["reason"]?.GetValue<string>();

    internal static GoogleReply Ok(JsonNode body) => new(200, body);
}

/// <summary>Google refuses a call.</summary>
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

/// <summary>A holder could not do what they wanted.</summary>
public sealed class SaveRefusedException(string message) : Exception(message);
