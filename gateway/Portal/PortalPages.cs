using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;
using NSwag.AspNetCore;
using Passinstance.Gateway.Portal.Reference;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Portal;

/// <summary>
/// The developer portal at <c>/docs</c>: static pages, held in memory, with this deployment's own address in their samples. The reference
/// is generated from the OpenAPI document. The try-it page shows the same document with Swagger UI.
/// </summary>
internal static class PortalPages
{
    // Everything is loaded from the gateway itself. Nothing inline, nothing framed, no requests to other hosts.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'";

    // The try-it page also calls the API.
    private const string TryItPage = "try";
    private const string TryItContentSecurityPolicy = ContentSecurityPolicy + "; connect-src 'self'";

    private const string Html = "text/html; charset=utf-8";
    private const string JavaScript = "text/javascript; charset=utf-8";
    private const string Css = "text/css; charset=utf-8";
    private static readonly string[] SwaggerUiFiles = ["swagger-ui.css", "swagger-ui-bundle.js"];

    public static void MapPortal(this IEndpointRouteBuilder endpoints, DeploymentOptions deployment)
    {
        // Created by the first request: migrations and administration commands need no pages.
        var pages = new Lazy<FrozenDictionary<string, PortalPage>>(() => Create(deployment));
        endpoints.MapMethods("/docs", ["GET", "HEAD"], (HttpContext context) => Serve(context, pages.Value, "index"))
            .WithMetadata(new RateClassMetadata(RateClasses.Documentation));
        endpoints.MapMethods("/docs/{page}", ["GET", "HEAD"], (HttpContext context, string page) => Serve(context, pages.Value, page))
            .WithMetadata(new RateClassMetadata(RateClasses.Documentation));
    }

    private static FrozenDictionary<string, PortalPage> Create(DeploymentOptions deployment) =>
        ReadPages(Path.Combine(AppContext.BaseDirectory, "Portal"), deployment)
            .Concat(SwaggerUiFiles.Select(ReadSwaggerUi))
            .ToFrozenDictionary(page => page.Name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<PortalPage> ReadPages(string folder, DeploymentOptions deployment)
    {
        var api = ApiReference.Read(Path.Combine(folder, "openapi", "v1.json"), deployment.PublicUrl);
        yield return PortalPage.Create("openapi.json", api.Document.ToJsonString(), "application/json; charset=utf-8");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "Pages")))
        {
            var text = File.ReadAllText(file).Replace("{{publicUrl}}", deployment.PublicUrl, StringComparison.Ordinal);
            var name = Path.GetFileNameWithoutExtension(file);
            yield return Path.GetExtension(file) switch
            {
                ".html" => PortalPage.Create(name, name == "reference" ? ReferencePage.Write(api, text) : text, Html),
                ".js" => PortalPage.Create(Path.GetFileName(file), text, JavaScript),
                _ => PortalPage.Create(Path.GetFileName(file), text, Css),
            };
        }
    }

    // NSwag embeds Swagger UI. Its own page has an inline script, which the policy forbids, so try.html takes its place.
    private static PortalPage ReadSwaggerUi(string file)
    {
        var assembly = typeof(SwaggerUiSettings).Assembly;
        using var stream = assembly.GetManifestResourceStream($"NSwag.AspNetCore.SwaggerUi.{file}")
            ?? throw new InvalidOperationException($"NSwag.AspNetCore does not contain {file}.");
        using var reader = new StreamReader(stream);
        return PortalPage.Create(file, reader.ReadToEnd(), file.EndsWith(".css", StringComparison.Ordinal) ? Css : JavaScript);
    }

    private static IResult Serve(HttpContext context, FrozenDictionary<string, PortalPage> pages, string name)
    {
        if (!pages.TryGetValue(name, out var page))
            return Results.NotFound();

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = page.Name == TryItPage ? TryItContentSecurityPolicy : ContentSecurityPolicy;
        headers.CacheControl = "public, max-age=300";
        if (page.Compressed is null)
            return Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag);

        headers.Vary = HeaderNames.AcceptEncoding;
        if (!AcceptsGzip(context.Request))
            return Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag);

        headers.ContentEncoding = "gzip";
        return Results.Bytes(page.Compressed, page.ContentType, entityTag: page.CompressedTag);
    }

    private static bool AcceptsGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding.Any(encoding =>
        encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);
}
