using Npgsql;
using Passinstance.Webhooks.Deliveries;

namespace Passinstance.Webhooks.Sending;

/// <summary>Claims due deliveries and sends them, a bounded number at once. Replicas share the work by claims.</summary>
internal sealed partial class DeliveryWorker(
    DeliveryStore store, WebhookSender sender, DeliverySignal signal, TimeProvider time, ILogger<DeliveryWorker> logger) : BackgroundService
{
    private const int Concurrency = 128;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(Concurrency);
        var running = new HashSet<Task>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                running.RemoveWhere(task => task.IsCompleted);
                await slots.WaitAsync(stoppingToken);
                var free = slots.Release() + 1;
                var claimed = await ClaimAsync(free, stoppingToken);
                foreach (var delivery in claimed)
                {
                    await slots.WaitAsync(stoppingToken);
                    running.Add(DeliverAsync(delivery, slots, stoppingToken));
                }

                if (claimed.Count < free)
                    await signal.WaitAsync(PollInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was sent is recorded below, what was claimed and not sent comes back when its lease ends.
        }

        await Task.WhenAll(running);
    }

    private async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ClaimAsync(limit, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogClaimFailed(exception);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            return [];
        }
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        try
        {
            var outcome = await sender.SendAsync(delivery, stoppingToken);
            var retryAfter = outcome.Error is null ? null : RetrySchedule.After(delivery.Attempts + 1, Random.Shared.NextDouble());
            using var deadline = new CancellationTokenSource(RecordTimeout, time);
            await store.RecordAsync(delivery, outcome.StatusCode, outcome.Error, retryAfter, deadline.Token);
            if (outcome.Error is not null)
                LogAttemptFailed(delivery.EventId, delivery.ReceiverId, outcome.Error, outcome.StatusCode);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Interrupted by our own stop: no attempt of the receiver's.
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or System.Security.Cryptography.CryptographicException)
        {
            // The outcome could not be recorded: the claim ends by its lease and the same event is sent again under the same id.
            LogRecordFailed(delivery.EventId, delivery.ReceiverId, exception);
        }
        finally
        {
            slots.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due deliveries could not be claimed; trying again in a second.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "Event {EventId} to receiver {ReceiverId}: attempt failed ({Error}, status {StatusCode}).")]
    private partial void LogAttemptFailed(Guid eventId, Guid receiverId, string error, int? statusCode);

    [LoggerMessage(LogLevel.Error, "Event {EventId} to receiver {ReceiverId}: the outcome could not be recorded.")]
    private partial void LogRecordFailed(Guid eventId, Guid receiverId, Exception exception);
}
