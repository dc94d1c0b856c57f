using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Portal;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class WebhookEndpointRoutes
{
    internal static void MapWebhookEndpoints(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksRead);
        read.MapGet("/", ListWebhooks.HandleAsync);
        read.MapWebhookReads();

        var write = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite);
        write.MapPost("/", CreateWebhook.HandleAsync);
        write.MapPut("/{id}", UpdateWebhook.HandleAsync);
        write.MapPatch("/{id}", UpdateWebhook.HandleAsync);
        write.MapDelete("/{id}", DeleteWebhook.HandleAsync);
        write.MapPost("/{id}/rotate-secret", RotateWebhookSecret.HandleAsync);
        write.MapPost("/portal-links", CreatePortalLink.HandleAsync);
        write.MapWebhookWrites();

        var events = routes.MapGroup("/api/v1").RequireScope(Scopes.EventsRead);
        events.MapGet("/events", EventFeed.HandleAsync);
        events.MapGet("/events/{id}", EventFeed.GetAsync);
        events.MapGet("/events/{id}/deliveries", ListDeliveries.OfEventAsync);
        events.MapGet("/event-types", ListEventTypes.HandleAsync);
        events.MapGet("/event-types/{type}", ListEventTypes.Get);
    }

    /// <summary>What the portal may also read.</summary>
    internal static void MapWebhookReads(this IEndpointRouteBuilder read)
    {
        read.MapGet("/{id}", GetWebhook.HandleAsync);
        read.MapGet("/{id}/statistics", GetWebhookStatistics.HandleAsync);
        read.MapGet("/{id}/deliveries", ListDeliveries.OfWebhookAsync);
        read.MapGet("/{id}/deliveries/{eventId}", GetDelivery.HandleAsync);
    }

    /// <summary>What the portal may also do: mend deliveries, never change an address or a secret.</summary>
    internal static void MapWebhookWrites(this IEndpointRouteBuilder write)
    {
        write.MapPost("/{id}/enable", EnableWebhook.EnableAsync);
        write.MapPost("/{id}/disable", EnableWebhook.DisableAsync);
        write.MapPost("/{id}/test", TestWebhook.HandleAsync);
        write.MapPost("/{id}/deliveries/{eventId}/resend", ResendDelivery.HandleAsync);
        write.MapPost("/{id}/recover", SendAgain.RecoverAsync);
        write.MapPost("/{id}/replay-missing", SendAgain.ReplayMissingAsync);
    }
}
