using System.Text.RegularExpressions;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>Images of one pass: under the names that its style shows.</summary>
internal static partial class OwnImageRules
{
    private const string At = "/images";
    private const int MaxImages = 12;

    public static void Check(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        if (pass.Images.Count == 0)
            return;
        if (pass.Images.Count > MaxImages)
        {
            findings.Error(At, "too_many_images", $"Reduce the pass to at most {MaxImages} images of its own.", ("max", MaxImages));
            return;
        }

        var unused = ImageSizes.UnusedBy(template).ToDictionary(one => one.Name, one => one.Only, StringComparer.Ordinal);
        var allowed = ImageName.Known.Where(name => !unused.ContainsKey(name)).ToList();
        foreach (var image in pass.Images)
        {
            var (at, name) = ($"{At}/{JsonPointer.Escape(image.Name)}", ImageName.BaseOf(image.Name));
            if (!Name().IsMatch(image.Name) || !ImageName.Known.Contains(name, StringComparer.Ordinal))
            {
                findings.Error(at, "wrong_image_name",
                    $"\"{image.Name}\" is no image of a pass of this template: name one of {string.Join(", ", allowed)}, "
                    + "with a scale if you like, as in thumbnail@2x.");
            }
            else if (unused.TryGetValue(name, out var only))
            {
                findings.Error(at, "image_not_shown",
                    $"This style does not show \"{name}\": {only}. A pass of this template may have {string.Join(", ", allowed)}.",
                    ("image", name));
            }
            else if (image.Width > 0 && ImageSizes.Advice(
                template.PassType ?? PassType.Generic, ImageSizes.IsPoster(template), image.Name,
                new PngHeader(image.Width, image.Height)) is { } advice)
            {
                findings.Warning(at, "image_size", advice);
            }
        }

        CheckSet(template, pass, findings);
    }

    private static void CheckSet(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        bool Has(string name) => pass.Images.Any(image => ImageName.BaseOf(image.Name) == name);
        foreach (var same in pass.Images.GroupBy(
            image => (ImageName.BaseOf(image.Name), ImageName.ScaleOf(image.Name))).Where(same => same.Count() > 1))
        {
            findings.Error($"{At}/{JsonPointer.Escape(same.Last().Name)}", "duplicate_image",
                $"\"{same.First().Name}\" and \"{same.Last().Name}\" are the same file of the pass: leave out one of them.");
        }

        if (template.PassType == PassType.EventTicket && Has("strip") && (Has("background") || Has("thumbnail")))
        {
            findings.Warning(At, "strip_hides_images",
                "An event ticket with a strip shows neither background nor thumbnail: leave out one or the other.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z]{1,32}(@[123]x)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
