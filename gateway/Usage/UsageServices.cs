using Passinstance.Gateway.RequestPolicies;
using Passinstance.Security.Outbound;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Usage;

/// <summary>Registers and maps usage.</summary>
internal static class UsageServices
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static void AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<RequestCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestCounts>());
        services.AddSingleton<ServiceUsage>();
        services.AddHttpClient(ServiceUsage.ClientName, client => client.Timeout = Timeout).WithoutCertificateDownloads();
    }

    public static void MapUsage(this IEndpointRouteBuilder endpoints) => endpoints.MapOwn("/api/v1/usage")
        .MapGet("/", GetUsage.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OrganizationsRead, "read") with { WorksSuspended = true });
}
