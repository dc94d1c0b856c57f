using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Passes;

internal static class PassEndpoints
{
    internal static void MapPasses(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead).WithEntityTags();
        read.MapGet("/", ListPasses.HandleAsync);
        read.MapGet("/{id}", GetPass.HandleAsync);
        read.MapGet("/{id}/download", DownloadPass.ByIdAsync);

        var write = routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesWrite).WithEntityTags();
        write.MapPost("/", CreatePass.HandleAsync);
        write.MapPut("/{id}", UpdatePass.HandleAsync);
        write.MapPost("/{id}/void", VoidPass.HandleAsync);
        write.MapDelete("/{id}", DeletePass.HandleAsync);

        // For the template service, with the caller's own internal token: the gateway routes nothing below /internal.
        routes.MapGroup("/internal").RequireAuthorization().MapGet("/templates/{id:guid}/pass-count", CountPasses.HandleAsync);

        routes.MapGet("/wallet/apple/development-root.pem", GetDevelopmentRoot.HandleAsync).AllowAnonymous();
    }
}
