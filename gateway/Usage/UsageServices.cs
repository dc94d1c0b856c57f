using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Usage;

/// <summary>Registers and maps usage.</summary>
internal static class UsageServices
{
    public static void AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<RequestCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestCounts>());
        services.AddSingleton<ServiceUsage>();
    }

    public static void MapUsage(this IEndpointRouteBuilder endpoints) => endpoints.MapOwn("/api/v1/usage")
        .MapGet("/", GetUsage.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OrganizationsRead, "read") with { WorksSuspended = true });
}
