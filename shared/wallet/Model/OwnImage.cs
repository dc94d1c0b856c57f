namespace Passinstance.Wallet.Model;

/// <summary>
/// An image of one pass: it stands in the place of all of the template's images of that name, in every scale and language.
/// </summary>
/// <param name="Name">Apple's name, with a scale where there is one: <c>thumbnail</c>, <c>strip@2x</c>.</param>
/// <param name="Id">By which the caller knows it.</param>
/// <param name="Width">Pixels; 0 when they are not known.</param>
/// <param name="Height">Pixels; 0 when they are not known.</param>
public sealed record OwnImage(string Name, string Id, int Width = 0, int Height = 0)
{
    /// <summary>A template's images with those of a pass in their places.</summary>
    /// <param name="images">The template's.</param>
    /// <param name="own">The pass's.</param>
    public static IReadOnlyList<PassImage> Over(IReadOnlyList<PassImage> images, IReadOnlyList<PassImage> own)
    {
        if (own.Count == 0)
            return images;
        var names = own.Select(image => BaseOf(image.Name)).ToHashSet(StringComparer.Ordinal);
        return [.. images.Where(image => !names.Contains(BaseOf(image.Name))), .. own];
    }

    /// <summary>
    /// The same for the card of Google Wallet, whose logo is that of the class, which all passes share: only a strip is the pass's own.
    /// </summary>
    /// <param name="images">The template's.</param>
    /// <param name="own">The pass's.</param>
    public static IReadOnlyList<PassImage> OverInGoogle(IReadOnlyList<PassImage> images, IReadOnlyList<PassImage> own) =>
        Over(images, [.. own.Where(image => BaseOf(image.Name) == "strip")]);

    /// <summary>The name without the scale.</summary>
    internal static string BaseOf(string name) => name.Split('@')[0];
}
