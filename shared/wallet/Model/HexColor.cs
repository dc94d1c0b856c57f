using System.Globalization;

namespace Passinstance.Wallet.Model;

/// <summary>A color of the API: <c>#rrggbb</c> or <c>#rgb</c>.</summary>
internal readonly record struct HexColor(byte Red, byte Green, byte Blue)
{
    public static HexColor? TryParse(string? text)
    {
        if (text is not ['#', ..] || text.Length is not (4 or 7)
            || !uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        return text.Length == 7
            ? new HexColor((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : new HexColor((byte)((value >> 8 & 15) * 17), (byte)((value >> 4 & 15) * 17), (byte)((value & 15) * 17));
    }

    /// <summary>As Apple writes it: <c>rgb(23, 187, 82)</c>.</summary>
    public string ToRgb() => string.Create(CultureInfo.InvariantCulture, $"rgb({Red}, {Green}, {Blue})");

    /// <summary>As Google writes it.</summary>
    public string ToHex() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Relative luminance, 0 to 1 (WCAG 2.2), by which a readable color on top is chosen.</summary>
    public double Luminance()
    {
        static double Linear(byte channel)
        {
            var c = channel / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));
    }
}
