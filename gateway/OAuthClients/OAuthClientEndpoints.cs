using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.OAuthClients;

/// <summary>The routes of the OAuth clients of the caller's organization.</summary>
internal static class OAuthClientEndpoints
{
    public static void MapOAuthClients(this IEndpointRouteBuilder endpoints)
    {
        var clients = endpoints.MapOwn("/api/v1/oauth-clients");
        clients.MapGet("/", ListOAuthClients.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OAuthClientsRead, "read"));
        clients.MapPost("/", CreateOAuthClient.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OAuthClientsWrite, "write"));
        clients.MapGet("/{id}", GetOAuthClient.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OAuthClientsRead, "read"));
        clients.MapPost("/{id}/rotate", RotateOAuthClient.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OAuthClientsWrite, "write"));
        clients.MapPost("/{id}/revoke", RevokeOAuthClient.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.OAuthClientsWrite, "write"));
    }
}
