using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.Deliveries;

internal enum DeliveryStatus
{
    /// <summary>Due now or later.</summary>
    Pending,
    /// <summary>The receiver said 2xx.</summary>
    Delivered,
    /// <summary>All attempts failed.</summary>
    Failed,
}

/// <summary>One event on its way to one receiver.</summary>
internal sealed class Delivery
{
    public Guid OrganizationId { get; private init; }

    public Guid ReceiverId { get; private init; }

    public Guid EventId { get; private init; }

    public DeliveryStatus Status { get; private init; }

    /// <summary>Attempts that were made.</summary>
    public int Attempts { get; private init; }

    /// <summary>Earliest time of the next claim, by the database's clock; a claim moves it past the lease.</summary>
    public DateTimeOffset? NextAttemptAt { get; private init; }

    /// <summary>The claim that holds it; only that claim records an outcome.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>Status code of the last answer.</summary>
    public int? LastStatusCode { get; private init; }

    /// <summary>Class of the last error, never its text: it could tell of the network behind us.</summary>
    public string? LastError { get; private init; }

    public DateTimeOffset? DeliveredAt { get; private init; }

    internal static Delivery Of(RecordedEvent recorded, Guid receiverId) => new()
    {
        OrganizationId = recorded.OrganizationId,
        ReceiverId = receiverId,
        EventId = recorded.Id,
    };
}
