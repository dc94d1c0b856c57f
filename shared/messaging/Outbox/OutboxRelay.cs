using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Ids;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Publishes committed events. It wakes at a commit in this process and at every poll; correctness depends on the poll alone. Replicas
/// share the work by claims: a row belongs to one claim until its lease expires.
/// </summary>
internal sealed partial class OutboxRelay(
    OutboxStore store, OutboxSignal signal, EventPublisher publisher, BrokerWatch broker, MessagingMetrics metrics, TimeProvider time,
    ILogger<OutboxRelay> logger)
    : WorkLoop(signal, new WorkLoopOptions { PollInterval = PollInterval }, time, logger)
{
    private const int BatchSize = 200;

    // Half a batch: new and republished events share the relay's throughput.
    private const int RepeatsBetween = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        // While the broker is away this throws, rows stay unclaimed and no attempt is charged.
        await broker.EnsureAsync(cancellationToken);
        var claimed = await RelayBatchAsync(cancellationToken);
        if (broker.IsRepeating)
            await broker.RepeatSomeAsync(RepeatsBetween, cancellationToken);
        return broker.IsRepeating || claimed == BatchSize;
    }

    /// <inheritdoc />
    protected override bool IsOutage(Exception exception) => exception is RabbitMQClientException || base.IsOutage(exception);

    /// <summary>One batch: claim, publish all of it with confirms, delete what was confirmed.</summary>
    /// <returns>Rows claimed.</returns>
    internal async Task<int> RelayBatchAsync(CancellationToken cancellationToken)
    {
        await publisher.OpenAsync(cancellationToken);
        var claimId = Guid.NewGuid();
        var claimed = await store.ClaimAsync(claimId, BatchSize, cancellationToken);
        if (claimed.Count == 0)
            return 0;

        var outcomes = await Task.WhenAll(claimed.Select(message => PublishAsync(message, cancellationToken)));
        // Confirms are recorded even during shutdown; otherwise the events would be sent twice.
        using var ending = new CancellationTokenSource(OutboxOptions.PublishTimeout, Time);
        var confirmed = outcomes.Where(outcome => outcome.Error is null).Select(outcome => outcome.Message.Id).ToList();
        if (confirmed.Count > 0)
        {
            await store.DeleteAsync(claimId, confirmed, ending.Token);
            metrics.Published(confirmed.Count);
        }

        var failed = outcomes.Where(outcome => outcome.Error is not null).ToList();
        if (failed.Count == 0)
            return claimed.Count;

        var brokerIsAway = cancellationToken.IsCancellationRequested || !broker.IsConnected ||
            failed.TrueForAll(outcome => outcome.IsBrokersFault);
        if (brokerIsAway)
        {
            await store.ReleaseAsync(claimId, [.. failed.Select(outcome => outcome.Message.Id)], ending.Token);
            LogBrokerAway(failed.Count, failed[0].Error!);
            if (!cancellationToken.IsCancellationRequested)
                await Task.Delay(PollInterval, Time, cancellationToken);
            return claimed.Count;
        }

        foreach (var (message, error, _) in failed)
        {
            metrics.AttemptFailed();
            LogPublishFailed(TypeId.Format(IdPrefixes.Event, message.Id), message.Type, error!);
            if (await store.FailAsync(claimId, message, error!.Message, ending.Token))
            {
                metrics.DeadLettered();
                LogDeadLettered(TypeId.Format(IdPrefixes.Event, message.Id), message.Type);
            }
        }

        return claimed.Count;
    }

    private async Task<(
        ClaimedMessage Message, Exception? Error,
        bool IsBrokersFault)> PublishAsync(ClaimedMessage message, CancellationToken cancellationToken)
    {
        using var activity = StartActivity(message);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(OutboxOptions.PublishTimeout);
        try
        {
            await publisher.PublishAsync(message, activity, timeout.Token);
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
