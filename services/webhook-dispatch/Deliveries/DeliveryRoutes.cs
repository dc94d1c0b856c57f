using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Webhooks.Deliveries;

internal static class DeliveryRoutes
{
    internal static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksRead).MapDeliveryReads();
        routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite).MapDeliveryWrites();
        routes.MapGroup("/api/v1/events").RequireScope(Scopes.EventsRead).MapGet("/{id}/deliveries", ListEventDeliveries.HandleAsync);
    }

    /// <summary>Reads of one webhook, which the portal offers too.</summary>
    internal static void MapDeliveryReads(this IEndpointRouteBuilder read)
    {
        read.MapGet("/{id}/statistics", GetWebhookStatistics.HandleAsync);
        read.MapGet("/{id}/deliveries", ListWebhookDeliveries.HandleAsync);
        read.MapGet("/{id}/deliveries/{eventId}", GetWebhookDelivery.HandleAsync);
    }

    /// <summary>Writes of one webhook, which the portal offers too.</summary>
    internal static void MapDeliveryWrites(this IEndpointRouteBuilder write)
    {
        write.MapPost("/{id}/test", TestWebhook.HandleAsync);
        write.MapPost("/{id}/deliveries/{eventId}/resend", ResendWebhookDelivery.HandleAsync);
        write.MapPost("/{id}/recover", RecoverWebhook.HandleAsync);
        write.MapPost("/{id}/replay-missing", ReplayMissingWebhookEvents.HandleAsync);
    }
}
