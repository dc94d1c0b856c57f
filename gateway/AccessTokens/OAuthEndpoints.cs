using Passinstance.Gateway.Forwarding;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>OAuth 2 for programs: <c>/oauth/token</c>, <c>/oauth/revoke</c> and the public keys.</summary>
internal static class OAuthEndpoints
{
    private static readonly RoutePolicy Policy = new(Scope: null, Publishable: false, "token", JsonOnly: false, MaximumBody: 16 * 1024);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void MapOAuth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/oauth/token", IssueToken.HandleAsync).WithMetadata(Policy).WithRequestTimeout(Timeout);
        endpoints.MapPost("/oauth/revoke", RevokeToken.HandleAsync).WithMetadata(Policy).WithRequestTimeout(Timeout);
        endpoints.MapGet("/.well-known/jwks.json", PublishKeys.HandleAsync).WithRequestTimeout(Timeout);
    }
}

/// <summary>The error body of RFC 6749, 5.2: OAuth clients know this one, and not the platform's problem details.</summary>
internal sealed record OAuthError(string Error, [property: System.Text.Json.Serialization.JsonPropertyName("error_description")] string ErrorDescription)
{
    public static IResult Bad(string error, string description) => Results.Json(new OAuthError(error, description), statusCode: StatusCodes.Status400BadRequest);

    public static IResult InvalidClient(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"passinstance\"";
        return Results.Json(new OAuthError("invalid_client", "The client id or secret is not valid."), statusCode: StatusCodes.Status401Unauthorized);
    }
}
