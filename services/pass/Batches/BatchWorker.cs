using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Passes.Templates;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Claims units and executes their items, some units at once. A claim whose process died ends with its lease; the next one goes on with the
/// items that have no result.
/// </summary>
internal sealed partial class BatchWorker(
    IServiceScopeFactory scopes, BatchStore store, WorkSignal<BatchWorker> signal, IOptions<BatchOptions> options, TimeProvider time,
    ILogger<BatchWorker> logger)
    : ClaimedWorkLoop<ClaimedUnit>(signal, ToWorkOptions(options.Value), time, logger)
{
    protected override Task<IReadOnlyList<ClaimedUnit>> ClaimAsync(int free, CancellationToken cancellationToken) =>
        store.ClaimAsync(free, cancellationToken);

    protected override async Task RunAsync(ClaimedUnit claim, CancellationToken cancellationToken)
    {
        await store.MarkStartedAsync(claim, Time.GetUtcNow(), cancellationToken);
        if (await RunItemsAsync(claim, cancellationToken))
            await InScopeAsync(runner => runner.EndUnitAsync(claim, cancellationToken));
    }

    protected override Task RenewAsync(IReadOnlyCollection<ClaimedUnit> claims, CancellationToken cancellationToken) =>
        store.RenewAsync(claims, cancellationToken);

    protected override Task ReleaseAsync(ClaimedUnit claim, CancellationToken cancellationToken) =>
        store.ReleaseAsync(claim, TimeSpan.Zero, isAttempt: false, cancellationToken);

    protected override string Describe(ClaimedUnit claim) =>
        $"unit {claim.Number} of batch {TypeId.Format(IdPrefixes.Batch, claim.BatchId)}";

    /// <returns>True when every item has a result.</returns>
    private async Task<bool> RunItemsAsync(ClaimedUnit unit, CancellationToken cancellationToken)
    {
        var last = -1;
        while (await store.ReadPendingAsync(unit, last, cancellationToken) is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                if (!await RunItemAsync(unit, item, cancellationToken))
                    return false;
                last = item.Index;
            }
        }

        return true;
    }

    private async Task<bool> RunItemAsync(ClaimedUnit unit, PendingItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await InScopeAsync(runner => runner.RunAsync(unit, item, cancellationToken));
        }
        catch (TemplateServiceUnavailableException exception) when (unit.Attempts < BatchLimits.MaxAttempts)
        {
            LogTemplateServiceUnavailable(item.Index, Describe(unit), options.Value.RetryDelay, exception);
            await store.ReleaseAsync(unit, options.Value.RetryDelay, isAttempt: true, cancellationToken);
            return false;
        }
        catch (Exception exception) when (
            !PostgresErrors.IsTransient(exception) && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // An unexpected error of one item must not stop the others.
            LogItemFailed(item.Index, Describe(unit), exception);
            return await InScopeAsync(runner => runner.FailAsync(unit, item, ProblemOf(exception), cancellationToken));
        }
    }

    private static Problem ProblemOf(Exception exception) => exception is TemplateServiceUnavailableException
        ? Problem.Of(StatusCodes.Status503ServiceUnavailable, "template_service_unavailable",
            "The template could not be read for too long. Send this item again.")
        : Problem.Of(StatusCodes.Status500InternalServerError, "internal_error",
            "The item failed because of an error on our side. Send it again; if it fails again, give the batch's id to support.");

    // Each item has a DbContext of its own: nothing of one is left for the next.
    private async Task<T> InScopeAsync<T>(Func<BatchItemRunner, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<BatchItemRunner>());
    }

    private async Task InScopeAsync(Func<BatchItemRunner, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<BatchItemRunner>());
    }

    private static ClaimedWorkOptions ToWorkOptions(BatchOptions options) =>
        new() { Concurrency = options.Concurrency, Lease = options.Lease, ShutdownTimeout = TimeSpan.FromSeconds(2) };

    [LoggerMessage(LogLevel.Warning,
        "Item {Index} of {Unit}: the template service does not respond; the unit is tried again in {RetryDelay}.")]
    private partial void LogTemplateServiceUnavailable(int index, string unit, TimeSpan retryDelay, Exception exception);

    [LoggerMessage(LogLevel.Error, "Item {Index} of {Unit} failed with an unexpected error; the other items go on.")]
    private partial void LogItemFailed(int index, string unit, Exception exception);
}
