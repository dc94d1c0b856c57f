using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults;

namespace Passinstance.Gateway.Portal;

/// <summary>
/// The developer portal at <c>/docs</c>: plain pages that need no script, held in memory, with this deployment's own address in their
/// samples.
/// </summary>
internal static class PortalPages
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPortal(this IEndpointRouteBuilder endpoints, DeploymentOptions deployment)
    {
        var pages = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Portal", "Pages"))
            .Select(file => Page.Read(file, deployment))
            .ToFrozenDictionary(page => page.Name, StringComparer.OrdinalIgnoreCase);
        endpoints.MapMethods("/docs", ["GET", "HEAD"], (HttpContext context) => Answer(context, pages, "index"));
        endpoints.MapMethods("/docs/{page}", ["GET", "HEAD"], (HttpContext context, string page) => Answer(context, pages, page));
    }

    private static IResult Answer(HttpContext context, FrozenDictionary<string, Page> pages, string name)
    {
        if (!pages.TryGetValue(name, out var page))
            return Results.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "public, max-age=300";
        return Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag);
    }

    private sealed record Page(string Name, byte[] Content, string ContentType, EntityTagHeaderValue Tag)
    {
        public static Page Read(string file, DeploymentOptions deployment)
        {
            var content = Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace("{{publicUrl}}", deployment.PublicUrl, StringComparison.Ordinal));
            var isPage = Path.GetExtension(file) == ".html";
            return new Page(
                isPage ? Path.GetFileNameWithoutExtension(file) : Path.GetFileName(file), content,
                isPage ? "text/html; charset=utf-8" : "text/css; charset=utf-8", new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""));
        }
    }
}
