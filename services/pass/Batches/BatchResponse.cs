using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Why an item failed: what the single operation would have answered.</summary>
/// <param name="Status">The HTTP status of the single operation.</param>
/// <param name="Code">Stable word for programs, explained in /docs/errors.</param>
/// <param name="Message">What happened and what to do next.</param>
/// <param name="Errors">Invalid values, with pointers into the item.</param>
public sealed record BatchItemError(int Status, string Code, string Message, IReadOnlyList<InvalidValue>? Errors)
{
    internal static BatchItemError From(Problem problem) => new(problem.StatusCode, problem.Code, problem.Detail, problem.Errors);
}

/// <summary>An item and what became of it.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Operation">What was to be done.</param>
/// <param name="Status">What became of it.</param>
/// <param name="PassId">The pass, <c>pas_...</c>.</param>
/// <param name="SerialNumber">The serial number that the item named.</param>
/// <param name="Error">Why it failed.</param>
public sealed record BatchItemResponse(
    int Index, BatchOperation Operation, BatchItemStatus Status, string? PassId, string? SerialNumber, BatchItemError? Error)
{
    internal static BatchItemResponse From(BatchItem item) => new(
        item.Index, item.Operation, item.Status, item.PassId is { } pass
        ? TypeId.Format(IdPrefixes.Pass, pass) : null, item.SerialNumber, item.Error);
}

/// <summary>A batch as the API shows it.</summary>
public sealed record BatchResponse
{
    /// <summary><c>bat_...</c></summary>
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    public required BatchStatus Status { get; init; }

    /// <summary>Items in all.</summary>
    public required int Total { get; init; }

    /// <summary>Items that have come to something.</summary>
    public required int Processed { get; init; }

    /// <summary>Percent of the items that have come to something; 100 only when all have.</summary>
    public required int Progress { get; init; }

    /// <summary>What they came to.</summary>
    public required BatchCounts Counts { get; init; }

    /// <summary>When it was taken in.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first item was begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The first 100 items that have come to something, by index; all of them at <c>GET /batch/{id}/items</c>.</summary>
    public IReadOnlyList<BatchItemResponse>? Results { get; init; }

    /// <summary>The first 100 items that failed, by index.</summary>
    public IReadOnlyList<BatchItemResponse>? Errors { get; init; }

    internal static BatchResponse From(Batch batch, BatchCounts counts)
    {
        var processed = counts.Done + counts.Cancelled;
        return new BatchResponse
        {
            Id = TypeId.Format(IdPrefixes.Batch, batch.Id),
            Status = batch.Status,
            Total = batch.Total,
            Processed = processed,
            Progress = (int)(100L * processed / batch.Total),
            Counts = counts,
            CreatedAt = batch.CreatedAt,
            StartedAt = batch.StartedAt,
            CompletedAt = batch.CompletedAt,
        };
    }
}
