namespace Passinstance.Testing.Webhooks;

/// <summary>What a receiver does with one request.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The status to answer with.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How long to wait before answering.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Headers of the answer, for example Retry-After or Location.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer's body.</summary>
    public string Body { get; init; } = "";

    /// <summary>True: never answer, until the caller gives up or the receiver is disposed.</summary>
    public bool Hangs { get; init; }

    /// <summary>True: close the connection without an answer.</summary>
    public bool Closes { get; init; }

    /// <summary>200 at once.</summary>
    public static WebhookAnswer Ok { get; } = new();

    /// <summary>Never answers.</summary>
    public static WebhookAnswer Hang { get; } = new() { Hangs = true };

    /// <summary>Closes the connection.</summary>
    public static WebhookAnswer Close { get; } = new() { Closes = true };

    /// <summary>Answers with a status.</summary>
    public static WebhookAnswer WithStatus(int status) => new() { Status = status };
}
