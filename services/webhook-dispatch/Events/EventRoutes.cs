using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Webhooks.Events;

internal static class EventRoutes
{
    internal static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1").RequireScope(Scopes.EventsRead);
        read.MapGet("/events", ListEvents.HandleAsync);
        read.MapGet("/events/{id}", GetEvent.HandleAsync);
        read.MapGet("/event-types", ListEventTypes.Handle);
        read.MapGet("/event-types/{type}", GetEventType.Handle);
    }
}
