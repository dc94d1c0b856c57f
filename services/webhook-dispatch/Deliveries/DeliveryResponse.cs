using System.Diagnostics.CodeAnalysis;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>The delivery of one event to one webhook.</summary>
public record DeliveryResponse
{
    /// <summary><c>whk_...</c></summary>
    public required string WebhookId { get; init; }
    /// <summary><c>evt_...</c>, the <c>webhook-id</c> of every attempt.</summary>
    public required string EventId { get; init; }
    /// <summary>For example <c>pass.created</c>.</summary>
    public required string EventType { get; init; }
    /// <summary><c>pending</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }
    /// <summary>What triggered it: <c>event</c>, <c>resend</c>, <c>recover</c>, <c>replay</c> or <c>test</c>.</summary>
    public required string Trigger { get; init; }
    /// <summary>Number of attempts so far.</summary>
    public required int Attempts { get; init; }
    /// <summary>When the next attempt is due; absent when none is scheduled or one is in progress.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
    /// <summary>HTTP status of the last response.</summary>
    public int? LastStatusCode { get; init; }
    /// <summary>Class of the last error.</summary>
    public string? LastError { get; init; }
    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When your endpoint accepted it.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    internal static DeliveryResponse From(Delivery delivery) => new()
    {
        WebhookId = TypeId.Format(IdPrefixes.Webhook, delivery.EndpointId),
        EventId = TypeId.Format(IdPrefixes.Event, delivery.EventId),
        EventType = delivery.EventType,
        Status = WireNames.Of(delivery.Status),
        Trigger = WireNames.Of(delivery.Trigger),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery is { Status: DeliveryStatus.Pending, ClaimId: null } ? delivery.NextAttemptAt : null,
        LastStatusCode = delivery.LastStatusCode,
        LastError = delivery.LastError,
        CreatedAt = delivery.CreatedAt,
        DeliveredAt = delivery.DeliveredAt,
    };
}

/// <summary>A delivery with its payload and all its attempts.</summary>
public sealed record DeliveryDetailResponse : DeliveryResponse
{
    [SetsRequiredMembers]
    private DeliveryDetailResponse(DeliveryResponse delivery)
        : base(delivery)
    {
    }

    /// <summary>
    /// The payload that every attempt sends; absent when the event has been deleted, 30 days after it happened. Links to passes are left
    /// out for a credential that may not read passes.
    /// </summary>
    public EventResponse? Payload { get; private init; }

    /// <summary>The attempts, latest first.</summary>
    public IReadOnlyList<AttemptResponse> AttemptLog { get; private init; } = [];

    internal static DeliveryDetailResponse From(Delivery delivery, IEnumerable<Attempt> attempts, EventResponse? payload) =>
        new(From(delivery)) { Payload = payload, AttemptLog = [.. attempts.Select(AttemptResponse.From)] };
}

/// <summary>One HTTP request of a delivery.</summary>
/// <param name="Number">Starts at 1.</param>
/// <param name="Trigger">What triggered the attempt.</param>
/// <param name="Url">The URL that was called.</param>
/// <param name="StartedAt">When the attempt started.</param>
/// <param name="DurationMs">Total duration.</param>
/// <param name="StatusCode">HTTP status of the response.</param>
/// <param name="Error">Error class; absent after a 2xx.</param>
/// <param name="DnsMs">DNS lookup; absent when a connection was reused.</param>
/// <param name="ConnectMs">Connection.</param>
/// <param name="TlsMs">TLS handshake.</param>
/// <param name="FirstByteMs">From the request to the first byte of the response.</param>
/// <param name="Response">Beginning of the response body.</param>
/// <param name="NextAttemptAt">When the next attempt was scheduled.</param>
public sealed record AttemptResponse(
    int Number, string Trigger, string Url, DateTimeOffset StartedAt, int DurationMs, int? StatusCode, string? Error, int? DnsMs,
    int? ConnectMs, int? TlsMs, int? FirstByteMs, string? Response, DateTimeOffset? NextAttemptAt)
{
    internal static AttemptResponse From(Attempt attempt) => new(
        attempt.Number, WireNames.Of(attempt.Trigger), attempt.Url, attempt.StartedAt, attempt.DurationMs, attempt.StatusCode,
        attempt.Error, attempt.DnsMs, attempt.ConnectMs, attempt.TlsMs, attempt.FirstByteMs, attempt.Response, attempt.NextAttemptAt);
}
