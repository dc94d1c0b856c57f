using System.Globalization;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.PassPreview.Drawing;

/// <summary>A color of a drawing, with its opacity.</summary>
public readonly record struct Color(byte Red, byte Green, byte Blue, byte Alpha = 255)
{
    /// <summary>Black.</summary>
    public static Color Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static Color White { get; } = new(255, 255, 255);

    /// <summary>Reads <c>rgb(23, 187, 82)</c>, <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    /// <param name="text">The text; null is no color.</param>
    public static Color? TryRead(string? text)
    {
        if (HexColor.TryParse(text) is { } hex)
            return new Color(hex.Red, hex.Green, hex.Blue);
        if (text is null || !text.StartsWith("rgb(", StringComparison.Ordinal)
            || text[4..].TrimEnd(')').Split(',') is not [var red, var green, var blue])
            return null;
        return byte.TryParse(red, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var r)
            && byte.TryParse(green, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var g)
            && byte.TryParse(blue, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var b)
            ? new Color(r, g, b)
            : null;
    }

    /// <summary>The same color with another opacity.</summary>
    /// <param name="opacity">0 to 1.</param>
    public Color At(double opacity) => this with { Alpha = (byte)Math.Round(255 * opacity) };

    /// <summary>This color, and a share of another.</summary>
    /// <param name="other">The other.</param>
    /// <param name="share">0 to 1.</param>
    public Color Mixed(Color other, double share)
    {
        static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
        return new Color(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share), Alpha);
    }

    /// <summary>The contrast of two colors, 1 to 21 (WCAG 2.2).</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public static double Contrast(Color one, Color other) => HexColor.Contrast(one.Hex, other.Hex);

    /// <summary>The nearest color that has a contrast with <paramref name="background"/>: this one, if it has.</summary>
    /// <param name="background">The color behind it.</param>
    /// <param name="min">The contrast.</param>
    public Color Readable(Color background, double min)
    {
        var found = HexColor.Readable(Hex, background.Hex, min);
        return new Color(found.Red, found.Green, found.Blue, Alpha);
    }

    /// <summary>As the API writes it: <c>#17bb52</c>.</summary>
    public string ToHex() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Relative luminance, 0 to 1 (WCAG 2.2).</summary>
    public double Luminance => Hex.Luminance();

    private HexColor Hex => new(Red, Green, Blue);

    internal SKColor ToSkia() => new(Red, Green, Blue, Alpha);
}
