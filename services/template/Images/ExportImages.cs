using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Exports;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Images;

/// <summary>The organization's images, which templates name by their hashes.</summary>
internal static class ExportImages
{
    // Each may have megabytes.
    private const int PageSize = 4;

    /// <summary>An image.</summary>
    /// <param name="Sha256">Its hash in lower-case hexadecimal.</param>
    /// <param name="Content">The PNG, in base64.</param>
    internal sealed record ExportedImage(string Sha256, byte[] Content);

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<TemplatesDbContext>();
        var images = ExportRoutes.PagesAsync(
            query.After ?? "", PageSize,
            (after, limit) => db.Images.AsNoTracking()
                .Where(i => i.OrganizationId == query.OrganizationId && string.Compare(i.Sha256, after) > 0)
                .OrderBy(i => i.Sha256).Take(limit).ToListAsync(cancellationToken),
            image => image.Sha256);
        await foreach (var image in images)
            yield return new ExportItem(image.Sha256, new ExportedImage(image.Sha256, image.Content));
    }
}
