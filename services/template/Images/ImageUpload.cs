using Passinstance.PassPreview.Images;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Images;

/// <summary>An image of a template.</summary>
public sealed record ImageUpload
{
    /// <summary>Apple's file name without <c>.png</c>, for example <c>icon</c>, <c>icon@2x</c>, <c>logo@3x</c> or <c>strip</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Language of a localized image, such as <c>fr</c>; absent for all languages.</summary>
    public string? Language { get; init; }

    /// <summary>The PNG file in base64, or as a data URL.</summary>
    public string? Content { get; init; }
}

internal static class ImageUploads
{
    /// <summary>
    /// Decodes the uploads. What is no image is an error here; the engine's rules check names, sizes and the set. An image that is too
    /// large is left to those rules, unread.
    /// </summary>
    internal static async Task<IReadOnlyList<PassImage>> ReadAsync(
        IReadOnlyList<ImageUpload> uploads, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        var images = new List<PassImage>(uploads.Count);
        for (var i = 0; i < uploads.Count; i++)
        {
            var content = PastedText.Base64(uploads[i].Content ?? "");
            var bytes = new byte[(content.Length * 3 / 4) + 3];
            if (string.IsNullOrEmpty(uploads[i].Name))
            {
                errors.Add(new InvalidValue($"/images/{i}/name", "required",
                    "Name the image as Apple does, without .png: icon, icon@2x, logo, strip, thumbnail, background, footer ..."));
            }
            else if (content.Length == 0 || !Convert.TryFromBase64String(content, bytes, out var length))
            {
                errors.Add(new InvalidValue($"/images/{i}/content", "not_base64", "Send the PNG file's bytes in base64."));
            }
            else
            {
                images.Add(await ReadAsync(
                    new PassImage(uploads[i].Name!, uploads[i].Language, bytes.AsMemory(0, length)), $"/images/{i}/content", errors,
                    cancellationToken));
            }
        }

        return images;
    }

    /// <summary>The image as it is stored; the given one, with an error, when no device could show it.</summary>
    internal static async Task<PassImage> ReadAsync(
        PassImage image, string pointer, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        if (image.Content.Length > PutTemplateImage.MaxImage)
            return image;
        var (png, code, problem) = await ImageReader.ReadAsync(image.Content, cancellationToken);
        if (png is not null)
            return image with { Content = png };
        errors.Add(new InvalidValue(pointer, code, problem));
        return image;
    }
}
