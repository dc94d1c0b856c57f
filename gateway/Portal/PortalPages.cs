using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using NSwag.AspNetCore;
using Passinstance.Gateway.Portal.Reference;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Portal;

/// <summary>
/// The developer portal at <c>/docs</c>: guides, the reference and a try-it page, made once and held in memory, with this deployment's own
/// address in their samples. The try-it page shows the same document with Swagger UI.
/// </summary>
internal static class PortalPages
{
    // Everything is loaded from the gateway itself. Nothing inline, nothing framed, no requests to other hosts.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'";

    // The try-it page also calls the API.
    private const string TryItPage = "try";
    private const string NotFoundPage = "not-found";
    private const string TryItContentSecurityPolicy = ContentSecurityPolicy + "; connect-src 'self'";

    private const string Html = "text/html; charset=utf-8";
    private const string JavaScript = "text/javascript; charset=utf-8";
    private const string Css = "text/css; charset=utf-8";
    private static readonly string[] SwaggerUiFiles = ["swagger-ui.css", "swagger-ui-bundle.js"];

    public static void MapPortal(this IEndpointRouteBuilder endpoints)
    {
        // Created by the first request: migrations and administration commands need no pages.
        var pages = new Lazy<FrozenDictionary<string, PortalPage>>(() => Create(
            endpoints.ServiceProvider.GetRequiredService<DeploymentOptions>(),
            endpoints.ServiceProvider.GetRequiredService<IOptions<PortalOptions>>().Value));
        endpoints.MapMethods("/docs", ["GET", "HEAD"], (HttpContext context) => Serve(context, pages.Value, "index"))
            .WithMetadata(new RateClassMetadata(RateClasses.Documentation));
        endpoints.MapMethods("/docs/{**page}", ["GET", "HEAD"], (HttpContext context, string page) => Serve(context, pages.Value, page))
            .WithMetadata(new RateClassMetadata(RateClasses.Documentation));
    }

    private static FrozenDictionary<string, PortalPage> Create(DeploymentOptions deployment, PortalOptions options)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Portal");
        var content = PortalContent.Read(deployment, options, folder);
        return Pages(content)
            .Append(PortalPage.Create("openapi.json", content.Api.Document.ToJsonString(), "application/json; charset=utf-8"))
            .Append(PortalPage.Create("search.js", SearchIndex.Write(content), JavaScript))
            .Concat(Directory.EnumerateFiles(Path.Combine(folder, "Assets")).Select(file => PortalPage.Create(
                Path.GetFileName(file), File.ReadAllText(file), Path.GetExtension(file) == ".js" ? JavaScript : Css)))
            .Concat(SwaggerUiFiles.Select(ReadSwaggerUi))
            .ToFrozenDictionary(page => page.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<PortalPage> Pages(PortalContent content)
    {
        var layout = new PortalLayout(content);
        foreach (var guide in content.Guides)
            yield return Page(guide.Name, guide.ShortTitle, guide.Body);
        yield return Page("reference", "Reference", ReferencePages.WriteIndex(content.Api));
        foreach (var resource in content.Api.Resources)
            yield return Page(resource.Page, resource.Name, ReferencePages.WriteResource(content.Api, resource));
        yield return Page("reference/schemas", "Schemas", SchemaMembers.WriteSchemas(content.Api));
        yield return Page(NotFoundPage, "Not found", """
            <h1>There is no such page</h1>
            <p class="lead">Search above, begin at the <a href="/docs">overview</a>, or look at
            <a href="/docs/reference">all operations</a>.</p>

            """);
        yield return Page(TryItPage, "Try it", TryIt(content), """
            <link rel="stylesheet" href="/docs/swagger-ui.css">
            <script src="/docs/swagger-ui-bundle.js" defer></script>
            <script src="/docs/try.js" defer></script>

            """);

        PortalPage Page(string name, string title, string body, string head = "") =>
            PortalPage.Create(name, layout.Write(name, title, body, head), Html);
    }

    private static string TryIt(PortalContent content) =>
        $"""
        <h1>Try it</h1>
        <p class="lead">Call <code>{content.PublicUrl}/api/v1</code> from this page. Choose Authorize, enter an API key, open an operation
        and choose Try it out.</p>
        <p>Requests change real data of your organization. The key stays in this page until you close it and is sent only to this
        deployment. Without JavaScript, use the <a href="/docs/reference">reference</a>.</p>
        <div id="swagger-ui"></div>

        """;

    // NSwag embeds Swagger UI. Its own page has an inline script, which the policy forbids, so the portal's page takes its place.
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
            return AcceptsHtml(context.Request) ? NotFound(context, pages[NotFoundPage]) : Results.NotFound();

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

    // For people; programs get the error body of the API.
    private static IResult NotFound(HttpContext context, PortalPage page)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return Results.Text(page.Content, page.ContentType, StatusCodes.Status404NotFound);
    }

    private static bool AcceptsHtml(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    private static bool AcceptsGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding.Any(encoding =>
        encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);
}
