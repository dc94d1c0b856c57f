using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.Dashboard.Designer;

/// <summary>An image that a style shows.</summary>
/// <param name="Name">Apple's name.</param>
/// <param name="Text">What people call it.</param>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
/// <param name="IsCropped">Whether it fills its place; otherwise it is scaled to fit into it.</param>
internal sealed record ImagePlace(string Name, string Text, int Width, int Height, bool IsCropped)
{
    /// <summary>The images of a template: those of its style, and those of its poster.</summary>
    internal static IReadOnlyList<ImagePlace> Of(WalletTemplate template)
    {
        var isTicket = template.PreferredStyleSchemes?.Contains(StyleScheme.PosterEventTicket) == true;
        if (template.PosterGeneric is null && !isTicket)
            return Of(template.PassType);
        return
        [
            .. Of(template.PassType).Where(place => place.Name != "background"),
            new("background", template.PosterGeneric is null ? Key("Background") : Key("Poster"), 345, 505, true),
            new("primaryLogo", Key("Logo on the poster"), 126, 30, false),
            .. isTicket
                ? new ImagePlace[]
                {
                    new("artwork", Key("Artwork"), 358, 448, true), new("secondaryLogo", Key("Second logo"), 135, 12, false),
                } : [],
        ];
    }

    /// <summary>The images of a style.</summary>
    internal static IReadOnlyList<ImagePlace> Of(PassType? style) =>
    [
        new("icon", Key("Icon"), 38, 38, true), new("logo", Key("Logo"), 160, 50, false),
        .. style switch
        {
            PassType.StoreCard or PassType.Coupon => new[] { new ImagePlace("strip", Key("Strip"), 375, 144, true) },
            PassType.EventTicket => new[]
            {
                new ImagePlace("strip", Key("Strip"), 375, 98, true), new ImagePlace("background", Key("Background"), 180, 220, true),
                new ImagePlace("thumbnail", Key("Thumbnail"), 90, 90, true),
            },
            PassType.BoardingPass => new[] { new ImagePlace("footer", Key("Footer"), 286, 15, false) },
            _ => new[] { new ImagePlace("thumbnail", Key("Thumbnail"), 90, 90, true) },
        },
    ];
}

/// <summary>Makes the three scales of an image from one picture, and finds colors in it.</summary>
internal static class ImageMaker
{
    private const int MaxSide = 5_000;
    private const int MinDistance = 70;
    private const double ValueContrast = 4.5;
    private const double LabelContrast = 3;
    private static readonly SKSamplingOptions Sampling = new(SKCubicResampler.Mitchell);

    /// <summary>Decodes a picture, upright: PNG, JPEG or WebP.</summary>
    /// <returns>The picture, or why there is none.</returns>
    internal static (SKBitmap? Picture, string? Problem) Decode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            return (null, T("This file is not a PNG, JPEG or WebP picture. Export it as PNG and choose that file."));
        if (codec.Info.Width > MaxSide || codec.Info.Height > MaxSide)
            return (null, T(
                "The picture has {0} × {1} pixels. Make it at most {2} on a side.", codec.Info.Width, codec.Info.Height, MaxSide));
        return SKBitmap.Decode(codec) is { } picture
            ? (Upright(picture, codec.EncodedOrigin), null)
            : (null, T("The picture is damaged and cannot be read. Export it again and choose that file."));
    }

    // Photos of phones are stored as the camera was held, and say how to turn them.
    private static SKBitmap Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return picture;
        var (width, height) = (picture.Width, picture.Height);
        var isTurned = origin >= SKEncodedOrigin.LeftTop;
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        };
        var upright = new SKBitmap(isTurned ? height : width, isTurned ? width : height);
        using var canvas = new SKCanvas(upright);
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(picture, 0, 0, Sampling);
        picture.Dispose();
        return upright;
    }

    /// <summary>The three scales.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="across">Which part is kept when it is cropped, 0 (left) to 1 (right).</param>
    /// <param name="down">The same, 0 (top) to 1 (bottom).</param>
    /// <param name="zoom">1 for as much as fits.</param>
    internal static IReadOnlyList<PassImage> Make(SKBitmap picture, ImagePlace place, double across, double down, double zoom)
    {
        var images = new List<PassImage>(3);
        using var source = SKImage.FromBitmap(picture);
        for (var scale = 1; scale <= 3; scale++)
        {
            var (width, height) = (place.Width * scale, place.Height * scale);
            var cut = new SKRect(0, 0, picture.Width, picture.Height);
            if (place.IsCropped)
            {
                var factor = Math.Min((double)picture.Width / width, (double)picture.Height / height) / Math.Max(1, zoom);
                var (w, h) = (width * factor, height * factor);
                cut = SKRect.Create((float)((picture.Width - w) * across), (float)((picture.Height - h) * down), (float)w, (float)h);
            }
            else
            {
                // As large as the place allows, in the picture's own proportions.
                var factor = Math.Min((double)width / picture.Width, (double)height / picture.Height);
                (width, height) = (Math.Max(1, (int)(picture.Width * factor)), Math.Max(1, (int)(picture.Height * factor)));
            }

            using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
            surface.Canvas.Clear(SKColors.Transparent);
            surface.Canvas.DrawImage(source, cut, new SKRect(0, 0, width, height), Sampling, null);
            using var made = surface.Snapshot();
            using var png = made.Encode(SKEncodedImageFormat.Png, 100);
            images.Add(new PassImage(scale == 1 ? place.Name : $"{place.Name}@{scale}x", null, png.ToArray()));
        }

        return images;
    }

    /// <summary>Whether a picture lets a ground through: then another ground changes what is seen of it.</summary>
    internal static bool IsTransparent(ReadOnlyMemory<byte> png) => !IsOpaque(png);

    /// <summary>An icon made of a picture on a color: what Google Wallet shows in its circle.</summary>
    /// <param name="png">The picture.</param>
    /// <param name="background">The color of the pass; another is taken when the picture cannot be seen on it.</param>
    internal static IReadOnlyList<PassImage> IconOn(ReadOnlyMemory<byte> png, Color background)
    {
        using var picture = SKBitmap.Decode(png.Span);
        if (picture is null)
            return [];
        var main = Palette(png) is [var first, ..] ? first : Color.White;
        var ground = Color.Contrast(main, background) >= LabelContrast ? background
            : Color.Contrast(main, Color.White) >= LabelContrast ? Color.White : new Color(0x1F, 0x29, 0x37);
        var place = ImagePlace.Of((PassType?)null)[0];
        // The circle touches the middle of each side only: the picture keeps within it.
        var side = (float)(Math.Max(picture.Width, picture.Height) * Math.Sqrt(2));
        using var square = new SKBitmap((int)side, (int)side);
        using (var canvas = new SKCanvas(square))
        {
            canvas.Clear(new SKColor(ground.Red, ground.Green, ground.Blue));
            canvas.DrawBitmap(picture, (side - picture.Width) / 2, (side - picture.Height) / 2, Sampling);
        }

        return Make(square, place, 0.5, 0.5, 1);
    }

    /// <summary>The strongest colors of an image, the most frequent first: at most four that differ.</summary>
    internal static IReadOnlyList<Color> Palette(ReadOnlyMemory<byte> png)
    {
        using var picture = SKBitmap.Decode(png.Span);
        if (picture is null)
            return [];
        using var small = picture.Resize(new SKImageInfo(48, 48), Sampling);
        var counts = new Dictionary<(int, int, int), (int Count, long R, long G, long B)>();
        foreach (var pixel in small.Pixels.Where(pixel => pixel.Alpha > 200))
        {
            var key = (pixel.Red / 32, pixel.Green / 32, pixel.Blue / 32);
            var (count, r, g, b) = counts.GetValueOrDefault(key);
            counts[key] = (count + 1, r + pixel.Red, g + pixel.Green, b + pixel.Blue);
        }

        var found = new List<Color>();
        foreach (var (count, r, g, b) in counts.Values.OrderByDescending(one => one.Count))
        {
            var color = new Color((byte)(r / count), (byte)(g / count), (byte)(b / count));
            if (found.TrueForAll(other => Distance(other, color) > MinDistance))
                found.Add(color);
            if (found.Count == 4)
                break;
        }

        return found;
    }

    /// <summary>Colors for a pass with this logo: it can be seen on the background, and texts can be read.</summary>
    /// <param name="png">The logo.</param>
    /// <returns>Null when the logo has no color.</returns>
    internal static (Color Background, Color Values, Color Labels)? Scheme(ReadOnlyMemory<byte> png)
    {
        var palette = Palette(png);
        if (palette.Count == 0)
            return null;
        var main = palette[0];
        var background = IsOpaque(png) ? main : main.Luminance > 0.4 ? main.Mixed(Color.Black, 0.86) : main.Mixed(Color.White, 0.92);
        var ink = Color.Contrast(Color.White, background) >= Color.Contrast(Color.Black, background) ? Color.White : Color.Black;
        var values = ink.Mixed(main, 0.12).Readable(background, ValueContrast);
        var labels = palette.Skip(1).Append(main).Append(ink.Mixed(background, 0.3))
            .FirstOrDefault(color => Color.Contrast(color, background) >= LabelContrast, ink);
        return (background, values, labels);
    }

    // A logo that fills its picture brings its own ground.
    private static bool IsOpaque(ReadOnlyMemory<byte> png)
    {
        using var picture = SKBitmap.Decode(png.Span);
        using var small = picture.Resize(new SKImageInfo(24, 24), Sampling);
        return small.Pixels.Count(pixel => pixel.Alpha > 200) > small.Pixels.Length * 0.95;
    }

    private static int Distance(Color one, Color other) =>
        Math.Abs(one.Red - other.Red) + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue);
}
