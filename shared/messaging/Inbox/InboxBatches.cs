using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence;

namespace Passinstance.Messaging.Inbox;

/// <summary>
/// The inbox for events that are consumed in numbers: what has arrived while the last batch was written is the next batch. Inbox rows and
/// effect of a batch commit together, and each message is acknowledged after that. A message that comes alone is a batch of one.
/// </summary>
/// <remarks>
/// A batch that fails is divided by halves until the messages that fail are alone: each of them fails as it would have alone, and the
/// others take effect. A message that is retried, or that the broker has delivered more than twice, which may be because it ends the
/// process, is alone from the start and keeps no other message from being consumed.
/// </remarks>
internal sealed class InboxBatches(
    IServiceScopeFactory scopes, GroupSplitter splitter, MessagingMetrics metrics, TimeProvider time) : IDisposable
{
    private const int MaxBatch = 200;
    private const int MaxAlone = 16;
    private const int DeliveriesInBatches = 2;

    // Between two batches of a busy queue: a batch of ten costs little more than one of two.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private const string DeliveryCountHeader = "x-delivery-count";

    private const string InsertSql = """
        INSERT INTO inbox_messages (consumer, message_id)
        SELECT $1, id FROM unnest($2) id ORDER BY id ON CONFLICT DO NOTHING RETURNING message_id
        """;

    private readonly Dictionary<Type, Lane> _lanes = [];
    private readonly SemaphoreSlim _alone = new(MaxAlone);

    private sealed record Item(string Queue, Guid MessageId, ReceivedEvent Received, DateTime? Sent)
    {
        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lane
    {
        internal readonly Queue<Item> Waiting = new();
        internal bool IsRunning;
    }

    /// <summary>Returns when the message has taken effect; throws as its consumer does.</summary>
    internal async Task TakeAsync<TEvent>(ConsumeContext<TEvent> context, Type consumer)
        where TEvent : class, IEvent
    {
        var messageId = context.MessageId ?? throw new InvalidOperationException(
            "The message has no id; only messages published by an outbox are accepted.");
        var item = new Item(context.ReceiveContext.InputAddress.Segments[^1], messageId,
            new ReceivedEvent(context.Message, Activity.Current?.Id), context.SentTime);
        if (context.GetRetryAttempt() == 0 && DeliveriesOf(context) < DeliveriesInBatches)
        {
            Enqueue(consumer, item);
            await item.Done.Task;
            return;
        }

        await _alone.WaitAsync(context.CancellationToken);
        try
        {
            await ApplyAsync(consumer, [item]);
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>
    /// Returns when all events of the message have taken effect, or are in the queue as messages of their own: those that fail, and all of
    /// them when the message may have ended the process.
    /// </summary>
    internal async Task TakeGroupAsync(ConsumeContext<EventGroup> context, IReadOnlyDictionary<Type, Type> consumers)
    {
        var queue = context.ReceiveContext.InputAddress.Segments[^1];
        if (DeliveriesOf(context) >= DeliveriesInBatches)
        {
            await splitter.SplitAsync(queue, context.Message.Events, context.CancellationToken);
            return;
        }

        var taken = new List<(GroupedEvent Grouped, Item Item)>(context.Message.Events.Count);
        var apart = new List<GroupedEvent>();
        foreach (var grouped in context.Message.Events)
        {
            if (Read(grouped) is { } read && consumers.TryGetValue(read.GetType(), out var consumer))
            {
                var item = new Item(queue, grouped.Id, new ReceivedEvent(read, grouped.TraceParent), context.SentTime);
                taken.Add((grouped, item));
                Enqueue(consumer, item);
            }
            else
            {
                apart.Add(grouped);
            }
        }

        await Task.WhenAll(taken.Select(one => one.Item.Done.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (grouped, item) in taken)
        {
            if (item.Done.Task.Exception is not { } failure)
                continue;
            // Without a database no message is at fault: all of it is taken again, and what has taken effect is known by its id.
            if (PostgresErrors.IsTransient(failure.InnerException!))
                ExceptionDispatchInfo.Throw(failure.InnerException!);
            apart.Add(grouped);
        }

        if (apart.Count > 0)
            await splitter.SplitAsync(queue, apart, context.CancellationToken);
    }

    public void Dispose() => _alone.Dispose();

    // Null when this release cannot read it: as a message of its own it becomes a dead letter.
    private static IEvent? Read(GroupedEvent grouped)
    {
        try
        {
            return EventTypes.Find(grouped.Type) is { } type ? (IEvent?)grouped.Body.Deserialize(type, EventTypes.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Quorum queues count deliveries that were not acknowledged.
    private static long DeliveriesOf(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader(DeliveryCountHeader, out var value) && value is IConvertible count
            ? count.ToInt64(System.Globalization.CultureInfo.InvariantCulture) : 0;

    private void Enqueue(Type consumer, Item item)
    {
        lock (_lanes)
        {
            if (!_lanes.TryGetValue(consumer, out var lane))
                _lanes.Add(consumer, lane = new Lane());
            lane.Waiting.Enqueue(item);
            if (lane.IsRunning)
                return;
            lane.IsRunning = true;
            _ = Task.Run(() => RunAsync(consumer, lane));
        }
    }

    private async Task RunAsync(Type consumer, Lane lane)
    {
        var batch = new List<Item>(MaxBatch);
        while (true)
        {
            lock (_lanes)
            {
                while (batch.Count < MaxBatch && lane.Waiting.TryDequeue(out var item))
                    batch.Add(item);
                if (batch.Count == 0)
                {
                    lane.IsRunning = false;
                    return;
                }
            }

            await SettleAsync(consumer, [.. batch]);
            if (batch.Count < MaxBatch)
                await Task.Delay(Pause);
            batch.Clear();
        }
    }

    private async Task SettleAsync(Type consumer, Item[] batch)
    {
        try
        {
            await ApplyAsync(consumer, batch);
            foreach (var item in batch)
                item.Done.SetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Without a database no message is at fault.
            if (batch.Length == 1 || PostgresErrors.IsTransient(exception))
            {
                foreach (var item in batch)
                    item.Done.TrySetException(exception);
                return;
            }

            var half = batch.Length / 2;
            await SettleAsync(consumer, batch[..half]);
            await SettleAsync(consumer, batch[half..]);
        }
    }

    // Not canceled by the message: the batch is one transaction for all of them, and the driver's timeout bounds it.
    private async Task ApplyAsync(Type consumer, IReadOnlyList<Item> batch)
    {
        // Of no request or message: each event carries its own trace.
        Activity.Current = null;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        OutboxInterceptor.WritesBySavesOnly(db);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var queue = batch[0].Queue;
        var fresh = await InsertAsync(db, queue, batch);
        var events = new List<ReceivedEvent>(batch.Count);
        foreach (var item in batch)
        {
            // A message that is in the batch twice takes effect once.
            if (fresh.Remove(item.MessageId))
                events.Add(item.Received);
            else
                metrics.RepeatSkipped(queue);
        }

        if (events.Count == 0)
            return;
        await ((IEventBatchConsumer)scope.ServiceProvider.GetRequiredService(consumer)).ConsumeAsync(events, CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var item in batch)
        {
            if (item.Sent is { } sent)
                metrics.TookEffect(queue, now - sent);
        }
    }

    private static async Task<HashSet<Guid>> InsertAsync(DbContext db, string queue, IReadOnlyList<Item> batch)
    {
        await using var command = new NpgsqlCommand(InsertSql, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new()
        {
            Value = batch.Select(item => item.MessageId).Distinct().ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        });
        var fresh = new HashSet<Guid>(batch.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            fresh.Add(reader.GetGuid(0));
        return fresh;
    }
}
