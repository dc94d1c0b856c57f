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

    /// <summary>All public events are recorded alike, in batches.</summary>
    internal static void AddPublicEventConsumers(this MessagingBuilder messaging) =>
        messaging.AddBatchConsumer<PublicEventConsumer>(PublicEvents.All.Select(known => known.Contract));
}
