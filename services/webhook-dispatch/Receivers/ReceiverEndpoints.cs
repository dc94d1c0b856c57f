using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Webhooks.Receivers;

internal static class ReceiverEndpoints
{
    internal static void MapReceivers(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksRead);
        read.MapGet("/", ListReceivers.HandleAsync);

        var write = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite);
        write.MapPost("/", CreateReceiver.HandleAsync);
    }
}
