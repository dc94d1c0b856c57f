using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Passinstance.Background;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Claims due deliveries and sends them, a bounded number at once: first attempts before retries, with some room kept for retries. Replicas
/// share the work by claims.
/// </summary>
internal sealed partial class DeliveryWorker(
    ClaimStore store, WebhookSender sender, OutcomeRecorder recorder, DeliverySignal signal, DispatchLimits limits, TimeProvider time, ILogger<DeliveryWorker> logger)
    : BackgroundService
{
    // Between two rounds that found work: claims of ten cost little more than claims of one. After a pause the first event is claimed at once.
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<ClaimedDelivery, Task> _underWay = new(ReferenceEqualityComparer.Instance);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sending = new CancellationTokenSource();
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var heartbeat = ClaimHeartbeat.RunAsync<ClaimedDelivery>(limits.Lease, () => [.. _underWay.Keys], store.RenewAsync, LogHeartbeatFailed, time, beating.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await SendDueAsync(sending.Token, stoppingToken))
                    await Task.Delay(BatchDelay, time, stoppingToken);
                else
                    await signal.WaitAsync(limits.PollInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await beating.CancelAsync();
        await heartbeat;
        await DrainAsync(sending);
    }

    /// <summary>One round over both lanes.</summary>
    /// <returns>Whether there is likely more to do at once.</returns>
    private async Task<bool> SendDueAsync(CancellationToken sending, CancellationToken stoppingToken)
    {
        var free = limits.Concurrency - _underWay.Count;
        if (free <= 0)
            return false;
        var claimed = 0;
        try
        {
            var fresh = Math.Max(0, free - limits.RetryReserve);
            if (fresh > 0)
                claimed += Send(await store.ClaimAsync(ClaimStore.FirstAttempts, fresh, stoppingToken), sending);
            claimed += Send(await store.ClaimAsync(ClaimStore.Retries, free - claimed, stoppingToken), sending);
        }
        catch (NpgsqlException exception)
        {
            LogClaimFailed(exception);
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
        }

        return claimed > 0;
    }

    private int Send(IReadOnlyList<ClaimedDelivery> claimed, CancellationToken sending)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var delivery in claimed)
        {
            var task = DeliverAsync(delivery, now, sending);
            _underWay[delivery] = task;
            // The entry is made first and taken out after, whichever of the two ends first.
            _ = task.ContinueWith((_, state) => Ended((ClaimedDelivery)state!), delivery, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return claimed.Count;
    }

    private void Ended(ClaimedDelivery delivery)
    {
        if (_underWay.TryRemove(delivery, out _))
            signal.Set();
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, long claimed, CancellationToken sending)
    {
        await Task.Yield();
        using var activity = DeliveryTraces.Start(delivery);
        try
        {
            var outcome = await sender.SendAsync(delivery, claimed, sending);
            DeliveryTraces.End(activity, outcome);
            await recorder.RecordAsync(delivery, outcome);
            if (!outcome.IsSuccess)
                LogAttemptFailed(delivery.EventId, delivery.EndpointId, outcome.Error!, outcome.StatusCode);
        }
        catch (OperationCanceledException) when (sending.IsCancellationRequested)
        {
            await ReleaseAsync(delivery);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody foresaw it: the claim ends by its lease, and the log says what to mend.
            LogAttemptBroke(delivery.EventId, delivery.EndpointId, exception);
        }
    }

    // Interrupted by our own stop: no attempt of the receiver's.
    private async Task ReleaseAsync(ClaimedDelivery delivery)
    {
        using var deadline = new CancellationTokenSource(ReleaseTimeout, time);
        try
        {
            await store.ReleaseAsync([delivery], deadline.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            LogReleaseFailed(delivery.EventId, delivery.EndpointId, exception);
        }
    }

    private async Task DrainAsync(CancellationTokenSource sending)
    {
        var all = Task.WhenAll(_underWay.Values);
        try
        {
            await all.WaitAsync(limits.ShutdownTimeout, time);
        }
        catch (TimeoutException)
        {
            await sending.CancelAsync();
            await all;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due deliveries could not be claimed; trying again in a second.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "Event {EventId} to webhook endpoint {EndpointId}: attempt failed ({Error}, status {StatusCode}).")]
    private partial void LogAttemptFailed(Guid eventId, Guid endpointId, string error, int? statusCode);

    [LoggerMessage(LogLevel.Error, "Event {EventId} to webhook endpoint {EndpointId}: the attempt ended in an error of our own; it is made again when its claim runs out.")]
    private partial void LogAttemptBroke(Guid eventId, Guid endpointId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Event {EventId} to webhook endpoint {EndpointId} could not be given back; its claim runs out by itself.")]
    private partial void LogReleaseFailed(Guid eventId, Guid endpointId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Claims could not be renewed; trying again before they run out.")]
    private partial void LogHeartbeatFailed(Exception exception);
}
