using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Restores;
using Passinstance.ServiceDefaults.Health;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>Database, bus, outbox and inbox of a service.</summary>
public static class MessagingExtensions
{
    private const int OutageRetries = 24 * 60 * 60;
    private const ushort Prefetch = 64;
    private const ushort BatchedPrefetch = 256;

    private static readonly MethodInfo AddBatchedMethod =
        typeof(MessagingExtensions).GetMethod(nameof(AddBatched), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>
    /// Registers the service's DbContext on <c>ConnectionStrings:Postgres</c>, the bus on <c>ConnectionStrings:RabbitMq</c>, the outbox
    /// relay, one quorum queue named <paramref name="queue"/> for all events the service consumes, and what idempotency keys need (with the
    /// section <c>Encryption</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string is missing; the message names the setting.</exception>
    public static void AddMessaging<TDbContext>(
        this WebApplicationBuilder builder, string queue, Action<MessagingBuilder> configure, int maxPoolSize = 15)
        where TDbContext : DbContext
    {
        var services = builder.Services;
        var broker = BrokerAddress.Parse(builder.Configuration.RequireConnectionString("RabbitMq", "amqp://user:password@host:5672/vhost"))
            with
        { Tls = BrokerTls.Read(builder.Configuration.GetSection("RabbitMq").Get<RabbitMqOptions>() ?? new RabbitMqOptions()) };

        builder.AddDatabase<TDbContext>(queue, provider => [provider.GetRequiredService<OutboxInterceptor>()], maxPoolSize);
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton((builder.Configuration.GetSection("Outbox").Get<OutboxOptions>() ?? new OutboxOptions()).Validate());
        services.AddSingleton<OutboxStore>();
        services.AddSingleton(provider => new OutboxBacklog(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<OutboxInterceptor>();

        var messaging = new MessagingBuilder(services);
        configure(messaging);
        services.AddSingleton(messaging.SubscriptionsOf(queue));
        services.AddSingleton(provider => new DeadLetters(broker, messaging.RolesWith(queue), provider.GetRequiredService<OutboxStore>()));
        services.AddSingleton(provider => new BrokerWatch(
            broker, queue, messaging.RolesWith(
                queue), provider.GetRequiredService<OutboxStore>(), provider.GetRequiredService<ILogger<BrokerWatch>>()));
        services.AddSingleton<EventPublisher>();
        services.AddSingleton(provider =>
        {
            var mappers = new EventMappers();
            foreach (var add in messaging.EventMappers)
                add(provider, mappers);
            return mappers;
        });
        services.AddSingleton(provider => new GroupedSaves(
            provider.GetRequiredService<EventMappers>(), provider.GetRequiredService<OutboxSignal>(),
            provider.GetRequiredService<GroupedWrites>(), provider.GetRequiredService<TimeProvider>()));
        // Without a transport: EventBus creates the bus, so that it can be replaced.
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var consumer in messaging.Consumers)
                bus.AddConsumer(consumer);
        });
        services.RemoveMassTransitHostedService();
        services.AddSingleton<GroupSplitter>();
        services.AddSingleton<InboxBatches>();
        services.AddSingleton(provider => new EventBus(
            () => CreateBus(provider.GetRequiredService<IBusRegistrationContext>(), broker, queue, messaging),
            provider.GetRequiredService<BrokerWatch>(), provider.GetRequiredService<Subscriptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventBus>>()));
        services.AddTransient(provider => provider.GetRequiredService<EventBus>().Bus);
        // The outbox keeps events while the broker is down, so an outage degrades the service and does not stop it.
        services.AddHealthChecks().AddCheck<EventBus>("bus", HealthStatus.Degraded, [HealthEndpoints.ReadyTag]);
        services.AddHostedService(provider => provider.GetRequiredService<EventBus>());
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<OutboxNotifications>();
        services.AddHostedService<OutboxGauges>();
        services.AddHostedService<QueueStatus>();
        services.AddMessagingRetention();
        services.AddRestoreStep<HistoryStep>();
    }

    /// <summary>
    /// Declares the service's queue on the broker, and those of other roles as far as its user may; waits up to a minute for the broker.
    /// </summary>
    public static async Task DeclareTopologyAsync(this IServiceProvider services)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var broker = services.GetRequiredService<BrokerWatch>();
        while (true)
        {
            try
            {
                await broker.DeclareAsync(deadline.Token);
                return;
            }
            catch (Exception exception) when (exception is RabbitMQClientException or IOException && !deadline.IsCancellationRequested)
            {
                // A deployment starts the broker and this step at the same time.
                await Task.Delay(TimeSpan.FromSeconds(1), deadline.Token);
            }
        }
    }

    private static IBusControl CreateBus(
        IBusRegistrationContext context, BrokerAddress broker, string queue, MessagingBuilder messaging) =>
        MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbitMq => ConfigureBus(rabbitMq, context, broker, queue, messaging));

    private static void ConfigureBus(
        IRabbitMqBusFactoryConfigurator rabbitMq, IBusRegistrationContext context, BrokerAddress broker, string queue,
        MessagingBuilder messaging)
    {
        rabbitMq.Host(broker.Host, broker.Port, broker.VirtualHost, host =>
        {
            host.Username(broker.User);
            host.Password(broker.Password);
            host.PublisherConfirmation = true;
            if (broker.UseTls)
            {
                host.UseSsl(ssl =>
                {
                    ssl.ServerName = broker.Host;
                    ssl.CertificateValidationCallback = broker.Tls.Validate;
                    if (broker.Tls.Certificate is { } certificate)
                        ssl.Certificate = certificate;
                });
            }
        });
        // What events have in common is no message.
        foreach (var common in typeof(IEvent).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && type.IsAssignableTo(typeof(IEvent))))
            rabbitMq.Publish(common, topology => topology.Exclude = true);
        if (messaging.Consumers.Count == 0 && messaging.Batched.Count == 0)
            return;

        rabbitMq.ReceiveEndpoint(queue, endpoint =>
        {
            foreach (var (name, value) in Topology.QueueArguments(queue))
                endpoint.SetQueueArgument(name, value);
            // What is consumed in batches is one transaction for as many messages as are here.
            endpoint.PrefetchCount = messaging.Batched.Count > 0 ? BatchedPrefetch : Prefetch;
            // Nobody consumes them, and the service's broker user may not publish them.
            endpoint.PublishFaults = false;
            // During an outage of the database or the broker the message is not at fault, and every message would end up in _error. Instead
            // the broker redelivers it after its consumer timeout, which counts as one delivery of ten.
            endpoint.UseMessageRetry(retry =>
            {
                retry.Handle<Exception>(IsOutage);
                retry.Interval(OutageRetries, TimeSpan.FromSeconds(1));
            });
            // Other failures are retried soon, since the message is held meanwhile; then it goes to the _error queue for an operator.
            endpoint.UseMessageRetry(retry =>
            {
                retry.Ignore<Exception>(IsOutage);
                retry.Intervals(100, 500, 2000);
            });
            endpoint.UseConsumeFilter(
                typeof(InboxFilter<>), context, types => types.Exclude([.. messaging.Batched.Keys, typeof(EventGroup)]));
            // One by one: ConfigureConsumers leaves out what an earlier bus of this context was given, and a replaced bus would have none.
            foreach (var consumer in messaging.Consumers)
                endpoint.ConfigureConsumer(context, consumer);
            var batches = context.GetRequiredService<InboxBatches>();
            foreach (var (type, consumer) in messaging.Batched)
                AddBatchedMethod.MakeGenericMethod(type).Invoke(null, [endpoint, batches, consumer]);
            if (messaging.Batched.Count > 0)
            {
                // It comes through the exchanges of its events.
                endpoint.ConfigureMessageTopology<EventGroup>(false);
                endpoint.Handler<EventGroup>(context => batches.TakeGroupAsync(context, messaging.Batched));
            }
        });
    }

    private static bool IsOutage(Exception exception) =>
        PostgresErrors.IsTransient(exception) || exception is RabbitMQClientException;

    private static void AddBatched<TEvent>(IReceiveEndpointConfigurator endpoint, InboxBatches batches, Type consumer)
        where TEvent : class, IEvent =>
        endpoint.Handler<TEvent>(context => batches.TakeAsync(context, consumer));
}
