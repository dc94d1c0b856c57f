namespace Passinstance.Simulators.Apns;

/// <summary>A push as it arrived, and what was answered.</summary>
/// <param name="PushToken">The device.</param>
/// <param name="Topic">The pass type.</param>
/// <param name="Payload">Must be an empty JSON dictionary.</param>
/// <param name="Connection">Tells connections apart.</param>
/// <param name="Status">200 when it was taken.</param>
/// <param name="Reason">Apple's word when it was not.</param>
/// <param name="At">When it came, by <c>Stopwatch</c>.</param>
public sealed record ApnsPush(string PushToken, string? Topic, string Payload, string Connection, int Status, string? Reason, long At)
{
    /// <summary>The sender's id of it (<c>apns-id</c>); null when it gave none.</summary>
    public string? Id { get; init; }
}

/// <summary>What to answer instead of what Apple would.</summary>
public sealed record ApnsScript
{
    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The reason in the body; none with 200.</summary>
    public string? Reason { get; init; }

    /// <summary>The header <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How long to wait first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What to wait for first; nothing unless given.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Says GOAWAY: what is under way is answered, nothing more is taken on the connection.</summary>
    public bool GoesAway { get; init; }

    /// <summary>Breaks the connection without an answer.</summary>
    public bool Breaks { get; init; }

    /// <summary>An answer of Apple's.</summary>
    public static ApnsScript Of(int status, string? reason = null) => new() { Status = status, Reason = reason };
}
