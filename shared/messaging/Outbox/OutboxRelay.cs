using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Ids;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Publishes committed events. It wakes at a commit in this process and at every poll; correctness depends on the poll alone. Replicas
/// share the work by claims: a row belongs to one relay until it has settled it, or until its lease expires.
/// </summary>
internal sealed partial class OutboxRelay(
    OutboxStore store, OutboxSignal signal, EventPublisher publisher, BrokerWatch broker, MessagingMetrics metrics, TimeProvider time,
    ILogger<OutboxRelay> logger)
    : WorkLoop(signal, new WorkLoopOptions { PollInterval = PollInterval }, time, logger)
{
    private const int BatchSize = 200;

    // Half a batch: new and republished events share the relay's throughput.
    private const int RepeatsBetween = 100;

    // A commit in this process or another wakes the relay; the poll finds what failed and is due, and what a lost wake-up left.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BrokerPause = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        // While the broker is away this throws, rows stay unclaimed and no attempt is charged.
        await broker.EnsureAsync(cancellationToken);
        var claimed = await RelayBatchAsync(cancellationToken);
        if (broker.IsRepeating)
            await broker.RepeatSomeAsync(RepeatsBetween, cancellationToken);
        // Under load the next batch is larger for it: a batch of ten costs little more than one of two.
        else if (claimed is > 0 and < BatchSize)
            await DelayAsync(BatchPause, cancellationToken);
        return broker.IsRepeating || claimed == BatchSize;
    }

    /// <inheritdoc />
    protected override bool IsOutage(Exception exception) => exception is RabbitMQClientException || base.IsOutage(exception);

    /// <summary>One batch: claim, publish all of it with confirms, delete what was confirmed.</summary>
    /// <returns>Rows claimed.</returns>
    internal async Task<int> RelayBatchAsync(CancellationToken cancellationToken)
    {
        await publisher.OpenAsync(cancellationToken);
        await using var claim = await store.ClaimAsync(BatchSize, cancellationToken);
        var claimed = claim.Messages;
        if (claimed.Count == 0)
            return 0;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(OutboxOptions.PublishTimeout);
        var outcomes = await Task.WhenAll(claimed.Select(message => PublishAsync(message, timeout.Token)));
        // Confirms are recorded even during shutdown; otherwise the events would be sent twice.
        using var ending = new CancellationTokenSource(OutboxOptions.PublishTimeout, Time);
        var confirmed = outcomes.Where(outcome => outcome.Error is null).Select(outcome => outcome.Message.Id).ToList();
        if (confirmed.Count > 0)
        {
            await claim.DeleteAsync(confirmed, ending.Token);
        }

        var failed = outcomes.Where(outcome => outcome.Error is not null).ToList();
        if (failed.Count == 0)
        {
            await claim.CommitAsync(ending.Token);
            metrics.Published(confirmed.Count);
            return claimed.Count;
        }

        var brokerIsAway = cancellationToken.IsCancellationRequested || !broker.IsConnected ||
            failed.TrueForAll(outcome => outcome.IsBrokersFault);
        if (brokerIsAway)
        {
            // Not deleted and not failed: the rows are free again.
            await claim.CommitAsync(ending.Token);
            metrics.Published(confirmed.Count);
            LogBrokerAway(failed.Count, failed[0].Error!);
            if (!cancellationToken.IsCancellationRequested)
                await Task.Delay(BrokerPause, Time, cancellationToken);
            return claimed.Count;
        }

        foreach (var (message, error, _) in failed)
        {
            metrics.AttemptFailed();
            LogPublishFailed(TypeId.Format(IdPrefixes.Event, message.Id), message.Type, error!);
            if (await claim.FailAsync(message, error!.Message, ending.Token))
            {
                metrics.DeadLettered();
                LogDeadLettered(TypeId.Format(IdPrefixes.Event, message.Id), message.Type);
            }
        }

        await claim.CommitAsync(ending.Token);
        metrics.Published(confirmed.Count);
        return claimed.Count;
    }

    private async Task<(
        ClaimedMessage Message, Exception? Error,
        bool IsBrokersFault)> PublishAsync(ClaimedMessage message, CancellationToken cancellationToken)
    {
        using var activity = StartActivity(message);
        try
        {
            await publisher.PublishAsync(message, activity, cancellationToken);
            return (message, null, false);
        }
        catch (OperationCanceledException exception)
        {
            return (message, exception, true);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (message, exception, exception is OperationInterruptedException or ObjectDisposedException or IOException);
        }
    }

    private static Activity? StartActivity(ClaimedMessage message)
    {
        _ = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        var activity = MessagingMetrics.Activities.StartActivity("outbox relay", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.message.id", message.Id);
        return activity;
    }

    [LoggerMessage(LogLevel.Warning, "The broker connection was lost while publishing {Count} events; they stay in the outbox for retry.")]
    private partial void LogBrokerAway(int count, Exception exception);

    [LoggerMessage(LogLevel.Error, "Event {EventId} ({Type}) could not be published; the relay will retry it.")]
    private partial void LogPublishFailed(string eventId, string type, Exception exception);

    [LoggerMessage(LogLevel.Critical, "Event {EventId} ({Type}) was moved to the dead letters after too many attempts. Fix the cause, " +
        "then run `messages resend` with its id.")]
    private partial void LogDeadLettered(string eventId, string type);
}
