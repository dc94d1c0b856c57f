using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Analytics;

internal static class AnalyticsEndpoints
{
    internal static void MapAnalytics(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead).MapGet("/{id}/stats", GetPassStats.HandleAsync);
        // Below /templates the gateway routes this and the rollout here: the numbers are those of passes.
        routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead).MapGet("/{id}/stats", GetTemplateStats.HandleAsync);
    }
}
