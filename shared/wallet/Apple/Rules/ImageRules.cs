using System.Text.RegularExpressions;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>
/// Images: PNG, of a size that a phone can hold, under Apple's names. Only the header is read, so that a picture that claims to be
/// huge costs nothing. Sizes that Wallet scales or crops are warnings.
/// </summary>
internal static partial class ImageRules
{
    private const int MaxImages = 300;
    private const int MaxBytes = 10_000_000;
    private const long MaxTotalBytes = 40_000_000;

    public static void Check(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (images.Count > MaxImages)
        {
            findings.Error("/images", "too_many_images", $"Reduce the template to at most {MaxImages} images.", ("max", MaxImages));
            return;
        }

        if (images.Sum(i => (long)i.Content.Length) > MaxTotalBytes)
        {
            findings.Error("/images", "images_too_large",
                $"Reduce the images to {MaxTotalBytes / 1_000_000} MB together: every pass carries them all.");
        }

        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < images.Count; i++)
        {
            var at = $"/images/{i}";
            if (CheckName(images[i], at, findings) && !paths.Add(ImageName.PathOf(images[i])))
                findings.Error($"{at}/name", "duplicate_image", $"The image \"{images[i].Name}\" is given twice: remove one.");
            CheckContent(template, images[i], at, findings);
        }

        CheckSet(template, images, findings);
    }

    private static bool CheckName(PassImage image, string at, FindingList findings)
    {
        var safe = true;
        if (string.IsNullOrEmpty(image.Name) || image.Name.Length > 64 || !Name().IsMatch(image.Name))
        {
            findings.Error($"{at}/name", "wrong_image_name",
                "Name the image as Apple does, with its scale and without extension: icon, icon@2x, logo@3x.");
            safe = false;
        }
        else if (!ImageName.Known.Contains(ImageName.BaseOf(image.Name), StringComparer.Ordinal))
        {
            findings.Warning($"{at}/name", "unknown_image",
                $"Wallet has no image of this name: use one of {string.Join(", ", ImageName.Known)}.");
        }

        if (image.Language is not null && !LocalizationRules.IsLanguage(image.Language))
        {
            findings.Error($"{at}/language", "wrong_language", "Write the language as its BCP 47 tag: en, fr-CA, zh-Hans.");
            safe = false;
        }

        return safe;
    }

    private static void CheckContent(WalletTemplate template, PassImage image, string at, FindingList findings)
    {
        if (image.Content.Length > MaxBytes)
        {
            findings.Error($"{at}/content", "image_too_large", $"Reduce the image to {MaxBytes / 1_000_000} MB.");
            return;
        }

        if (PngHeader.TryRead(image.Content.Span) is not { } header)
        {
            findings.Error($"{at}/content", "not_a_png", "Give a complete PNG file: this one has no PNG header or ends too early.");
        }
        else if (header.Width > PngHeader.MaxSide || header.Height > PngHeader.MaxSide)
        {
            findings.Error($"{at}/content", "image_too_large",
                $"Reduce the image, now {header.Width} by {header.Height}, to at most {PngHeader.MaxSide} pixels a side.");
        }
        else if (ImageSizes.Advice(template.PassType ?? PassType.Generic, ImageSizes.IsPoster(template), image.Name, header) is { } advice)
        {
            findings.Warning($"{at}/content", "image_size", advice);
        }
    }

    private static void CheckSet(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        bool Has(string name) => images.Any(i => i.Name is not null && ImageName.BaseOf(i.Name) == name);
        if (images.Any(i => i.Name is not null && i.Language is not null && images.Any(o => o.Language is null && o.Name == i.Name)))
        {
            findings.Warning("/images", "localized_image_hidden",
                "An image without a language hides those of the same name with one: give every language its own, or none.");
        }

        foreach (var name in images
            .Where(i => i is { Language: not null, Name: not null }).GroupBy(i => ImageName.BaseOf(i.Name)))
        {
            if (name.GroupBy(i => LanguageTag.Canonical(i.Language!)).Select(l => l.Count()).Distinct().Count() > 1)
                findings.Warning("/images", "localized_scales_differ", $"Give \"{name.Key}\" in the same scales in every language.");
        }

        if (template.PassType == PassType.EventTicket && Has("strip") && (Has("background") || Has("thumbnail")))
        {
            findings.Warning("/images", "strip_hides_images",
                "An event ticket with a strip shows neither background nor thumbnail: leave out one or the other.");
        }

        if (template.PassType == PassType.EventTicket && Has("background") && template.BackgroundColor is not null)
            findings.Warning("/backgroundColor", "ignored_here", "The background image covers the background color.");
        if (Has("icon") && images.All(i => i.Name is null || i.Language is not null || ImageName.BaseOf(i.Name) != "icon"))
        {
            findings.Warning("/images", "icon_not_for_all",
                "Give the icon without a language, or in every language: where there is none, no device opens the pass.");
        }

        foreach (var scale in Has("icon") ? new[] { "icon@2x", "icon@3x" } : [])
        {
            if (!images.Any(i => i.Name == scale))
            {
                findings.Warning("/images", "icon_scale_missing", $"Give also {scale}: devices scale another icon in its place.",
                    ("scale", scale));
            }
        }

        foreach (var (name, only) in ImageSizes.UnusedBy(template).Where(unused => Has(unused.Name)))
            findings.Warning("/images", "image_not_shown", $"This style does not show \"{name}\": {only}.", ("image", name));
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(@[123]x)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
