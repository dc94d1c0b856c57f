using System.Buffers.Binary;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>
/// Uploaded images for Google Wallet, which fetches images from addresses: where a template names none, the uploaded ones are used, at
/// addresses that the caller serves.
/// </summary>
public static class GoogleImages
{
    // Google cuts a circle out of a logo; a wider one loses its ends.
    private const double MaxSquare = 1.5;
    private const int HeaderLength = 26;

    // Of the PNG color types, those with an alpha channel.
    private const byte GrayWithAlpha = 4;
    private const byte ColorWithAlpha = 6;

    /// <summary>The template with addresses of uploaded images where it names none.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its uploaded images.</param>
    /// <param name="urlOf">The public address of an image.</param>
    public static WalletTemplate Fill(WalletTemplate template, IReadOnlyList<PassImage> images, Func<PassImage, string> urlOf)
    {
        var google = template.Google ?? new GoogleTemplate();
        var filled = google with
        {
            LogoUrl = google.LogoUrl ?? Url(Logo(images), urlOf),
            WideLogoUrl = google.WideLogoUrl ?? Url(WideLogo(images), urlOf),
            HeroImageUrl = google.HeroImageUrl ?? Url(OfMaxScale(images, "strip"), urlOf),
        };
        return filled == google ? template : template with { Google = filled };
    }

    /// <summary>Whether an uploaded image serves as the logo.</summary>
    internal static bool HasLogo(IReadOnlyList<PassImage> images) => Logo(images) is not null;

    // Google cuts a circle and puts white behind it: a logo that fills its square suits, else the icon does, which always brings a ground
    // of its own. A logo that suits neither way is better than another kind of card.
    private static PassImage? Logo(IReadOnlyList<PassImage> images)
    {
        var logo = OfMaxScale(images, "logo");
        return logo is not null && IsSquare(logo) && !HasAlpha(logo) ? logo : OfMaxScale(images, "icon") ?? logo;
    }

    private static PassImage? WideLogo(IReadOnlyList<PassImage> images) =>
        OfMaxScale(images, "logo") is { } logo && !IsSquare(logo) ? logo : null;

    private static PassImage? OfMaxScale(IReadOnlyList<PassImage> images, string name) => images
        .Where(image => image.Language is null && BaseOf(image.Name) == name)
        .MaxBy(image => ScaleOf(image.Name));

    // The sides are at the beginning of a PNG. The rules of the images have checked it.
    private static bool IsSquare(PassImage image)
    {
        if (image.Content.Length < HeaderLength)
            return false;
        var width = BinaryPrimitives.ReadUInt32BigEndian(image.Content.Span[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(image.Content.Span[20..]);
        return width <= height * MaxSquare && height <= width * MaxSquare;
    }

    private static bool HasAlpha(PassImage image) =>
        image.Content.Length >= HeaderLength && image.Content.Span[25] is GrayWithAlpha or ColorWithAlpha;

    private static string BaseOf(string name) => name.Split('@')[0];

    private static int ScaleOf(string name) =>
        name.EndsWith("@3x", StringComparison.Ordinal) ? 3 : name.EndsWith("@2x", StringComparison.Ordinal) ? 2 : 1;

    private static string? Url(PassImage? image, Func<PassImage, string> urlOf) => image is null ? null : urlOf(image);
}
