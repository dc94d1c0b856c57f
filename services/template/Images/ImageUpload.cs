using Passinstance.ServiceDefaults.Problems;
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
    private const string DataUrlPrefix = "data:image/png;base64,";

    /// <summary>Decodes the uploads. Base64 that cannot be decoded is an error here; the engine's rules check the image itself.</summary>
    internal static IReadOnlyList<PassImage> Read(IReadOnlyList<ImageUpload> uploads, List<InvalidValue> errors)
    {
        var images = new List<PassImage>(uploads.Count);
        for (var i = 0; i < uploads.Count; i++)
        {
            var content = uploads[i].Content ?? "";
            if (content.StartsWith(DataUrlPrefix, StringComparison.OrdinalIgnoreCase))
                content = content[DataUrlPrefix.Length..];
            var bytes = new byte[content.Length * 3 / 4 + 3];
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
                images.Add(new PassImage(uploads[i].Name!, uploads[i].Language, bytes.AsMemory(0, length)));
            }
        }

        return images;
    }
}
