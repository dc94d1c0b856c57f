using System.Collections.Concurrent;
using Npgsql;
using Passinstance.Background;

namespace Passinstance.Notifications.Apns;

/// <summary>Claims due pushes and sends them, many at once. Replicas share the work by claims.</summary>
internal sealed partial class PushWorker(
    PushStore store, PushSender sender, PushRecorder recorder, ApnsChannels lanes, WorkSignal<PushWorker> signal, ApnsOptions options, TimeProvider time, ILogger<PushWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // Between two looks: claims of ten cost little more than claims of one.
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<ClaimedPush, Task> _underWay = new(ReferenceEqualityComparer.Instance);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sending = new CancellationTokenSource();
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var heartbeat = ClaimHeartbeat.RunAsync<ClaimedPush>(PushStore.Lease, () => [.. _underWay.Keys], store.RenewAsync, LogHeartbeatFailed, time, beating.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await SendDueAsync(sending.Token, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await beating.CancelAsync();
        await heartbeat;
        await DrainAsync(sending);
    }

    private async Task SendDueAsync(CancellationToken sending, CancellationToken stoppingToken)
    {
        try
        {
            var free = options.Concurrency - _underWay.Count;
            var claimed = free > 0 ? await store.ClaimAsync(free, lanes.Free, stoppingToken) : [];
            foreach (var push in claimed)
                Send(push, sending);
            if (claimed.Count > 0)
            {
                await Task.Delay(BatchDelay, time, stoppingToken);
                return;
            }

            var due = await store.NextDueAsync(stoppingToken) ?? Poll;
            // What is due and was not claimed waits for room in its lane, which an ended push makes known.
            await signal.WaitAsync(due < BatchDelay ? 4 * BatchDelay : due < Poll ? due : Poll, time, stoppingToken);
        }
        catch (NpgsqlException exception)
        {
            LogClaimFailed(exception);
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
        }
    }

    private void Send(ClaimedPush push, CancellationToken sending)
    {
        var lane = lanes.Of(push.Topic);
        lane.Began();
        var task = SendAsync(push, lane, sending);
        _underWay[push] = task;
        // The entry is made first and taken out after, whichever of the two ends first.
        _ = task.ContinueWith((_, state) => _underWay.TryRemove((ClaimedPush)state!, out Task? _), push, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task SendAsync(ClaimedPush push, ApnsChannel lane, CancellationToken sending)
    {
        await Task.Yield();
        try
        {
            if (await sender.SendAsync(push, lane, sending) is { } settled)
                await recorder.SettleAsync(settled);
        }
        catch (OperationCanceledException) when (sending.IsCancellationRequested)
        {
            await recorder.SettleAsync(new SettledPush(push, IsDone: false, TimeSpan.Zero, IsFailure: false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody foresaw it: the claim ends by its lease, and the log says what to mend.
            LogBroke(push.Topic.PassTypeIdentifier, push.Topic.OrganizationId, exception);
        }
        finally
        {
            lane.Ended();
        }
    }

    private async Task DrainAsync(CancellationTokenSource sending)
    {
        var all = Task.WhenAll(_underWay.Values);
        try
        {
            await all.WaitAsync(ShutdownTimeout, time);
        }
        catch (TimeoutException)
        {
            await sending.CancelAsync();
            await all;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due pushes could not be claimed; trying again in a second.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "A push for {PassType} of organisation {OrganizationId} ended in an error of our own; it is made again when its claim runs out.")]
    private partial void LogBroke(string passType, Guid organizationId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Claims could not be renewed; trying again before they run out.")]
    private partial void LogHeartbeatFailed(Exception exception);
}
