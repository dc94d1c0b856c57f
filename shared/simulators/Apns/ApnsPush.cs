namespace Passinstance.Simulators.Apns;

/// <summary>A push as received, and the response.</summary>
/// <param name="PushToken">The device's push token.</param>
/// <param name="Topic">The pass type.</param>
/// <param name="Payload">Must be an empty JSON dictionary.</param>
/// <param name="Connection">Identifies the connection.</param>
/// <param name="Status">200 when it was accepted.</param>
/// <param name="Reason">Apple's reason when it was rejected.</param>
/// <param name="At">When it arrived, by <c>Stopwatch</c>.</param>
public sealed record ApnsPush(string PushToken, string? Topic, string Payload, string Connection, int Status, string? Reason, long At)
{
    /// <summary>The sender's id for it (<c>apns-id</c>); null without one.</summary>
    public string? Id { get; init; }
}

/// <summary>A scripted response instead of Apple's.</summary>
public sealed record ApnsScript
{
    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The reason in the body; none with 200.</summary>
    public string? Reason { get; init; }

    /// <summary>When the token became invalid, with 410; now by default.</summary>
    public DateTimeOffset? InvalidSince { get; init; }

    /// <summary>The header <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Delay before the response.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Task to wait for before the response; none by default.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Sends GOAWAY: pending requests get a response, the connection accepts no more.</summary>
    public bool GoesAway { get; init; }

    /// <summary>Closes the connection without a response.</summary>
    public bool Breaks { get; init; }

    /// <summary>A response as Apple would send it.</summary>
    public static ApnsScript Of(int status, string? reason = null) => new() { Status = status, Reason = reason };
}
