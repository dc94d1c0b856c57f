using Passinstance.Persistence.Exports;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class WebhookEndpointServices
{
    internal static void AddWebhookEndpoints(this IServiceCollection services)
    {
        services.AddOptions<WebhookQuotas>().BindConfiguration("Quotas").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<WebhookEndpointRules>();
        services.AddSingleton<DeliverySignal>();
        services.AddExport("webhook", ExportWebhooks.ReadAsync);
    }
}
