using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class WebhookEndpointRoutes
{
    internal static void MapWebhookEndpoints(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksRead);
        read.MapGet("/", ListWebhooks.HandleAsync);
        read.MapWebhookEndpointReads();

        var write = routes.MapGroup("/api/v1/webhooks").RequireScope(Scopes.WebhooksWrite);
        write.MapPost("/", CreateWebhook.HandleAsync);
        write.MapPut("/{id}", UpdateWebhook.HandleAsync);
        write.MapPatch("/{id}", UpdateWebhook.HandleAsync).WithMetadata(new AuditedOperationAttribute("patchWebhook"));
        write.MapDelete("/{id}", DeleteWebhook.HandleAsync);
        write.MapPost("/{id}/rotate-secret", RotateWebhookSecret.HandleAsync);
        write.MapWebhookEndpointSwitches();
    }

    /// <summary>Reads that the portal offers too.</summary>
    internal static void MapWebhookEndpointReads(this IEndpointRouteBuilder read) => read.MapGet("/{id}", GetWebhook.HandleAsync);

    /// <summary>Writes that the portal offers too: never an address or a secret.</summary>
    internal static void MapWebhookEndpointSwitches(this IEndpointRouteBuilder write)
    {
        write.MapPost("/{id}/enable", EnableWebhook.HandleAsync);
        write.MapPost("/{id}/disable", DisableWebhook.HandleAsync);
    }
}
