using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Which events a service publishes and consumes; used inside <see cref="MessagingExtensions.AddMessaging{TDbContext}"/>.
/// </summary>
public sealed class MessagingBuilder
{
    private readonly IServiceCollection _services;
    private readonly List<Type> _consumed = [];

    internal MessagingBuilder(IServiceCollection services) => _services = services;

    internal List<Type> Consumers { get; } = [];

    internal List<Action<IServiceProvider, EventMappers>> EventMappers { get; } = [];

    /// <summary>Which role consumes which events in this deployment; tests define their own roles.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Type>> Roles { get; set; } = Topology.Roles;

    /// <summary>Maps the domain events of <typeparamref name="TAggregate"/> by <typeparamref name="TMapper"/>.</summary>
    public void AddEventMapper<TAggregate, TEvent, TMapper>()
        where TAggregate : Aggregate<TEvent>, IAggregate
        where TMapper : class, IEventMapper<TAggregate, TEvent>
    {
        _services.AddSingleton<TMapper>();
        EventMappers.Add((provider, mappers) => mappers.Add(provider.GetRequiredService<TMapper>()));
    }

    /// <summary>Consumes events with <typeparamref name="TConsumer"/>, inside the inbox's transaction.</summary>
    public void AddConsumer<TConsumer>()
        where TConsumer : class, IConsumer
    {
        Consumers.Add(typeof(TConsumer));
        _consumed.AddRange(
            typeof(TConsumer).GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
                .Select(type => type.GetGenericArguments()[0]));
    }

    /// <summary>
    /// Consumes <paramref name="events"/> with <typeparamref name="TConsumer"/> in batches, inside the transaction of their inbox rows.
    /// </summary>
    public void AddBatchConsumer<TConsumer>(params IEnumerable<Type> events)
        where TConsumer : class, IEventBatchConsumer
    {
        _services.AddScoped<TConsumer>();
        foreach (var type in events)
        {
            Batched.Add(type, typeof(TConsumer));
            _consumed.Add(type);
        }
    }

    /// <summary>Consumers of batches by the type of event.</summary>
    internal Dictionary<Type, Type> Batched { get; } = [];

    internal Subscriptions SubscriptionsOf(string queue) => new(queue, _consumed, [.. Batched.Keys]);

    /// <summary>All roles; for its own, what this release consumes, which may be more than other releases know.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<Type>> RolesWith(string queue)
    {
        var roles = new Dictionary<string, IReadOnlyList<Type>>(Roles);
        if (_consumed.Count > 0)
            roles[queue] = [.. roles.GetValueOrDefault(queue, []).Union(_consumed)];
        return roles;
    }
}

/// <summary>The events this service has consumers for.</summary>
/// <param name="Queue">Its role's queue.</param>
/// <param name="Events">The events.</param>
/// <param name="InBatches">Those of them that it consumes in batches.</param>
public sealed record Subscriptions(string Queue, IReadOnlyList<Type> Events, IReadOnlyList<Type> InBatches);
