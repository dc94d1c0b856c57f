using System.Globalization;
using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Content;

/// <summary>
/// The pictures of Google's card. Of those that a template names by an address only the address is known: its own images stand for them.
/// </summary>
internal sealed class GooglePictures
{
    private const string Prefix = "preview:";

    /// <param name="uploaded">The images that were uploaded, for the template and for the pass.</param>
    /// <param name="template">Those of the template: findings point to them.</param>
    /// <param name="all">The uploaded with those that are generated for Apple.</param>
    /// <param name="card">The card, whose class names images by address.</param>
    internal GooglePictures(
        IReadOnlyList<PassImage> uploaded, IReadOnlyList<PassImage> template, IReadOnlyList<PassImage> all, GoogleCard card)
    {
        Picture? Named(string? address) => IndexOf(address) is { } index ? Picture.Of(uploaded[index]) : null;
        Picture? StandIn(string name) => Picture.Find(all, name, card.Locale);
        WideLogo = Named(card.WideLogo);
        string? PointerOf(string? address) => IndexOf(address) is { } index && IndexIn(template, uploaded[index]) is >= 0 and var at
            ? string.Create(CultureInfo.InvariantCulture, $"/images/{at}") : null;
        (LogoPointer, WideLogoPointer) = (PointerOf(card.Logo), PointerOf(card.WideLogo));
        Logo = card.Logo is null ? null : Named(card.Logo) ?? StandIn("icon") ?? StandIn("logo");
        Hero = card.Hero is null ? null : Named(card.Hero) ?? StandIn("strip");
        Ground = Hero ?? Logo ?? WideLogo;
    }

    /// <summary>Cut into a circle.</summary>
    internal Picture? Logo { get; }

    /// <summary>In place of the logo.</summary>
    internal Picture? WideLogo { get; }

    /// <summary>Where the template has the logo; null for one that it names by an address, whose picture is not known.</summary>
    internal string? LogoPointer { get; }

    /// <summary>The same of the wide logo.</summary>
    internal string? WideLogoPointer { get; }

    internal Picture? Hero { get; }

    /// <summary>The picture from which Google takes the card's color when the class has none.</summary>
    internal Picture? Ground { get; }

    /// <summary>The address of an uploaded image within a preview.</summary>
    internal static string AddressOf(IReadOnlyList<PassImage> uploaded, PassImage image)
    {
        var index = IndexIn(uploaded, image);
        return index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}");
    }

    private static int IndexIn(IReadOnlyList<PassImage> images, PassImage image)
    {
        for (var i = 0; i < images.Count; i++)
        {
            if (ReferenceEquals(images[i], image))
                return i;
        }

        return -1;
    }

    private static int? IndexOf(string? address) => address?.StartsWith(Prefix, StringComparison.Ordinal) == true
        ? int.Parse(address.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) : null;
}
