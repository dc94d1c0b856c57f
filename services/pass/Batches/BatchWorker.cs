using System.Collections.Concurrent;
using Npgsql;
using Passinstance.Background;
using Passinstance.Passes.Templates;
using Passinstance.Persistence;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Claims chunks and works them off, some at once. Replicas share batches by claims; a claim whose holder died ends with its lease, and the
/// next holder goes on with the items that have no result.
/// </summary>
internal sealed partial class BatchWorker(
    IServiceScopeFactory scopes, BatchStore store, WorkSignal<BatchWorker> signal, BatchLimits limits, TimeProvider time, ILogger<BatchWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<ClaimedItems, Task> _underWay = new(ReferenceEqualityComparer.Instance);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var heartbeat = ClaimHeartbeat.RunAsync<ClaimedItems>(limits.Lease, () => [.. _underWay.Keys], store.RenewAsync, LogHeartbeatFailed, time, stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ClaimAsync(stoppingToken);
                await signal.WaitAsync(limits.PollInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is under way ends with its item.
        }

        await heartbeat;
        await Task.WhenAll(_underWay.Values);
    }

    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        var free = limits.Concurrency - _underWay.Count;
        if (free <= 0)
            return;
        try
        {
            foreach (var chunk in await store.ClaimAsync(free, stoppingToken))
            {
                _underWay[chunk] = Task.CompletedTask;
                var task = WorkOffAsync(chunk, stoppingToken);
                // The entry is made first and taken out by the end of the work, whichever comes first.
                _underWay.TryUpdate(chunk, task, Task.CompletedTask);
            }
        }
        catch (NpgsqlException exception)
        {
            LogClaimFailed(exception);
            await Task.Delay(OutagePause, time, stoppingToken);
        }
    }

    private async Task WorkOffAsync(ClaimedItems chunk, CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await store.BeginAsync(chunk, time.GetUtcNow(), stoppingToken);
            if (await RunItemsAsync(chunk, stoppingToken))
                await InScopeAsync(runner => runner.EndChunkAsync(chunk, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await ReleaseAsync(chunk, TimeSpan.Zero, charge: false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The database is away, or nobody foresaw it: items have their results or wait, and somebody tries again.
            LogChunkBroke(chunk.BatchId, chunk.Number, exception);
            await ReleaseAsync(chunk, OutagePause, charge: false);
        }
        finally
        {
            _underWay.TryRemove(chunk, out _);
            signal.Set();
        }
    }

    /// <returns>True when every item has come to something.</returns>
    private async Task<bool> RunItemsAsync(ClaimedItems chunk, CancellationToken stoppingToken)
    {
        var last = -1;
        while (await store.ReadPendingAsync(chunk, last, stoppingToken) is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                if (!await RunItemAsync(chunk, item, stoppingToken))
                    return false;
                last = item.Index;
            }
        }

        return true;
    }

    private async Task<bool> RunItemAsync(ClaimedItems chunk, PendingItem item, CancellationToken stoppingToken)
    {
        try
        {
            return await InScopeAsync(runner => runner.RunAsync(chunk, item, stoppingToken));
        }
        catch (TemplateServiceUnavailableException exception) when (chunk.Attempts < BatchLimits.MaxAttempts)
        {
            LogTemplateAway(chunk.BatchId, item.Index, exception);
            await ReleaseAsync(chunk, limits.Pause, charge: true);
            return false;
        }
        catch (Exception exception) when (!PostgresErrors.IsTransient(exception) && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // One item that nobody foresaw must not hold the others.
            LogItemBroke(chunk.BatchId, item.Index, exception);
            var problem = exception is TemplateServiceUnavailableException
                ? Problem.Of(StatusCodes.Status503ServiceUnavailable, "template_service_unavailable", "The template could not be read for too long. Send this item again.")
                : Problem.Of(StatusCodes.Status500InternalServerError, "internal_error", "The item failed on our side. Send it again; tell support the batch's id if it persists.");
            return await InScopeAsync(runner => runner.FailAsync(chunk, item, problem, stoppingToken));
        }
    }

    // Each item has a DbContext of its own: nothing of one is left for the next.
    private async Task<T> InScopeAsync<T>(Func<BatchItemRunner, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<BatchItemRunner>());
    }

    private Task<bool> InScopeAsync(Func<BatchItemRunner, Task> work) => InScopeAsync(async runner =>
    {
        await work(runner);
        return true;
    });

    private async Task ReleaseAsync(ClaimedItems chunk, TimeSpan pause, bool charge)
    {
        using var deadline = new CancellationTokenSource(ReleaseTimeout, time);
        try
        {
            await store.ReleaseAsync(chunk, pause, charge, deadline.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            LogReleaseFailed(chunk.BatchId, chunk.Number, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Chunks of batches could not be claimed; trying again in a second.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Chunk {Number} of batch {BatchId} was interrupted; it goes on in a second.")]
    private partial void LogChunkBroke(Guid batchId, int number, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Item {Index} of batch {BatchId} waits for the template service.")]
    private partial void LogTemplateAway(Guid batchId, int index, Exception exception);

    [LoggerMessage(LogLevel.Error, "Item {Index} of batch {BatchId} failed in an error of our own.")]
    private partial void LogItemBroke(Guid batchId, int index, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Chunk {Number} of batch {BatchId} could not be given back; its claim runs out by itself.")]
    private partial void LogReleaseFailed(Guid batchId, int number, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Claims of batches could not be renewed; trying again before they run out.")]
    private partial void LogHeartbeatFailed(Exception exception);
}

internal static class BatchSetup
{
    internal static void AddBatches(this IServiceCollection services)
    {
        services.AddSingleton<BatchStore>();
        services.AddSingleton<WorkSignal<BatchWorker>>();
        services.AddScoped<BatchItemRunner>();
        services.AddHostedService<BatchWorker>();
        services.AddRetention(new OldRows
        {
            Name = "batches",
            // Items and chunks go with their batch: ten thousand rows.
            Statement = """
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches WHERE completed_at < clock_timestamp() - $1 ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) old
                WHERE b.organization_id = old.organization_id AND b.id = old.id
                """,
            Age = BatchLimits.Age,
            BatchSize = 10,
        });
    }
}
