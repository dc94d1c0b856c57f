using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Passinstance.Gateway.Portal.Reference;
using Passinstance.ServiceDefaults;

namespace Passinstance.Gateway.Portal;

/// <summary>
/// The developer portal at <c>/docs</c>: plain pages that can be read without a script, held in memory, with this deployment's own address in
/// their samples. The reference is made from the API's document when the gateway starts.
/// </summary>
internal static class PortalPages
{
    // Everything comes from here; nothing inline, nothing framed, nothing sent elsewhere.
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const int WorthCompressing = 4 * 1024;

    public static void MapPortal(this IEndpointRouteBuilder endpoints, DeploymentOptions deployment)
    {
        var pages = Read(Path.Combine(AppContext.BaseDirectory, "Portal"), deployment).ToFrozenDictionary(page => page.Name, StringComparer.OrdinalIgnoreCase);
        endpoints.MapMethods("/docs", ["GET", "HEAD"], (HttpContext context) => Answer(context, pages, "index"));
        endpoints.MapMethods("/docs/{page}", ["GET", "HEAD"], (HttpContext context, string page) => Answer(context, pages, page));
    }

    private static IEnumerable<Page> Read(string folder, DeploymentOptions deployment)
    {
        var api = ApiReference.Read(Path.Combine(folder, "openapi", "v1.json"), deployment.PublicUrl);
        yield return Page.Of("openapi.json", api.Document.ToJsonString(), "application/json; charset=utf-8");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "Pages")))
        {
            var text = File.ReadAllText(file).Replace("{{publicUrl}}", deployment.PublicUrl, StringComparison.Ordinal);
            var name = Path.GetFileNameWithoutExtension(file);
            yield return Path.GetExtension(file) switch
            {
                ".html" => Page.Of(name, name == "reference" ? ReferencePage.Write(api, text) : text, "text/html; charset=utf-8"),
                ".js" => Page.Of(Path.GetFileName(file), text, "text/javascript; charset=utf-8"),
                _ => Page.Of(Path.GetFileName(file), text, "text/css; charset=utf-8"),
            };
        }
    }

    private static IResult Answer(HttpContext context, FrozenDictionary<string, Page> pages, string name)
    {
        if (!pages.TryGetValue(name, out var page))
            return Results.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "public, max-age=300";
        if (page.Compressed is null)
            return Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag);
        headers.Vary = HeaderNames.AcceptEncoding;
        if (!context.Request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0))
            return Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag);
        headers.ContentEncoding = "gzip";
        return Results.Bytes(page.Compressed, page.ContentType, entityTag: page.CompressedTag);
    }

    private sealed record Page(string Name, string ContentType, byte[] Content, byte[]? Compressed)
    {
        public EntityTagHeaderValue Tag { get; } = TagOf(Content);

        public EntityTagHeaderValue? CompressedTag { get; } = Compressed is null ? null : TagOf(Compressed);

        public static Page Of(string name, string text, string contentType)
        {
            var content = Encoding.UTF8.GetBytes(text);
            return new Page(name, contentType, content, content.Length < WorthCompressing ? null : Compress(content));
        }

        private static EntityTagHeaderValue TagOf(byte[] content) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");

        private static byte[] Compress(byte[] content)
        {
            using var compressed = new MemoryStream();
            using (var stream = new GZipStream(compressed, CompressionLevel.Optimal))
                stream.Write(content);
            return compressed.ToArray();
        }
    }
}
