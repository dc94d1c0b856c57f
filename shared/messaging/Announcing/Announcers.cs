using Passinstance.Contracts.V1;

namespace Passinstance.Messaging.Announcing;

/// <summary>Says which events a change of an entity means. One per kind of entity; see <c>*Announcer.cs</c> in each service.</summary>
public interface IAnnouncer<in TEntity>
    where TEntity : IAnnouncing
{
    /// <summary>The events that <paramref name="change"/> means, with the entity as it is about to be saved.</summary>
    IEnumerable<IEvent> Announce(TEntity entity, Enum change);
}

/// <summary>Finds the announcer of an entity.</summary>
internal sealed class Announcers
{
    private readonly Dictionary<Type, Func<IAnnouncing, Enum, IEnumerable<IEvent>>> _byEntity = [];

    internal void Add<TEntity>(IAnnouncer<TEntity> announcer)
        where TEntity : IAnnouncing =>
        _byEntity.Add(typeof(TEntity), (entity, change) => announcer.Announce((TEntity)entity, change));

    internal IEnumerable<IEvent> Announce(IAnnouncing entity, Enum change) =>
        _byEntity.TryGetValue(entity.GetType(), out var announce)
            ? announce(entity, change)
            : throw new InvalidOperationException(
                $"{entity.GetType().Name} announces changes but no announcer is registered for it. Add one with AddMessaging(m => " +
                    $"m.Announce<...>()).");
}
