using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Images;

/// <summary>An image that was uploaded for passes.</summary>
/// <param name="Id"><c>img_...</c>, to be named in the <c>images</c> of passes.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Length">Bytes of the file as it is stored.</param>
/// <param name="CreatedAt">When it was uploaded. Without a pass that uses it, it is deleted a day later.</param>
public sealed record UploadedImageResponse(string Id, int Width, int Height, int Length, DateTimeOffset CreatedAt)
{
    internal static UploadedImageResponse From(UploadedImage image) =>
        new(TypeId.Format(IdPrefixes.Image, image.Id), image.Width, image.Height, image.Length, image.CreatedAt);
}
