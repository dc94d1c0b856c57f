using Microsoft.Net.Http.Headers;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Portal;

/// <summary>What <c>/</c> shows to a program: where the API and its documents are.</summary>
/// <param name="Name">The product.</param>
/// <param name="Version">The version of this release.</param>
/// <param name="Api">The API with its version.</param>
/// <param name="Documentation">The developer portal.</param>
/// <param name="OpenApi">The API's document.</param>
/// <param name="Dashboard">The dashboard for people.</param>
internal sealed record IndexResponse(string Name, string Version, string Api, string Documentation, string OpenApi, string Dashboard);

/// <summary><c>GET /</c>: leads a browser to the dashboard, and a program to the API.</summary>
internal static class Index
{
    private const string Dashboard = "/dashboard";

    public static void MapIndex(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/", ["GET", "HEAD"], Show).WithMetadata(new RateClassMetadata(RateClasses.Documentation));

    private static IResult Show(HttpRequest request, DeploymentOptions deployment, ProgramIdentity program)
    {
        request.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
        if (AcceptsHtml(request))
            return Results.Redirect(deployment.PublicUrl + Dashboard);
        return Results.Json(new IndexResponse(
            "Passinstance", program.Version, $"{deployment.PublicUrl}/api/v1", $"{deployment.PublicUrl}/docs",
            $"{deployment.PublicUrl}/docs/openapi.json", deployment.PublicUrl + Dashboard));
    }

    // A program accepts anything, or JSON; a browser names HTML.
    private static bool AcceptsHtml(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type =>
        type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
