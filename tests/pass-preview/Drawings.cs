using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.PassPreview.Tests;

/// <summary>Pictures that people upload, and what is seen of them.</summary>
internal static class Drawings
{
    /// <summary>An icon of 114 pixels: a disc on a ground.</summary>
    internal static PassImage Icon(string look) => new("icon@3x", null, look switch
    {
        "white on nothing" => Disc(SKColors.White, SKColors.Transparent),
        "pale on nothing" => Disc(new SKColor(0xFF, 0xE9, 0x8A), SKColors.Transparent),
        "white on white" => Disc(SKColors.White, SKColors.White),
        "nothing at all" => Disc(SKColors.Transparent, SKColors.Transparent),
        "dark on nothing" => Disc(new SKColor(0x1A, 0x1A, 0x40), SKColors.Transparent),
        "opaque" => Disc(SKColors.White, new SKColor(0x1A, 0x1A, 0x40), SKAlphaType.Opaque),
        _ => Disc(SKColors.White, new SKColor(0x1A, 0x4A, 0xA0)),
    });

    /// <summary>A white logo of 480 by 150 pixels.</summary>
    internal static PassImage WideLogo() => new("logo@3x", null, Draw(480, 150, SKAlphaType.Premul, canvas =>
    {
        using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.DrawRoundRect(10, 40, 460, 70, 30, 30, paint);
    }));

    /// <summary>Whether something in Google's circle can be told from white.</summary>
    /// <param name="png">The card.</param>
    /// <param name="scale">Its pixels in a point.</param>
    internal static bool HasContrastInCircle(byte[] png, int scale)
    {
        using var card = SKBitmap.Decode(png);
        var seen = 0;
        for (var y = -16 * scale; y <= 16 * scale; y++)
        {
            for (var x = -16 * scale; x <= 16 * scale; x++)
            {
                // The circle's middle is 34 points from the left and 32 from the top; its edge blends with the card.
                if ((x * x) + (y * y) > 16 * 16 * scale * scale)
                    continue;
                var pixel = card.GetPixel((34 * scale) + x, (32 * scale) + y);
                if (Color.Contrast(new Color(pixel.Red, pixel.Green, pixel.Blue), Color.White) >= 3)
                    seen++;
            }
        }

        return seen > 10 * scale;
    }

    private static byte[] Disc(SKColor color, SKColor ground, SKAlphaType alpha = SKAlphaType.Premul) => Draw(114, 114, alpha, canvas =>
    {
        canvas.Clear(ground);
        using var paint = new SKPaint { Color = color, IsAntialias = true, BlendMode = SKBlendMode.Src };
        canvas.DrawCircle(57, 57, 30, paint);
    });

    private static byte[] Draw(int width, int height, SKAlphaType alpha, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha));
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
