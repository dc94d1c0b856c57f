using Passinstance.Gateway.RequestPolicies;
using Passinstance.Security.Outbound;

namespace Passinstance.Gateway.Operations;

/// <summary>The routes about the whole deployment, for the people who operate it.</summary>
internal static class OperationEndpoints
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void AddOperations(this IServiceCollection services)
    {
        services.AddHttpClient(GetOperationStatus.ClientName, client => client.Timeout = Timeout).WithoutCertificateDownloads();
        services.AddSingleton<GatewayReplicas>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayReplicas>());
    }

    public static void MapOperations(this IEndpointRouteBuilder endpoints)
    {
        var operations = endpoints.MapOwn("/api/v1/operations");
        operations.MapGet("/status", GetOperationStatus.HandleAsync).WithMetadata(RoutePolicy.ForOperators("read"));
        operations.MapGet("/dead-letters", ListDeadLetters.HandleAsync).WithMetadata(RoutePolicy.ForOperators("read"));
        operations.MapPost("/dead-letters/resend", ResendDeadLetters.HandleAsync).WithMetadata(RoutePolicy.ForOperators("write"));
    }
}
