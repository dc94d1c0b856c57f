using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.Images;

/// <summary>An image's name apart from its scale: <c>logo@2x</c> is <c>logo</c> at 2.</summary>
internal static class ImageName
{
    /// <summary>Apple's names.</summary>
    public static readonly string[] Known =
    [
        "icon", "logo", "strip", "thumbnail", "background", "footer", "personalizationLogo", "artwork", "primaryLogo", "secondaryLogo",
        "venueMap",
    ];

    public static string BaseOf(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? name : name[..at];
    }

    /// <summary>1, 2 or 3; null for any other suffix.</summary>
    public static int? ScaleOf(string name) => name[BaseOf(name).Length..] switch
    {
        "" or "@1x" => 1,
        "@2x" => 2,
        "@3x" => 3,
        _ => null,
    };

    /// <summary>Where the image stands in the archive.</summary>
    public static string PathOf(PassImage image)
    {
        var file = (image.Name.EndsWith("@1x", StringComparison.Ordinal) ? BaseOf(image.Name) : image.Name) + ".png";
        return image.Language is null ? file : $"{LanguageTag.Canonical(image.Language)}.lproj/{file}";
    }
}
