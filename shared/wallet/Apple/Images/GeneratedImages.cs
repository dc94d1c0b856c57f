using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.Images;

/// <summary>
/// The icon and the logo of a template without them: the organization's initials on the template's colors. A pass without an icon
/// opens on no device, so there is always one.
/// </summary>
internal static class GeneratedImages
{
    private const int IconPoints = 38;
    private const int LogoPoints = 50;
    private static readonly HexColor Black = new(0, 0, 0);
    private static readonly HexColor White = new(255, 255, 255);

    public static IEnumerable<PassImage> MissingFrom(WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        var initials = Initials(template.OrganizationName);
        var background = HexColor.TryParse(template.BackgroundColor) ?? White;
        var readable = background.Luminance() > 0.18 ? Black : White;
        var wanted = HexColor.TryParse(template.ForegroundColor);
        var foreground = wanted is { } color && HexColor.Contrast(color, background) >= 3 ? color : readable;
        if (!images.Any(i => ImageName.BaseOf(i.Name) == "icon"))
        {
            foreach (var image in AllScales("icon", IconPoints, initials, background, foreground))
                yield return image;
        }

        if (!images.Any(i => ImageName.BaseOf(i.Name) == "logo"))
        {
            // On the pass the logo lies on the background: a tile in the text's color stands out from it.
            foreach (var image in AllScales("logo", LogoPoints, initials, foreground, background))
                yield return image;
        }
    }

    internal static string Initials(string organization)
    {
        var letters = string.Concat(organization.Split([' ', '-', '.', '/', '&'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part[0]).Where(StrokeFont.Has).Take(2));
        return letters.ToUpperInvariant();
    }

    private static IEnumerable<PassImage> AllScales(string name, int points, string initials, HexColor background, HexColor foreground)
    {
        for (var scale = 1; scale <= 3; scale++)
        {
            var suffix = scale == 1 ? "" : $"@{scale}x";
            yield return new PassImage(name + suffix, null, Draw(points * scale, initials, background, foreground));
        }
    }

    private static byte[] Draw(int size, string initials, HexColor background, HexColor foreground)
    {
        var unit = size / (initials.Length == 2 ? 14f : 10f);
        var textWidth = ((StrokeFont.Width * initials.Length) + (1.6f * (initials.Length - 1))) * unit;
        var left = (size - textWidth) / 2;
        var top = (size - (StrokeFont.Height * unit)) / 2;
        var lines = new List<(float X1, float Y1, float X2, float Y2)>();
        for (var i = 0; i < initials.Length; i++)
        {
            var x = left + (i * (StrokeFont.Width + 1.6f) * unit);
            lines.AddRange(StrokeFont.Lines(initials[i])
                .Select(l => (x + (l.X1 * unit), top + (l.Y1 * unit), x + (l.X2 * unit), top + (l.Y2 * unit))));
        }

        var radius = 0.42f * unit;
        var pixels = new byte[size * size * 4];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                // A name without Latin letters or digits gets a disc: a mark, and never a wrong letter.
                var distance = initials.Length == 0
                    ? MathF.Sqrt(Square(x + 0.5f - (size / 2f)) + Square(y + 0.5f - (size / 2f))) - (size * 0.25f)
                    : Distance(lines, x + 0.5f, y + 0.5f) - radius;
                var ink = Math.Clamp(0.5f - distance, 0, 1);
                var at = ((y * size) + x) * 4;
                pixels[at] = Mix(background.Red, foreground.Red, ink);
                pixels[at + 1] = Mix(background.Green, foreground.Green, ink);
                pixels[at + 2] = Mix(background.Blue, foreground.Blue, ink);
                pixels[at + 3] = 255;
            }
        }

        return PngWriter.Write(size, size, pixels);
    }

    private static byte Mix(byte from, byte to, float share) => (byte)MathF.Round(from + ((to - from) * share));

    private static float Square(float value) => value * value;

    private static float Distance(List<(float X1, float Y1, float X2, float Y2)> lines, float x, float y)
    {
        var nearest = float.MaxValue;
        foreach (var (x1, y1, x2, y2) in lines)
        {
            var length = Square(x2 - x1) + Square(y2 - y1);
            var along = length == 0 ? 0 : Math.Clamp((((x - x1) * (x2 - x1)) + ((y - y1) * (y2 - y1))) / length, 0, 1);
            nearest = MathF.Min(nearest, Square(x - x1 - (along * (x2 - x1))) + Square(y - y1 - (along * (y2 - y1))));
        }

        return MathF.Sqrt(nearest);
    }
}
