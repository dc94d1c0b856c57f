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
    OutboxStore store, OutboxSignal signal, EventPublisher publisher, BrokerWatch broker, MessagingMetrics metrics, OutboxOptions options,
    TimeProvider time, ILogger<OutboxRelay> logger)
    : WorkLoop(signal, new WorkLoopOptions { PollInterval = PollInterval }, time, logger)
{
    private const int BatchSize = 200;

    // Characters of a message with several events: a consumer holds many messages at once.
    private const int MaxMessageLength = 256 * 1024;

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
        var published = await Task.WhenAll(Divide(claimed).Select(events => PublishAsync(events, timeout.Token)));
        var outcomes = published.SelectMany(outcome => outcome).ToList();
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

    // An event that has failed goes alone from then on, so that it is known which one it is.
    private List<List<ClaimedMessage>> Divide(IReadOnlyList<ClaimedMessage> claimed)
    {
        var messages = new List<List<ClaimedMessage>>();
        var open = new Dictionary<string, (List<ClaimedMessage> Events, int Length)>();
        foreach (var claim in claimed)
        {
            if (options.EventsPerMessage == 1 || claim.Attempts > 0 || !Topology.IsGrouped(claim.Type))
            {
                messages.Add([claim]);
            }
            else if (open.TryGetValue(claim.Type, out var group) && group.Events.Count < options.EventsPerMessage
                && group.Length + claim.Body.Length <= MaxMessageLength)
            {
                group.Events.Add(claim);
                open[claim.Type] = (group.Events, group.Length + claim.Body.Length);
            }
            else
            {
                open[claim.Type] = ([claim], claim.Body.Length);
                messages.Add(open[claim.Type].Events);
            }
        }

        return messages;
    }

    private async Task<IEnumerable<Outcome>> PublishAsync(List<ClaimedMessage> events, CancellationToken cancellationToken)
    {
        var activities = events.ConvertAll(StartActivity);
        try
        {
            await publisher.PublishAsync(
                [.. events.Zip(activities, (message, activity) => message with { TraceParent = activity?.Id })], cancellationToken);
            return events.Select(message => new Outcome(message, null, false));
        }
        catch (OperationCanceledException exception)
        {
            return events.Select(message => new Outcome(message, exception, true));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            activities.ForEach(activity => activity?.SetStatus(ActivityStatusCode.Error, exception.Message));
            var isBrokersFault = exception is OperationInterruptedException or ObjectDisposedException or IOException;
            return events.Select(message => new Outcome(message, exception, isBrokersFault));
        }
        finally
        {
            activities.ForEach(activity => activity?.Dispose());
        }
    }

    private static Activity? StartActivity(ClaimedMessage message)
    {
        _ = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        var activity = MessagingMetrics.Activities.StartActivity("outbox relay", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.message.id", message.Id);
        return activity;
    }

    private sealed record Outcome(ClaimedMessage Message, Exception? Error, bool IsBrokersFault);

    [LoggerMessage(LogLevel.Warning, "The broker connection was lost while publishing {Count} events; they stay in the outbox for retry.")]
    private partial void LogBrokerAway(int count, Exception exception);

    [LoggerMessage(LogLevel.Error, "Event {EventId} ({Type}) could not be published; the relay will retry it.")]
    private partial void LogPublishFailed(string eventId, string type, Exception exception);

    [LoggerMessage(LogLevel.Critical, "Event {EventId} ({Type}) was moved to the dead letters after too many attempts. Fix the cause, " +
        "then run `messages resend` with its id.")]
    private partial void LogDeadLettered(string eventId, string type);
}
