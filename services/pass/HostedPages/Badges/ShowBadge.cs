using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Badges;

/// <summary>The file of a badge. Its address changes with its content.</summary>
internal static class ShowBadge
{
    internal const string Path = "/p/badges/";

    internal static IResult Handle(string file, HttpContext http, WalletBadges badges)
    {
        if (badges.At(file) is not { } badge)
            return Problem.Of(404, "unknown_link", "There is no such badge. Reload the page that shows it.");
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        // Opened by itself, too, the file only draws.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(badge.Content, badge.MediaType);
    }
}
