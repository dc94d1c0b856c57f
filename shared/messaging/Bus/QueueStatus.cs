using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Status;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>Measures the service's queue, its dead letters and its outbox for the status report.</summary>
internal sealed partial class QueueStatus(
    BrokerWatch broker, Subscriptions subscriptions, StatusValues values, MessagingMetrics metrics, TimeProvider time,
    ILogger<QueueStatus> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly StatusValue Depth = new(
        "passinstance.queue.messages", "{message}", "Messages that are ready in the service's queue.", 10_000,
        "Add replicas of the service, or see why it does not consume (health check bus).");

    private static readonly StatusValue DeadLetters = new(
        "passinstance.queue.dead_letters", "{message}", "Messages in the service's dead-letter queues.", 0,
        "Run messages list in the service, fix the cause, then messages resend --all.");

    private static readonly StatusValue OutboxPending = new(
        "passinstance.outbox.pending", "{message}", "Events committed and not yet confirmed by the broker.", null, "",
        IsOwnInstrument: false);

    private static readonly StatusValue OutboxAge = new(
        "passinstance.outbox.oldest_age", "s", "Age of the oldest pending event.", 30,
        "See whether RabbitMQ responds; events are kept and go out when it does.", IsOwnInstrument: false);

    private static readonly StatusValue OutboxDead = new(
        "passinstance.outbox.dead", "{message}", "Outbox dead letters.", 0,
        "Run messages list in the service, fix the cause, then messages resend --all.", IsOwnInstrument: false);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        values.Declare(Depth);
        values.Declare(DeadLetters);
        return Periodically.RunAsync(Interval, time, MeasureAsync, LogFailed, stoppingToken);
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (pending, age, outboxDead) = metrics.Outbox;
        values.Set(OutboxPending, pending);
        values.Set(OutboxAge, age);
        values.Set(OutboxDead, outboxDead);
        if (!broker.IsConnected || subscriptions.Events.Count == 0)
            return;

        if (await CountAsync(subscriptions.Queue, cancellationToken) is { } ready)
            values.Set(Depth, ready, subscriptions.Queue);
        uint dead = 0;
        foreach (var queue in Topology.DeadLetterQueues(subscriptions.Queue))
            dead += await CountAsync(queue, cancellationToken) ?? 0;
        values.Set(DeadLetters, dead, subscriptions.Queue);
    }

    // A channel for each, because the broker closes one that asks for a queue that does not exist; most dead-letter queues do not.
    private async Task<uint?> CountAsync(string queue, CancellationToken cancellationToken)
    {
        await using var channel = await broker.Connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The queues could not be measured.")]
    private partial void LogFailed(Exception exception);
}
