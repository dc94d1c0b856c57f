namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The icon of pages that show no pass: without one, a browser would request a file that does not exist.</summary>
internal static class PageIcon
{
    internal const string Address = "/p/icon.svg";

    private const string Drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><rect width=\"24\" height=\"24\" rx=\"5\" fill=\"#1f2937\"/>" +
        "<path fill=\"none\" stroke=\"#fff\" stroke-width=\"1.6\" d=\"M5 8h14v10H5zM5 11.5h14M8 5h8\"/></svg>";

    internal static IResult Handle(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=86400";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(Drawing, "image/svg+xml");
    }
}
