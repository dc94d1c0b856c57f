using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Images;

internal static class ImageServices
{
    internal static void AddImages(this IServiceCollection services)
    {
        services.AddSingleton<PassImageReader>();
        services.AddScoped<ImageQuotas>();
        services.AddOptions<ImageQuotaOptions>().BindConfiguration("Quotas").ValidateDataAnnotations().ValidateOnStart();
        services.AddExport("passImage", ExportImages.ReadAsync);
        services.AddRetention(UploadedImage.Orphans);
    }

    internal static void MapImages(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/images").RequireScope(Scopes.PassesRead).MapGet("/{id}", GetImage.HandleAsync);
        routes.MapGroup("/api/v1/images").RequireScope(Scopes.PassesWrite).MapPost("/", UploadImage.HandleAsync);
        routes.MapQuotaUsage(
            (System.Security.Claims.ClaimsPrincipal caller, ImageQuotas quotas, CancellationToken cancellationToken) =>
                quotas.ReadAsync(caller, cancellationToken));
    }
}
