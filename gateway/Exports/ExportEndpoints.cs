using Passinstance.Gateway.RequestPolicies;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Exports;

/// <summary>The routes of exports of the caller's organization, and what they are made of.</summary>
internal static class ExportEndpoints
{
    public static void AddExports(this IServiceCollection services)
    {
        services.AddOptions<ExportOptions>().BindConfiguration("Exports").ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpContextAccessor();
        services.AddSingleton<ExportDownloads>();
        services.AddSingleton<ExportFile>();
        services.AddExport("organization", OwnExports.OrganizationAsync);
        services.AddExport("member", OwnExports.MembersAsync);
        services.AddExport("invitation", OwnExports.InvitationsAsync);
        services.AddExport("apiKey", OwnExports.ApiKeysAsync);
        services.AddExport("oauthClient", OwnExports.ClientsAsync);
        services.AddExport("auditLogEntry", OwnExports.AuditLogAsync);
    }

    public static void MapExports(this IEndpointRouteBuilder endpoints)
    {
        var exports = endpoints.MapOwn("/api/v1/exports");
        exports.MapGet("/", ListExports.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ExportsRead, "read"));
        exports.MapPost("/", CreateExport.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ExportsWrite, "write"));
        exports.MapGet("/{id}", GetExport.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ExportsRead, "read"));
        // As long as the organization is large.
        exports.MapGet("/{id}/download", DownloadExport.HandleAsync).DisableRequestTimeout()
            .WithMetadata(RoutePolicy.For(Scopes.ExportsRead, "download"));
    }
}
