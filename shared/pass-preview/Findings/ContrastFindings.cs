using System.Globalization;
using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview.Findings;

/// <summary>Colors of a pass that people cannot read: Wallet shows exactly what it is given.</summary>
internal static class ContrastFindings
{
    /// <summary>The lowest contrast of values (WCAG 2.2, 1.4.3).</summary>
    private const double MinValue = 4.5;

    /// <summary>The lowest contrast of labels, which are bold capitals beside a value.</summary>
    private const double MinLabel = 3;

    internal static IEnumerable<Finding> Of(PassFace face, WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        if (face.IsPoster)
            yield break;
        var (behind, name) = BehindOf(face, template, images);
        if (Low(face.Foreground, behind, MinValue) is { } value)
        {
            yield return Finding("/foregroundColor", "values", face.Foreground, behind, name, MinValue, value,
                template.ForegroundColor is null);
        }

        if (Low(face.Label, behind, MinLabel) is { } label)
        {
            yield return Finding("/labelColor", "labels", face.Label, behind, name, MinLabel, label,
                template.LabelColor is null);
        }

        if (face.Primary.Count > 0 && Picture.Find(images, "strip", face.Locale) is { } strip
            && face.Style is "coupon" or "storeCard" or "eventTicket"
            && Low(face.Foreground, strip.Average, MinLabel) is { } onStrip)
        {
            yield return new Finding(FindingSeverity.Warning, face.Primary[0].Pointer, "low_contrast", string.Create(
                CultureInfo.InvariantCulture,
                $"The primary field is on the strip image: its average color {strip.Average.ToHex()} has a contrast of {onStrip:0.0} with ")
                + $"{face.Foreground.ToHex()}. Use a {(face.Foreground.Luminance > 0.4 ? "darker" : "lighter")} image, or move the field.")
            {
                Values = Wallet.Rules.Finding.ValuesOf(
                    ("color", face.Foreground.ToHex()), ("behind", strip.Average.ToHex()), ("contrast", Ratio(onStrip))),
            };
        }
    }

    private static (Color Behind, string Name) BehindOf(PassFace face, WalletTemplate template, IReadOnlyList<PassImage> images) =>
        face.Style == "eventTicket" && Picture.Find(images, "strip", face.Locale) is null
            && Picture.Find(images, "background", face.Locale) is { } picture
            ? (picture.Average, "the background image's average color")
            : (face.Background, template.BackgroundColor is null ? "the background, white without a backgroundColor," : "backgroundColor");

    private static double? Low(Color color, Color behind, double min) =>
        Color.Contrast(color, behind) is var contrast && contrast < min ? contrast : null;

    private static Finding Finding(
        string pointer, string what, Color color, Color behind, string name, double min, double contrast, bool isDefault)
    {
        var nearest = color.Readable(behind, min).ToHex();
        var given = isDefault ? $"default {color.ToHex()}" : color.ToHex();
        var ratio = Ratio(contrast);
        return new Finding(FindingSeverity.Warning, pointer, "low_contrast", string.Create(
            CultureInfo.InvariantCulture,
            $"The {what}, {given}, have a contrast of {ratio:0.00} with {name} {behind.ToHex()}; people need {min:0.0}. ")
            + $"The nearest color that has it is {nearest}.")
        {
            Values = Wallet.Rules.Finding.ValuesOf(
                ("color", color.ToHex()), ("behind", behind.ToHex()), ("contrast", ratio), ("required", min), ("nearest", nearest)),
        };
    }

    // Cut, not rounded: 4.49 is not 4.5.
    private static double Ratio(double contrast) => Math.Floor(contrast * 100) / 100;
}
