using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Bundles;

internal static class BundleEndpoints
{
    internal static void MapBundles(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/bundles").RequireScope(Scopes.BundlesRead);
        read.MapGet("/", ListBundles.HandleAsync);
        read.MapGet("/{id}", GetBundle.HandleAsync);
        read.MapGet("/{id}/download", DownloadBundle.ByIdAsync);

        var write = routes.MapGroup("/api/v1/bundles").RequireScope(Scopes.BundlesWrite);
        write.MapPost("/", CreateBundle.HandleAsync);
        write.MapDelete("/{id}", DeleteBundle.HandleAsync);
        write.MapPost("/{id}/passes", AddBundlePasses.HandleAsync);
        write.MapDelete("/{id}/passes/{passId}", RemoveBundlePass.HandleAsync);

        // Public: the link itself is the right to the passes.
        var links = routes.MapGroup("/p").AllowAnonymous();
        links.MapGet("/{link}/bundle/{part:int}", DownloadBundle.ByLinkAsync);
    }
}
