using System.Runtime.CompilerServices;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.PassPreview.Drawing;

/// <summary>One of a template's images, decoded when a drawing needs its pixels.</summary>
internal sealed class Picture
{
    private static readonly ConditionalWeakTable<PassImage, Picture> Known = [];
    private readonly Lazy<SKImage?> _pixels;
    private const int SampleSide = 72;
    private const double MinSeen = 3;
    private readonly Lazy<Color> _average;

    private Picture(PassImage image)
    {
        Image = image;
        Scale = image.Name.EndsWith("@3x", StringComparison.Ordinal) ? 3 : image.Name.EndsWith("@2x", StringComparison.Ordinal) ? 2 : 1;
        var header = Wallet.Apple.Images.PngHeader.TryRead(image.Content.Span);
        (Width, Height) = header is { } known ? (known.Width, known.Height) : (0, 0);
        _pixels = new Lazy<SKImage?>(() => Width == 0 ? null : SKImage.FromEncodedData(image.Content.Span)?.ToRasterImage(true));
        _average = new Lazy<Color>(AverageOf);
    }

    internal PassImage Image { get; }

    internal int Scale { get; }

    /// <summary>Pixels; 0 for a file that is no picture.</summary>
    internal int Width { get; }

    internal int Height { get; }

    internal SKImage? Pixels => _pixels.Value;

    /// <summary>The average color: what a blurred picture looks like behind text.</summary>
    internal Color Average => _average.Value;

    internal static Picture Of(PassImage image) => Known.GetValue(image, i => new Picture(i));

    /// <summary>
    /// The image of a name and language as Wallet chooses it (one for all languages comes before those of a language), at the largest
    /// scale.
    /// </summary>
    internal static Picture? Find(IReadOnlyList<PassImage> images, string name, string language)
    {
        Picture? MaxScale(Func<PassImage, bool> of)
        {
            Picture? best = null;
            foreach (var image in images)
            {
                if (image.Name.Split('@')[0] == name && of(image) && Of(image) is { Width: > 0 } picture
                    && picture.Scale > (best?.Scale ?? 0))
                    best = picture;
            }

            return best;
        }

        return MaxScale(image => image.Language is null) ?? MaxScale(image => LanguageTag.Same(image.Language, language))
            ?? MaxScale(image => LanguageTag.Same(image.Language, language.Split('-')[0]));
    }

    /// <summary>
    /// The share of the picture that can be told from a ground behind it: with a contrast of 3, as WCAG 2.2 (1.4.11) asks of graphics.
    /// </summary>
    /// <param name="ground">The color behind it.</param>
    /// <param name="isCircle">Whether only the largest circle in its middle is shown.</param>
    internal double ShareSeenOn(Color ground, bool isCircle)
    {
        if (Pixels is not { } pixels)
            return 1;
        using var sample = new SKBitmap(new SKImageInfo(SampleSide, SampleSide, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(sample))
        {
            canvas.Clear(ground.ToSkia());
            var side = Math.Min(Width, Height);
            var part = isCircle
                ? SKRect.Create((Width - side) / 2f, (Height - side) / 2f, side, side) : SKRect.Create(0, 0, Width, Height);
            canvas.DrawImage(
                pixels, part, SKRect.Create(0, 0, SampleSide, SampleSide),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), null);
        }

        var (seen, shown) = (0, 0);
        foreach (var (index, pixel) in sample.Pixels.Index())
        {
            var (x, y) = ((index % SampleSide) - (SampleSide / 2.0), (index / SampleSide) - (SampleSide / 2.0));
            if (isCircle && (x * x) + (y * y) > SampleSide * SampleSide / 4.0)
                continue;
            shown++;
            if (Color.Contrast(new Color(pixel.Red, pixel.Green, pixel.Blue), ground) >= MinSeen)
                seen++;
        }

        return (double)seen / shown;
    }

    private Color AverageOf()
    {
        if (Pixels is not { } pixels)
            return Color.White;
        using var small = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Rgba8888, SKAlphaType.Premul));
        pixels.ScalePixels(small.PeekPixels(), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        long red = 0, green = 0, blue = 0;
        foreach (var pixel in small.Pixels)
            (red, green, blue) = (red + pixel.Red, green + pixel.Green, blue + pixel.Blue);
        return new Color((byte)(red / 256), (byte)(green / 256), (byte)(blue / 256));
    }
}
