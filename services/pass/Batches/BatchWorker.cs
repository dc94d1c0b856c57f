using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Templates;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Claims units and executes them, a few at once. A unit whose process died is claimed again when its lease ends: nothing of it has taken
/// effect.
/// </summary>
internal sealed partial class BatchWorker(
    IServiceScopeFactory scopes, BatchStore store, OutboxBacklog outbox, WorkSignal<BatchWorker> signal, IOptions<BatchOptions> options,
    TimeProvider time, ILogger<BatchWorker> logger)
    : ClaimedWorkLoop<ClaimedUnit>(signal, ToWorkOptions(options.Value), time, logger)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BacklogDelay = TimeSpan.FromMilliseconds(50);
    private DateTimeOffset _nextSweep;

    protected override async Task<IReadOnlyList<ClaimedUnit>> ClaimAsync(int free, CancellationToken cancellationToken)
    {
        var claimed = await store.ClaimAsync(free, cancellationToken);
        if (claimed.Count == 0 && Time.GetUtcNow() >= _nextSweep)
        {
            _nextSweep = Time.GetUtcNow() + BetweenSweeps;
            foreach (var (organizationId, batchId) in await store.FindDoneAsync(cancellationToken))
                await InScopeAsync(runner => runner.EndBatchAsync(organizationId, batchId, cancellationToken));
        }

        return claimed;
    }

    protected override async Task RunAsync(ClaimedUnit claim, CancellationToken cancellationToken)
    {
        // A batch of a million must not put a million events before those of others.
        while (await outbox.HasAtLeastAsync(IWorkBatch.MaxWaitingEvents, cancellationToken))
            await Task.Delay(BacklogDelay, Time, cancellationToken);
        if (await RunUnitAsync(claim, cancellationToken))
            await InScopeAsync(runner => runner.EndBatchAsync(claim.OrganizationId, claim.BatchId, cancellationToken));
    }

    protected override Task RenewAsync(IReadOnlyCollection<ClaimedUnit> claims, CancellationToken cancellationToken) =>
        store.RenewAsync(claims, cancellationToken);

    protected override Task ReleaseAsync(ClaimedUnit claim, CancellationToken cancellationToken) =>
        store.ReleaseAsync(claim, TimeSpan.Zero, isAttempt: false, cancellationToken);

    protected override string Describe(ClaimedUnit claim) =>
        $"unit {claim.Number} of batch {TypeId.Format(IdPrefixes.Batch, claim.BatchId)}";

    /// <returns>True when every item of it has a result.</returns>
    private async Task<bool> RunUnitAsync(ClaimedUnit unit, CancellationToken cancellationToken)
    {
        try
        {
            var isDone = false;
            await InScopeAsync(async runner => isDone = await runner.RunAsync(unit, cancellationToken));
            return isDone;
        }
        catch (TemplateServiceUnavailableException exception) when (unit.Attempts < BatchLimits.MaxAttempts)
        {
            LogTemplateServiceUnavailable(Describe(unit), options.Value.RetryDelay, exception);
            await store.ReleaseAsync(unit, options.Value.RetryDelay, isAttempt: true, cancellationToken);
            return false;
        }
        catch (Exception exception) when (
            !PostgresErrors.IsTransient(exception) && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            if (unit.Attempts < BatchLimits.MaxAttempts)
            {
                LogUnitRepeated(Describe(unit), options.Value.RetryDelay, exception);
                await store.ReleaseAsync(unit, options.Value.RetryDelay, isAttempt: true, cancellationToken);
                return false;
            }

            // An unexpected error of one unit must not stop the others.
            LogUnitFailed(Describe(unit), exception);
            await InScopeAsync(runner => runner.FailAsync(unit, InternalError(), cancellationToken));
            return true;
        }
    }

    private static Problem InternalError() => Problem.Of(StatusCodes.Status500InternalServerError, "internal_error",
        "The item failed because of an error on our side. Send it again; if it fails again, give the batch's id to support.");

    // Each unit has a DbContext of its own: nothing of one is left for the next.
    private async Task InScopeAsync(Func<BatchUnitRunner, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<BatchUnitRunner>());
    }

    private static ClaimedWorkOptions ToWorkOptions(BatchOptions options) =>
        new() { Concurrency = options.Concurrency, Lease = options.Lease, ShutdownTimeout = TimeSpan.FromSeconds(2) };

    [LoggerMessage(LogLevel.Warning, "{Unit}: the template service does not respond; it is tried again in {RetryDelay}.")]
    private partial void LogTemplateServiceUnavailable(string unit, TimeSpan retryDelay, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Unit} had an unexpected error; nothing of it took effect and it is tried again in {RetryDelay}.")]
    private partial void LogUnitRepeated(string unit, TimeSpan retryDelay, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Unit} failed with an unexpected error; all its items have failed, and the other units go on.")]
    private partial void LogUnitFailed(string unit, Exception exception);
}
