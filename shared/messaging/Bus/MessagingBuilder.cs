using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Announcing;

namespace Passinstance.Messaging.Bus;

/// <summary>What a service says and hears; used inside <see cref="MessagingHost.AddMessaging{TDbContext}"/>.</summary>
public sealed class MessagingBuilder
{
    private readonly IServiceCollection _services;

    internal MessagingBuilder(IServiceCollection services) => _services = services;

    internal List<Action<IBusRegistrationConfigurator>> Consumers { get; } = [];

    internal List<Action<IServiceProvider, Announcers>> Announcers { get; } = [];

    /// <summary>Changes of <typeparamref name="TEntity"/> become the events that <typeparamref name="TAnnouncer"/> says.</summary>
    public void Announce<TEntity, TAnnouncer>()
        where TEntity : class, IAnnouncing
        where TAnnouncer : class, IAnnouncer<TEntity>
    {
        _services.AddSingleton<TAnnouncer>();
        Announcers.Add((provider, announcers) => announcers.Add(provider.GetRequiredService<TAnnouncer>()));
    }

    /// <summary>Hears with <typeparamref name="TConsumer"/>, inside the inbox's transaction.</summary>
    public void Hear<TConsumer>()
        where TConsumer : class, IConsumer => Consumers.Add(bus => bus.AddConsumer<TConsumer>());
}
