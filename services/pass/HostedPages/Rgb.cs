using System.Globalization;

namespace Passinstance.Passes.HostedPages;

/// <summary>A color as numbers: no user's text ever gets into a style sheet.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    internal static Rgb Black { get; } = new(0, 0, 0);

    internal static Rgb White { get; } = new(255, 255, 255);

    /// <summary>Reads <c>rgb(23, 187, 82)</c>, as in pass.json.</summary>
    internal static Rgb? TryRead(string? text)
    {
        if (text is null || !text.StartsWith("rgb(", StringComparison.Ordinal) ||
            text[4..].TrimEnd(')').Split(',') is not [var red, var green, var blue])
            return null;
        return byte.TryParse(red, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var r) &&
               byte.TryParse(green, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var g) &&
               byte.TryParse(blue, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var b)
            ? new Rgb(r, g, b)
            : null;
    }

    /// <summary>This color if it can be read on <paramref name="background"/>, else black or white.</summary>
    /// <param name="background">The color behind the text.</param>
    /// <param name="min">The minimum contrast, 4.5 for text (WCAG 2.2, 1.4.3).</param>
    internal Rgb ReadableOn(Rgb background, double min = 4.5) =>
        Contrast(this, background) >= min ? this : Contrast(Black, background) > Contrast(White, background) ? Black : White;

    internal static double Contrast(Rgb one, Rgb other)
    {
        var (a, b) = (one.Luminance(), other.Luminance());
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>As in a style sheet: <c>23 187 82</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Red} {Green} {Blue}");

    private double Luminance()
    {
        static double Linear(byte channel)
        {
            var c = channel / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));
    }
}
