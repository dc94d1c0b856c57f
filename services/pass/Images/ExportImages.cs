using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Images;

/// <summary>The images of the organization's passes.</summary>
internal static class ExportImages
{
    // Each may have megabytes.
    private const int PageSize = 4;

    /// <summary>An image of a pass.</summary>
    /// <param name="Id"><c>img_...</c>, as passes name it.</param>
    /// <param name="Width">Width in pixels.</param>
    /// <param name="Height">Height in pixels.</param>
    /// <param name="CreatedAt">When it was uploaded.</param>
    /// <param name="Content">The PNG, in base64.</param>
    internal sealed record ExportedImage(string Id, int Width, int Height, DateTimeOffset CreatedAt, byte[] Content);

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, highest) = (services.GetRequiredService<PassesDbContext>(), query.Highest);
        var images = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Image), PageSize,
            (after, limit) => db.UploadedImages.AsNoTracking()
                .Where(i => i.OrganizationId == query.OrganizationId && i.Id > after && i.Id <= highest)
                .OrderBy(i => i.Id).Take(limit).ToListAsync(cancellationToken),
            image => image.Id);
        await foreach (var image in images)
        {
            var id = TypeId.Format(IdPrefixes.Image, image.Id);
            yield return new ExportItem(id, new ExportedImage(id, image.Width, image.Height, image.CreatedAt, image.Content));
        }
    }
}
