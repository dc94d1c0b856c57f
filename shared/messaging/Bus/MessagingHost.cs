using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Health;

namespace Passinstance.Messaging.Bus;

/// <summary>Database, bus, outbox and inbox of a service, and the <c>--migrate</c> step that prepares them.</summary>
public static class MessagingHost
{
    /// <summary>
    /// Registers the service's DbContext on <c>ConnectionStrings:Postgres</c>, the bus on <c>ConnectionStrings:RabbitMq</c>, the outbox relay and
    /// one quorum queue named <paramref name="queue"/> for all that the service hears.
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string is missing; the message names the setting.</exception>
    public static void AddMessaging<TDbContext>(this WebApplicationBuilder builder, string queue, Action<MessagingBuilder> configure)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        var postgres = Require(builder.Configuration, "Postgres", "Host=127.0.0.1;Database=...;Username=...;Password=...");
        var rabbit = new Uri(Require(builder.Configuration, "RabbitMq", "amqp://user:password@host:5672/vhost"));

        services.AddNpgsqlDatabase<TDbContext>(postgres);
        services.AddScoped<DbContext>(provider => provider.GetRequiredService<TDbContext>());
        services.AddScoped<AfterCommit>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<AnnouncingInterceptor>();
        services.AddHostedService<OutboxRelay>();

        var messaging = new MessagingBuilder(services);
        configure(messaging);
        services.AddSingleton(provider =>
        {
            var announcers = new Announcers();
            foreach (var add in messaging.Announcers)
                add(provider, announcers);
            return announcers;
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            // The outbox keeps events while the broker is away, so its absence degrades the service and does not stop it.
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "bus";
                health.MinimalFailureStatus = HealthStatus.Degraded;
                health.Tags.Add(HealthEndpoints.ReadyTag);
            });
            foreach (var add in messaging.Consumers)
                add(bus);
            bus.UsingRabbitMq((context, rabbitMq) => ConfigureBus(rabbitMq, context, rabbit, queue, messaging.Consumers.Count > 0));
        });
    }

    /// <summary>
    /// With <c>--migrate</c> among the arguments: applies the migrations, declares the queues and their bindings, and returns true; the caller
    /// then ends. Queues are declared here, before any publisher starts, because a message published before its queue is bound is lost.
    /// </summary>
    public static async Task<bool> MigrateIfAskedAsync<TDbContext>(this WebApplication app, string[] args)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!args.Contains("--migrate"))
            return false;

        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDbContext>().Database.MigrateAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await app.Services.GetRequiredService<IBusControl>().DeployAsync(deadline.Token);
        return true;
    }

    private static void ConfigureBus(IRabbitMqBusFactoryConfigurator rabbitMq, IBusRegistrationContext context, Uri address, string queue, bool hears)
    {
        var user = Uri.UnescapeDataString(address.UserInfo).Split(':', 2);
        rabbitMq.Host(address.Host, (ushort)(address.IsDefaultPort || address.Port < 0 ? 5672 : address.Port), Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')) is { Length: > 0 } vhost ? vhost : "/", host =>
        {
            host.Username(user[0]);
            host.Password(user.Length > 1 ? user[1] : "");
            host.PublisherConfirmation = true;
            if (address.Scheme == "amqps")
                host.UseSsl(ssl => ssl.ServerName = address.Host);
        });
        rabbitMq.Publish<IEvent>(topology => topology.Exclude = true);
        rabbitMq.Publish<IPublicEvent>(topology => topology.Exclude = true);
        if (!hears)
            return;

        rabbitMq.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = 64;
            // Short faults only: the message is held meanwhile. What fails longer goes to the _error queue for an operator.
            endpoint.UseMessageRetry(retry => retry.Intervals(100, 500, 2000));
            endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
            endpoint.ConfigureConsumers(context);
        });
    }

    private static void AddNpgsqlDatabase<TDbContext>(this IServiceCollection services, string connectionString)
        where TDbContext : DbContext
    {
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connectionString).Build());
        services.AddSingleton<System.Data.Common.DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddDbContext<TDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(provider.GetRequiredService<AnnouncingInterceptor>()));
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthEndpoints.ReadyTag]);
    }

    private static string Require(IConfiguration configuration, string name, string example) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"ConnectionStrings:{name} is missing. Set ConnectionStrings__{name}, for example {example}.");
}
