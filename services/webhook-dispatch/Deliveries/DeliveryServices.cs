using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Deliveries;

internal static class DeliveryServices
{
    internal static void AddDeliveries(this IServiceCollection services)
    {
        services.AddOptions<RetryOptions>().BindConfiguration("Retries").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RetrySchedule>();
        services.TryAddSingleton(new DatabaseClock());
        services.AddScoped<DeliveryStore>();
        services.AddScoped<RetryDeliveriesHandler>();
    }

    /// <summary>One consumer per public event.</summary>
    internal static void AddPublicEventConsumers(this MessagingBuilder messaging)
    {
        var add = typeof(MessagingBuilder).GetMethod(nameof(MessagingBuilder.AddConsumer), 1, [])!;
        foreach (var known in PublicEvents.All)
            add.MakeGenericMethod(typeof(PublicEventConsumer<>).MakeGenericType(known.Contract)).Invoke(messaging, null);
    }
}
