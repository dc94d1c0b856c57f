using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Templates.Images;

namespace Passinstance.Templates.Templates;

internal static class TemplateEndpoints
{
    internal static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead).WithEntityTags();
        read.MapGet("/", ListTemplates.HandleAsync);
        read.MapGet("/{id}", GetTemplate.HandleAsync);
        read.MapGet("/{id}/versions", ListTemplateVersions.HandleAsync);
        read.MapGet("/{id}/versions/{version}", GetTemplateVersion.HandleAsync);
        read.MapGet("/{id}/images/{name}", GetTemplateImage.HandleAsync);
        read.MapGet("/{id}/export", ExportTemplate.HandleAsync);
        // Reads only: a POST for its body.
        read.MapPost("/{id}/preview", PreviewTemplate.HandleAsync);

        var write = routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesWrite).WithEntityTags();
        write.MapPost("/", CreateTemplate.HandleAsync);
        write.MapPost("/import", ImportTemplate.HandleAsync);
        write.MapPost("/{id}/test-pass", CreateTestPass.HandleAsync);
        write.MapPut("/{id}", UpdateTemplate.HandleAsync);
        write.MapPost("/{id}/publish", PublishTemplate.HandleAsync);
        write.MapPost("/{id}/copy", CopyTemplate.HandleAsync);
        write.MapDelete("/{id}", DeleteTemplate.HandleAsync);
        write.MapPut("/{id}/images/{name}", PutTemplateImage.HandleAsync);
        write.MapDelete("/{id}/images/{name}", DeleteTemplateImage.HandleAsync);

        // For other services: the gateway routes nothing below /internal.
        var services = routes.MapGroup("/internal").RequireAuthorization(ServiceCall.OrInternalToken).ExcludeFromDescription();
        services.MapGet("/templates/{id:guid}", GetTemplateSnapshot.HandleAsync);
        services.MapGet("/images/{sha256}", GetStoredImage.HandleAsync);
    }
}
