using Microsoft.AspNetCore.Http.HttpResults;

namespace Passinstance.Dashboard.SignIn;

/// <summary>The requests of the sign-in that are not pages.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/signin", static (HttpContext context, SignInFlow flow, string? returnTo, string? organization) =>
            flow.Start(context, returnTo, organization));
        endpoints.MapGet("/signin-callback", CompleteAsync);
        // The session's cookie is not sent by forms of other sites (SameSite=Lax).
        endpoints.MapPost("/signout", static (HttpContext context, SignInFlow flow) => flow.EndAsync(context)).DisableAntiforgery();
        // A page asks for this after its circuit has renewed the tokens: the response brings the cookie up to date.
        endpoints.MapPost("/session", static () => TypedResults.NoContent()).RequireAuthorization().DisableAntiforgery();
    }

    private static async Task<Results<RedirectHttpResult, EmptyHttpResult>> CompleteAsync(
        HttpContext context, SignInFlow flow, string? code, string? state, string? error)
    {
        if (await flow.CompleteAsync(context, code, state) is { } target)
            return TypedResults.LocalRedirect(target);
        if (error is not null)
            return TypedResults.LocalRedirect($"{DashboardApplication.BasePath}/signed-out?reason={Uri.EscapeDataString(error)}");
        // An outdated link, or a sign-in that began in another browser.
        flow.Start(context, "/", organization: null);
        return TypedResults.Empty;
    }
}
