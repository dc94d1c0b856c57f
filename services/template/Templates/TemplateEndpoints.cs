using Passinstance.ServiceDefaults.Identity;
using Passinstance.Templates.Images;

namespace Passinstance.Templates.Templates;

internal static class TemplateEndpoints
{
    internal static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead);
        read.MapGet("/", ListTemplates.HandleAsync);
        read.MapGet("/{id}", GetTemplate.HandleAsync);

        var write = routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesWrite);
        write.MapPost("/", CreateTemplate.HandleAsync);

        // For other services, with the caller's own internal token: the gateway routes nothing below /internal.
        var services = routes.MapGroup("/internal").RequireAuthorization();
        services.MapGet("/templates/{id:guid}", ReadTemplateSnapshot.HandleAsync);
        services.MapGet("/images/{sha256}", ReadImage.HandleAsync);
    }
}
