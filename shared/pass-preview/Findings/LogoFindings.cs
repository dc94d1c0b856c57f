using System.Globalization;
using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview.Findings;

/// <summary>
/// A logo that nobody sees in Google Wallet: a light one in the white circle, or a wide one in the color of the card.
/// </summary>
public static class LogoFindings
{
    /// <summary>The finding's code.</summary>
    public const string Code = "google_logo_low_contrast";

    // Less than a hundredth of the picture is a line at its edge.
    private const double MinShare = 0.01;

    internal static IEnumerable<Finding> Of(GooglePictures pictures, Color background)
    {
        if (pictures is { LogoPointer: { } logoAt, Logo: { } logo } && logo.ShareSeenOn(Color.White, isCircle: true) < MinShare)
        {
            yield return new Finding(FindingSeverity.Warning, logoAt, Code,
                $"Google Wallet shows \"{logo.Image.Name}\" in a white circle, where it cannot be seen. Upload an "
                + "\"icon\" that fills its square with a color, such as the backgroundColor, or another logo.")
            { Values = Finding.ValuesOf(("image", logo.Image.Name), ("color", Color.White.ToHex())) };
        }

        if (pictures is { WideLogoPointer: { } wideAt, WideLogo: { } wide } && wide.ShareSeenOn(background, isCircle: false) < MinShare)
        {
            yield return new Finding(FindingSeverity.Warning, wideAt, Code, string.Create(
                CultureInfo.InvariantCulture,
                $"Google Wallet shows \"{wide.Image.Name}\" on {background.ToHex()}, where it cannot be seen. ")
                + "Change the backgroundColor, or upload another logo.")
            { Values = Finding.ValuesOf(("image", wide.Image.Name), ("color", background.ToHex())) };
        }
    }
}
