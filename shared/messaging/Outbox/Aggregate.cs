namespace Passinstance.Messaging.Outbox;

/// <summary>An entity that publishes events about itself.</summary>
public interface IAggregate
{
    /// <summary>The entity's id; together with <see cref="Version"/> it orders events about one entity.</summary>
    Guid Id { get; }

    /// <summary>The organization the entity belongs to.</summary>
    Guid OrganizationId { get; }

    /// <summary>Version after the change: 1 at creation, one more at each change.</summary>
    int Version { get; }
}

/// <summary>
/// Base of entities that raise domain events. A method that changes the entity raises what happened; the save maps it to integration events
/// and writes them to the outbox in the same transaction, so that no handler can forget to publish.
/// </summary>
/// <typeparam name="TEvent">The entity's domain events: an enumeration, or a record with one as its kind.</typeparam>
public abstract class Aggregate<TEvent> : IEventSource
{
    private readonly List<TEvent> _raised = [];

    /// <summary>Raises an event; it is published by the next save.</summary>
    protected void Raise(TEvent domainEvent) => _raised.Add(domainEvent);

    void IEventSource.PublishRaised(EventMappers mappers, Action<IAggregate, Contracts.V1.IEvent> publish)
    {
        if (_raised.Count == 0)
            return;
        var aggregate = (IAggregate)this;
        foreach (var domainEvent in _raised)
        {
            foreach (var message in mappers.Map(aggregate, domainEvent))
                publish(aggregate, message);
        }

        _raised.Clear();
    }
}

/// <summary>The event-independent view of an <see cref="Aggregate{TEvent}"/> that the save uses.</summary>
internal interface IEventSource
{
    internal void PublishRaised(EventMappers mappers, Action<IAggregate, Contracts.V1.IEvent> publish);
}
