namespace Passinstance.Webhooks.Deliveries;

/// <summary>One call of a receiver, written by SQL in the transaction that records its outcome.</summary>
internal sealed class Attempt
{
    public Guid OrganizationId { get; private init; }
    public Guid EndpointId { get; private init; }
    public Guid EventId { get; private init; }
    /// <summary>1 for the first.</summary>
    public int Number { get; private init; }
    public DeliveryTrigger Trigger { get; private init; }
    /// <summary>The address that was called; the receiver's may have changed since.</summary>
    public string Url { get; private init; } = "";
    /// <summary>When the call began, by the database's clock.</summary>
    public DateTimeOffset StartedAt { get; private init; }
    /// <summary>From the beginning of the call to its end; waiting in our queue is not in it.</summary>
    public int DurationMs { get; private init; }
    public int? StatusCode { get; private init; }
    /// <summary>Class of the error; null after a 2xx.</summary>
    public string? Error { get; private init; }
    /// <summary>Phases, null where the connection was there already or the phase was not reached.</summary>
    public int? DnsMs { get; private init; }
    public int? ConnectMs { get; private init; }
    public int? TlsMs { get; private init; }
    public int? FirstByteMs { get; private init; }
    /// <summary>Beginning of the answer's body as text.</summary>
    public string? Response { get; private init; }
    /// <summary>When the next attempt was due after this one.</summary>
    public DateTimeOffset? NextAttemptAt { get; private init; }
}
