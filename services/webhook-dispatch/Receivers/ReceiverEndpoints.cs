using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Portal;

namespace Passinstance.Webhooks.Receivers;

internal static class ReceiverEndpoints
{
    internal static void MapReceivers(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksRead);
        read.MapGet("/", ListReceivers.HandleAsync);
        read.MapReceiverReads();

        var write = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite);
        write.MapPost("/", CreateReceiver.HandleAsync);
        write.MapPut("/{id}", UpdateReceiver.HandleAsync);
        write.MapPatch("/{id}", UpdateReceiver.HandleAsync);
        write.MapDelete("/{id}", DeleteReceiver.HandleAsync);
        write.MapPost("/{id}/rotate-secret", RotateSecret.HandleAsync);
        write.MapPost("/portal-links", CreatePortalLink.HandleAsync);
        write.MapReceiverWrites();

        var events = routes.MapGroup("/api/v1").RequireScope(Scopes.EventsRead);
        events.MapGet("/events", EventFeed.HandleAsync);
        events.MapGet("/events/{id}", EventFeed.GetAsync);
        events.MapGet("/events/{id}/deliveries", ListDeliveries.OfEventAsync);
        events.MapGet("/event-types", ListEventTypes.HandleAsync);
        events.MapGet("/event-types/{type}", ListEventTypes.Get);
    }

    /// <summary>What the portal may also read.</summary>
    internal static void MapReceiverReads(this IEndpointRouteBuilder read)
    {
        read.MapGet("/{id}", GetReceiver.HandleAsync);
        read.MapGet("/{id}/statistics", ReadStatistics.HandleAsync);
        read.MapGet("/{id}/deliveries", ListDeliveries.OfReceiverAsync);
        read.MapGet("/{id}/deliveries/{eventId}", GetDelivery.HandleAsync);
    }

    /// <summary>What the portal may also do: mend deliveries, never change an address or a secret.</summary>
    internal static void MapReceiverWrites(this IEndpointRouteBuilder write)
    {
        write.MapPost("/{id}/enable", SwitchReceiver.EnableAsync);
        write.MapPost("/{id}/disable", SwitchReceiver.DisableAsync);
        write.MapPost("/{id}/test", SendTestEvent.HandleAsync);
        write.MapPost("/{id}/deliveries/{eventId}/resend", ResendDelivery.HandleAsync);
        write.MapPost("/{id}/recover", SendAgain.RecoverAsync);
        write.MapPost("/{id}/replay-missing", SendAgain.ReplayMissingAsync);
    }
}
