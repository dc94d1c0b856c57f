namespace Passinstance.Passes.Batches;

/// <summary>One operation of a batch. Its effect and its result are stored by one transaction.</summary>
internal sealed class BatchItem
{
    public Guid OrganizationId { get; private init; }

    public Guid BatchId { get; private init; }

    /// <summary>Its place in the request.</summary>
    public int Index { get; private init; }

    public int Chunk { get; private init; }

    public BatchOperation Operation { get; private init; }

    /// <summary>As the request gave it.</summary>
    public string? SerialNumber { get; private init; }

    /// <summary>As the request gave it, and after an issue the new pass's.</summary>
    public Guid? PassId { get; private init; }

    public BatchItemStatus Status { get; private init; }

    /// <summary>What was asked, as JSON; gone once it has come to something.</summary>
    public string? Request { get; private init; }

    /// <summary>Why it failed.</summary>
    public BatchItemError? Error { get; private init; }
}

/// <summary>
/// Some items of a batch that one worker works off in their order. Items about one serial number are in one chunk, so that their order is
/// kept however many workers there are.
/// </summary>
internal sealed class BatchUnit
{
    public Guid OrganizationId { get; private init; }

    public Guid BatchId { get; private init; }

    public int Number { get; private init; }

    /// <summary>The worker that holds it; what another claim has done meanwhile cannot be counted here.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>When it may be claimed: now, at the end of a lease, or after a pause.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>How often it was given back because another service did not answer.</summary>
    public int Attempts { get; private init; }

    public DateTimeOffset? EndedAt { get; private init; }

    public int Created { get; private init; }

    public int Updated { get; private init; }

    public int Voided { get; private init; }

    public int Deleted { get; private init; }

    public int Failed { get; private init; }
}
