using Passinstance.Contracts.V1;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Maps the domain events of one aggregate to integration events. The <c>switch</c> over an event's kind has no default: a kind that is not
/// mapped is a compiler error (CS8509).
/// </summary>
public interface IEventMapper<in TAggregate, in TEvent>
{
    /// <summary>The events to publish, with the aggregate as it is about to be saved.</summary>
    IEnumerable<IEvent> Map(TAggregate aggregate, TEvent domainEvent);
}

/// <summary>Finds the mapper of an aggregate.</summary>
internal sealed class EventMappers
{
    private readonly Dictionary<Type, Delegate> _byAggregate = [];

    internal void Add<TAggregate, TEvent>(IEventMapper<TAggregate, TEvent> mapper)
        where TAggregate : Aggregate<TEvent>, IAggregate =>
        _byAggregate.Add(typeof(TAggregate), (IAggregate aggregate, TEvent domainEvent) => mapper.Map((TAggregate)aggregate, domainEvent));

    internal IEnumerable<IEvent> Map<TEvent>(IAggregate aggregate, TEvent domainEvent) =>
        _byAggregate.TryGetValue(aggregate.GetType(), out var map)
            ? ((Func<IAggregate, TEvent, IEnumerable<IEvent>>)map)(aggregate, domainEvent)
            : throw new InvalidOperationException(
                $"{aggregate.GetType().Name} raises events but has no mapper. Register it with AddMessaging(m => " +
                    $"m.AddEventMapper<...>()).");
}
