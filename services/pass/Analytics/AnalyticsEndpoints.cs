using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Analytics;

internal static class AnalyticsEndpoints
{
    internal static void MapAnalytics(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead).MapGet("/{id}/stats", GetPassStats.HandleAsync);
        // The only path below /templates that the gateway routes here: the numbers are those of passes.
        routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead).MapGet("/{id}/stats", GetTemplateStats.HandleAsync);
    }
}
