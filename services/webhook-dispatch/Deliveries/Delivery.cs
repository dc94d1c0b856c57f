using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.Deliveries;

internal enum DeliveryStatus
{
    /// <summary>Due now or later, or under way.</summary>
    Pending,
    /// <summary>The receiver said 2xx.</summary>
    Delivered,
    /// <summary>No attempt is left, or the receiver wants none.</summary>
    Failed,
}

/// <summary>Why an attempt is made.</summary>
internal enum DeliveryTrigger
{
    /// <summary>The event happened.</summary>
    Event,
    /// <summary>Somebody asked for this one again.</summary>
    Resend,
    /// <summary>Everything that failed since a time is sent again.</summary>
    Recover,
    /// <summary>The receiver had missed it: it was disabled, or wanted other events.</summary>
    Replay,
    /// <summary>A test.</summary>
    Test,
}

/// <summary>One event on its way to one receiver.</summary>
internal sealed class Delivery
{
    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    public Guid EventId { get; private init; }

    /// <summary>The event's, kept when the event itself is deleted.</summary>
    public string EventType { get; private init; } = "";

    public DeliveryStatus Status { get; private init; }

    public DeliveryTrigger Trigger { get; private init; }

    /// <summary>Attempts that were made.</summary>
    public int Attempts { get; private init; }

    /// <summary>Attempts of the present schedule that were made; recovery starts it anew.</summary>
    public int Step { get; private init; }

    /// <summary>0 for first attempts, 1 for retries: an outage's mountain of retries never delays a fresh event.</summary>
    public short Lane { get; private init; }

    /// <summary>Earliest time of the next claim, by the database's clock; a claim moves it past the lease.</summary>
    public DateTimeOffset? NextAttemptAt { get; private init; }

    /// <summary>The claim that holds it; only that claim records an outcome.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>Status code of the last answer.</summary>
    public int? LastStatusCode { get; private init; }

    /// <summary>Class of the last error, never its text: it could tell of the network behind us.</summary>
    public string? LastError { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? FirstAttemptAt { get; private init; }

    public DateTimeOffset? DeliveredAt { get; private init; }

    internal static Delivery Of(RecordedEvent recorded, Guid endpointId, DeliveryTrigger trigger) => new()
    {
        OrganizationId = recorded.OrganizationId,
        EndpointId = endpointId,
        EventId = recorded.Id,
        EventType = recorded.Type,
        Trigger = trigger,
    };
}
