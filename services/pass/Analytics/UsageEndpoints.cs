using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Analytics;

internal static class UsageEndpoints
{
    internal static void AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<UsageCounter>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
    }

    internal static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead).MapGet("/{id}/stats", GetPassStats.HandleAsync);
        // The one path below templates that the gateway leads here: the numbers are of passes.
        routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead).MapGet("/{id}/stats", GetTemplateStats.HandleAsync);
    }
}
