using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Bulk;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// The events of many aggregates that are written without a save. They are mapped as soon as an aggregate has changed, so that each shows
/// the state after its own change, and written with one statement in the transaction of the rows. The commit wakes the relay.
/// </summary>
public sealed class OutboxBulk
{
    private readonly EventMappers _mappers;
    private readonly List<OutboxMessage> _messages = [];

    private OutboxBulk(EventMappers mappers) => _mappers = mappers;

    /// <summary>How many events wait to be written.</summary>
    public int Count => _messages.Count;

    /// <summary>An empty one, with the mappers of the service.</summary>
    public static OutboxBulk Create(IServiceProvider services) => new(services.GetRequiredService<EventMappers>());

    /// <summary>Maps what an aggregate has raised.</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="complete">Adds to an event what only the caller knows, such as the work that caused it.</param>
    public void Add<TEvent>(Aggregate<TEvent> aggregate, Func<IEvent, IEvent>? complete = null) =>
        ((IEventSource)aggregate).PublishRaised(_mappers, (source, message) => _messages.Add(
            OutboxMessage.For(complete?.Invoke(message) ?? message, source.Id, source.Version, Activity.Current)));

    /// <summary>Writes the events, in the context's transaction.</summary>
    public async Task WriteAsync(DbContext db, CancellationToken cancellationToken)
    {
        await db.CopyAsync(_messages, cancellationToken);
        _messages.Clear();
    }
}
