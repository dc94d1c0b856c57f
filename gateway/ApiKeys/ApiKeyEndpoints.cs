using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.ApiKeys;

/// <summary>The routes of the API keys of the caller's organization.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder endpoints)
    {
        var keys = endpoints.MapOwn("/api/v1/api-keys");
        keys.MapGet("/", ListApiKeys.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ApiKeysRead, "read"));
        keys.MapPost("/", CreateApiKey.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ApiKeysWrite, "write"));
        keys.MapGet("/{id}", GetApiKey.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ApiKeysRead, "read"));
        keys.MapPost("/{id}/rotate", RotateApiKey.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ApiKeysWrite, "write"));
        keys.MapPost("/{id}/revoke", RevokeApiKey.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.ApiKeysWrite, "write"));
    }
}
