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

    /// <summary>The contrast of two colors, 1 to 21 (WCAG 2.2).</summary>
    public static double Contrast(HexColor one, HexColor other)
    {
        var (a, b) = (one.Luminance(), other.Luminance());
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>The color nearest to one that has a contrast with a background; black or white where no color has it.</summary>
    public static HexColor Readable(HexColor color, HexColor background, double min)
    {
        if (Contrast(color, background) >= min)
            return color;
        HexColor[] poles = [new HexColor(0, 0, 0), new HexColor(255, 255, 255)];
        var best = Contrast(poles[0], background) > Contrast(poles[1], background) ? poles[0] : poles[1];
        var distance = int.MaxValue;
        foreach (var pole in poles.Where(pole => Contrast(pole, background) >= min))
        {
            var (low, high) = (0.0, 1.0);
            for (var i = 0; i < 12; i++)
            {
                var middle = (low + high) / 2;
                (low, high) = Contrast(color.Mixed(pole, middle), background) >= min ? (low, middle) : (middle, high);
            }

            var found = color.Mixed(pole, high);
            var far = Math.Abs(found.Red - color.Red) + Math.Abs(found.Green - color.Green) + Math.Abs(found.Blue - color.Blue);
            if (far < distance)
                (best, distance) = (found, far);
        }

        return best;
    }

    private HexColor Mixed(HexColor other, double share)
    {
        static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
        return new HexColor(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));
    }

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
