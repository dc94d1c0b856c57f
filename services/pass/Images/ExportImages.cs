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

    internal static IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PassesDbContext>();
        return query.RowsAsync(
            db.UploadedImages.Where(i => i.OrganizationId == query.OrganizationId), i => i.Id, IdPrefixes.Image, PageSize,
            cancellationToken)
            .Select(image => new ExportedImage(
                TypeId.Format(IdPrefixes.Image, image.Id), image.Width, image.Height, image.CreatedAt, image.Content))
            .Select(image => new ExportItem(image.Id, image));
    }
}
