namespace Passinstance.Testing.Webhooks;

/// <summary>A webhook endpoint's response to one request.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The response status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Delay before the response.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Response headers, for example Retry-After or Location.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The response body.</summary>
    public string Body { get; init; } = "";

    /// <summary>True: never respond, until the caller gives up or the endpoint is disposed.</summary>
    public bool Hangs { get; init; }

    /// <summary>True: close the connection without a response.</summary>
    public bool Closes { get; init; }

    /// <summary>200 at once.</summary>
    public static WebhookAnswer Ok { get; } = new();

    /// <summary>Never responds.</summary>
    public static WebhookAnswer Hang { get; } = new() { Hangs = true };

    /// <summary>Closes the connection.</summary>
    public static WebhookAnswer Close { get; } = new() { Closes = true };

    /// <summary>Responds with a status.</summary>
    public static WebhookAnswer WithStatus(int status) => new() { Status = status };
}
