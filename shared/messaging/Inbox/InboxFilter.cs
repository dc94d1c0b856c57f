using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Passinstance.Messaging.Inbox;

/// <summary>
/// Runs a consumer inside a transaction that begins with the inbox row: the effect and the inbox row commit together, and a duplicate finds
/// the row and does nothing. If two duplicates run at once, the second waits on the unique key until the first commits or rolls back.
/// </summary>
/// <param name="db">The service's own DbContext; the consumer gets the same one.</param>
/// <param name="metrics">Counts duplicates and measures the lag.</param>
/// <param name="time">The clock of the lag.</param>
internal sealed class InboxFilter<TMessage>(DbContext db, MessagingMetrics metrics, TimeProvider time) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var messageId = context.MessageId ?? throw new InvalidOperationException(
            "The message has no id; only messages published by an outbox are accepted.");
        var queue = context.ReceiveContext.InputAddress.Segments[^1];
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var isNew = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox_messages (consumer, message_id) VALUES ({queue}, {messageId}) ON CONFLICT DO NOTHING",
            context.CancellationToken) == 1;
        if (!isNew)
        {
            metrics.RepeatSkipped(queue);
            // MassTransit moves a message that no consumer took to the _skipped queue, as one of an unknown type.
            await context.NotifyConsumed(context, TimeSpan.Zero, nameof(InboxFilter<>));
            return;
        }

        await next.Send(context);
        await db.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        if (context.SentTime is { } sent)
            metrics.TookEffect(queue, time.GetUtcNow().UtcDateTime - sent);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
