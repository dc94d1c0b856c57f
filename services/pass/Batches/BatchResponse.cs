using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Why an item failed, as the single operation would have responded.</summary>
/// <param name="Status">HTTP status that the single operation would have returned.</param>
/// <param name="Code">Stable error code, explained in /docs/errors.</param>
/// <param name="Message">What happened and what to do next.</param>
/// <param name="Errors">Invalid values, with pointers into the item.</param>
public sealed record BatchItemError(int Status, string Code, string Message, IReadOnlyList<InvalidValue>? Errors)
{
    internal static BatchItemError From(Problem problem) => new(problem.StatusCode, problem.Code, problem.Detail, problem.Errors);
}

/// <summary>An item of a batch and its result.</summary>
/// <param name="Index">Position in the request, starting at 0.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Status">The state of the item.</param>
/// <param name="PassId">The pass, <c>pas_...</c>.</param>
/// <param name="SerialNumber">The serial number in the item.</param>
/// <param name="Error">Why the item failed.</param>
public sealed record BatchItemResponse(
    int Index, BatchOperation Operation, BatchItemStatus Status, string? PassId, string? SerialNumber, BatchItemError? Error)
{
    internal static BatchItemResponse From(BatchItem item) => new(
        item.Index, item.Operation, item.Status, item.PassId is { } pass
        ? TypeId.Format(IdPrefixes.Pass, pass) : null, item.SerialNumber, item.Error);
}

/// <summary>A batch.</summary>
public sealed record BatchResponse
{
    /// <summary><c>bat_...</c></summary>
    public required string Id { get; init; }

    /// <summary>The current state.</summary>
    public required BatchStatus Status { get; init; }

    /// <summary>Total number of items.</summary>
    public required int Total { get; init; }

    /// <summary>Items that have finished.</summary>
    public required int Processed { get; init; }

    /// <summary>Percentage of finished items; 100 only when all have finished.</summary>
    public required int Progress { get; init; }

    /// <summary>The same as <c>progress</c>.</summary>
    public required int Percent { get; init; }

    /// <summary>Items that were done.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Items that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Whether it validates every item and changes nothing; the counts are then those of a real run.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Items a second: over the last 15 seconds while it runs, over its whole time after its end.</summary>
    public double? ItemsPerSecond { get; init; }

    /// <summary>Seconds until it ends at the present rate, while it runs.</summary>
    public int? SecondsLeft { get; init; }

    /// <summary>Results of the finished items.</summary>
    public required BatchCounts Counts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When processing started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When processing ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The first 100 finished items, by index. <c>GET /batch/{id}/items</c> lists all.</summary>
    public IReadOnlyList<BatchItemResponse>? Results { get; init; }

    /// <summary>The first 100 items that failed, by index.</summary>
    public IReadOnlyList<BatchItemResponse>? Errors { get; init; }

    internal static BatchResponse From(Batch batch, BatchCounts counts, double? rate = null)
    {
        var processed = counts.Done + counts.Cancelled;
        var percent = (int)(100L * processed / batch.Total);
        return new BatchResponse
        {
            Id = TypeId.Format(IdPrefixes.Batch, batch.Id),
            Status = batch.Status,
            Total = batch.Total,
            Processed = processed,
            Progress = percent,
            Percent = percent,
            Succeeded = counts.Succeeded,
            Failed = counts.Failed,
            DryRun = batch.IsDryRun,
            ItemsPerSecond = rate is { } known ? Math.Round(known, 1) : null,
            SecondsLeft = rate > 0 && batch.CompletedAt is null ? (int)Math.Ceiling((batch.Total - processed) / rate.Value) : null,
            Counts = counts,
            CreatedAt = batch.CreatedAt,
            StartedAt = batch.StartedAt,
            CompletedAt = batch.CompletedAt,
        };
    }

    internal static double? RateOf(int done, DateTimeOffset? start, DateTimeOffset? end) =>
        done > 0 && start is { } from && end is { } to ? done / Math.Max((to - from).TotalSeconds, 0.001) : null;
}
