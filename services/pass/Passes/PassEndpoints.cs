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
        read.MapGet("/{id}/download", DownloadPass.HandleAsync);

        var write = routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesWrite).WithEntityTags();
        write.MapPost("/", CreatePass.HandleAsync);
        write.MapPut("/{id}", UpdatePass.HandleAsync);
        write.MapPost("/{id}/void", VoidPass.HandleAsync);
        write.MapPost("/{id}/rotate-link", RotatePassLink.HandleAsync);
        write.MapDelete("/{id}", DeletePass.HandleAsync);
    }
}
