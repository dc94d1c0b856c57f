using System.Text.Json.Serialization;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>The error body of RFC 6749, 5.2. OAuth clients expect it instead of problem details.</summary>
internal sealed record OAuthError(string Error, [property: JsonPropertyName("error_description")] string ErrorDescription)
{
    public static IResult BadRequest(HttpContext context, string error, string description)
    {
        FailedRequest.Mark(context, error);
        return Results.Json(new OAuthError(error, description), statusCode: StatusCodes.Status400BadRequest);
    }

    public static IResult InvalidClient(HttpContext context)
    {
        FailedRequest.Mark(context, "invalid_client");
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"passinstance\"";
        return Results.Json(
            new OAuthError("invalid_client", "The client id or secret is not valid."), statusCode: StatusCodes.Status401Unauthorized);
    }
}
