using Passinstance.Contracts.V1;

namespace Passinstance.Messaging.Inbox;

/// <summary>An event of a batch.</summary>
/// <param name="Event">The event.</param>
/// <param name="TraceParent">W3C trace context of what caused it.</param>
public sealed record ReceivedEvent(IEvent Event, string? TraceParent);

/// <summary>
/// Consumes events in numbers, in the transaction of their inbox rows; for events of which tens of thousands arrive at once. It must write
/// a batch in few statements, and must not depend on how events are divided into batches.
/// </summary>
public interface IEventBatchConsumer
{
    /// <summary>Writes the effect of all events, or throws: then the batch is divided until the events that fail are alone.</summary>
    /// <param name="events">One or more new events in the order of their arrival.</param>
    Task ConsumeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken);
}
