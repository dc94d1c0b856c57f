using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>OAuth 2: <c>/oauth/token</c>, <c>/oauth/revoke</c> and the public keys.</summary>
internal static class OAuthEndpoints
{
    private static readonly RoutePolicy Policy =
        new(Scope: null, Publishable: false, RateClass: "token", MediaTypes: null, MaxBodySize: 16 * 1024);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void MapOAuth(this IEndpointRouteBuilder endpoints)
    {
        // Below /api/v1, too: people's clients are given one base address.
        foreach (var prefix in (string[])["", "/api/v1"])
        {
            endpoints.MapPost($"{prefix}/oauth/token", IssueToken.HandleAsync)
                .WithMetadata(Policy, new AuditedOperationAttribute("createAccessToken", AuditActorKinds.Anonymous))
                .WithRequestTimeout(Timeout).ExcludeFromDescription();
            endpoints.MapPost($"{prefix}/oauth/revoke", RevokeToken.HandleAsync)
                .WithMetadata(Policy, new AuditedOperationAttribute("revokeAccessToken", AuditActorKinds.Anonymous))
                .WithRequestTimeout(Timeout).ExcludeFromDescription();
        }

        endpoints.MapGet("/.well-known/jwks.json", PublishKeys.HandleAsync).WithMetadata(new RateClassMetadata(RateClasses.Keys))
            .WithRequestTimeout(Timeout);
    }
}
