using System.Collections.Concurrent;
using System.Security.Cryptography;
using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Designer;

/// <summary>
/// Images of open designs, under the hash of their content, so that a drawing that changes with every key press does not carry them along.
/// A circuit is served by one replica, as the requests of its browser are.
/// </summary>
internal sealed class DesignImages
{
    private const int MaxImages = 2_000;
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _images = new(StringComparer.Ordinal);

    /// <summary>The address of an image for pages.</summary>
    internal string AddressOf(PassImage image)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(image.Content.Span));
        if (_images.Count >= MaxImages)
            _images.Clear();
        _images.TryAdd(name, image.Content);
        return $"designer/images/{name}.png";
    }

    internal IResult Get(string name, HttpContext http)
    {
        if (!_images.TryGetValue(name, out var content))
            return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(content, "image/png");
    }
}

internal static class DesignerRoutes
{
    internal static void AddDesigner(this IServiceCollection services) => services.AddSingleton<DesignImages>();

    internal static void MapDesigner(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/designer/images/{name}.png", (string name, HttpContext http, DesignImages images) => images.Get(name, http))
            .RequireAuthorization();
}
