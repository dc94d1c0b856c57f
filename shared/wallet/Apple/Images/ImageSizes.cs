using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.Images;

/// <summary>Apple's image sizes in points by style, and what Wallet does with others.</summary>
internal static class ImageSizes
{
    /// <summary>Advice when Wallet would scale or crop an image; null when it fits.</summary>
    public static string? Advice(PassType type, bool isPoster, string name, PngHeader header)
    {
        var scale = ImageName.ScaleOf(name) ?? 1;
        return ImageName.BaseOf(name) switch
        {
            "icon" => header.Width != header.Height ? "Make the icon square: Wallet crops it." : AtLeast(38, 38, scale, header),
            "logo" => UpTo(160, 50, scale, header),
            "footer" => UpTo(286, 15, scale, header),
            "personalizationLogo" => UpTo(150, 40, scale, header),
            "thumbnail" => Thumbnail(scale, header),
            "primaryLogo" => UpTo(126, 30, scale, header),
            "secondaryLogo" => UpTo(135, 12, scale, header),
            "artwork" => AtLeast(358, 448, scale, header),
            "background" when isPoster => AtLeast(345, 505, scale, header),
            "background" when type == PassType.EventTicket => AtLeast(180, 220, scale, header),
            "strip" => AtLeast(
                375, type switch { PassType.EventTicket => 98, PassType.Coupon or PassType.StoreCard => 144, _ => 123 }, scale, header),
            _ => null,
        };
    }

    /// <summary>Whether a template has one of the designs that consist of an image.</summary>
    public static bool IsPoster(WalletTemplate template) =>
        template.PosterGeneric is not null || template.PreferredStyleSchemes?.Contains(StyleScheme.PosterEventTicket) == true;

    /// <summary>Images that a template's styles never show, with what does.</summary>
    public static IEnumerable<(string Name, string Only)> UnusedBy(WalletTemplate template)
    {
        var poster = IsPoster(template);
        var type = template.PassType;
        if (type is not (PassType.Coupon or PassType.EventTicket or PassType.StoreCard))
            yield return ("strip", "only coupons, event tickets and store cards do");
        if (type is not (PassType.Generic or PassType.EventTicket))
            yield return ("thumbnail", "only generic passes and event tickets do");
        if (type != PassType.EventTicket && !poster)
            yield return ("background", "only event tickets and posters do");
        if (type != PassType.BoardingPass)
            yield return ("footer", "only boarding passes do");
        foreach (var name in poster ? [] : new[] { "artwork", "primaryLogo", "secondaryLogo", "venueMap" })
            yield return (name, "only posters do");
        if (template.Personalization is null)
            yield return ("personalizationLogo", "only passes with personalization do");
    }

    private static string? UpTo(int width, int height, int scale, PngHeader header) =>
        header.Width > width * scale || header.Height > height * scale
            ? $"Make it at most {width * scale} by {height * scale} pixels, now {header.Width} by {header.Height}: Wallet scales it down."
            : null;

    private static string? AtLeast(int width, int height, int scale, PngHeader header) =>
        header.Width < width * scale || header.Height < height * scale
            ? $"Make it at least {width * scale} by {height * scale} pixels, now {header.Width} by {header.Height}: "
                + "Wallet scales it up and crops it."
            : null;

    private static string? Thumbnail(int scale, PngHeader header)
    {
        var aspect = (double)header.Width / header.Height;
        return aspect is < 0.66 or > 1.51
            ? "Make the thumbnail's sides 2:3 to 3:2: Wallet crops it."
            : Math.Max(header.Width, header.Height) < 60 * scale ? AtLeast(90, 90, scale, header) : null;
    }
}
