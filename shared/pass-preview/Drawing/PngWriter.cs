using Passinstance.PassPreview.Layouts;
using Passinstance.PassPreview.Text;
using SkiaSharp;

namespace Passinstance.PassPreview.Drawing;

/// <summary>Draws a drawing as pixels, by Skia: the same boxes as in SVG.</summary>
internal static class PngWriter
{
    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>A PNG file with a transparent background.</summary>
    /// <param name="drawn">The drawing.</param>
    /// <param name="scale">Pixels in a point.</param>
    internal static byte[] Write(Drawn drawn, float scale)
    {
        var info = new SKImageInfo(
            (int)Math.Ceiling(
                drawn.Sheet.Width * scale), (int)Math.Ceiling(drawn.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
        using var surface = SKSurface.Create(info);
        surface.Canvas.Clear(SKColors.Transparent);
        surface.Canvas.Scale(scale);
        Draw(surface.Canvas, drawn);
        return Encode(surface);
    }

    /// <summary>The picture of a shared link: the card on a quiet ground, 1200 by 630 pixels.</summary>
    internal static byte[] WriteShared(Drawn drawn, Color ground)
    {
        const int width = 1200;
        const int height = 630;
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(ground.ToSkia());
        // The whole card where it is wide enough to be read, else its upper part.
        var scale = (float)Math.Max(560 / drawn.Height, 1.25);
        canvas.Translate(
            (width - ((float)drawn.Sheet.Width * scale)) / 2,
            drawn.Height * scale <= 560 ? (height - ((float)drawn.Height * scale)) / 2 : 35);
        canvas.Scale(scale);
        using (var shape = SKPath.ParseSvgPathData(drawn.Shape))
        using (var blur = SKImageFilter.CreateBlur(10, 10))
        using (var shadow = new SKPaint { Color = SKColors.Black.WithAlpha(90), IsAntialias = true, ImageFilter = blur })
            canvas.DrawPath(shape, shadow);
        Draw(canvas, drawn);
        return Encode(surface);
    }

    private static byte[] Encode(SKSurface surface)
    {
        using var image = surface.Snapshot();
        using var pixels = image.PeekPixels();
        using var png = pixels?.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 4));
        return png?.ToArray() ?? throw new InvalidOperationException("The drawing could not be written as PNG.");
    }

    private static void Draw(SKCanvas canvas, Drawn drawn)
    {
        canvas.Save();
        using var shape = SKPath.ParseSvgPathData(drawn.Shape);
        canvas.ClipPath(shape, SKClipOperation.Intersect, antialias: true);
        foreach (var box in drawn.Sheet.Boxes)
            Draw(canvas, box);
        canvas.Restore();
    }

    private static void Draw(SKCanvas canvas, Box box)
    {
        switch (box)
        {
            case FillBox fill:
                Fill(canvas, fill);
                break;
            case ShapeBox shape:
                canvas.Save();
                canvas.Translate((float)shape.X, (float)shape.Y);
                canvas.Scale((float)(shape.IsMirrored ? -shape.Scale : shape.Scale), (float)shape.Scale);
                using (var path = SKPath.ParseSvgPathData(shape.Path))
                using (var paint = new SKPaint { Color = shape.Color.ToSkia(), IsAntialias = true })
                {
                    path.FillType = SKPathFillType.EvenOdd;
                    canvas.DrawPath(path, paint);
                }

                canvas.Restore();
                break;
            case ImageBox image:
                Image(canvas, image);
                break;
            case TextBox text:
                Text(canvas, text);
                break;
            case SymbolBox symbol:
                Symbol(canvas, symbol);
                break;
            default:
                break;
        }
    }

    private static SKRect RectOf(Area at) => new((float)at.X, (float)at.Y, (float)at.Right, (float)at.Bottom);

    private static void Fill(SKCanvas canvas, FillBox fill)
    {
        using var paint = new SKPaint { Color = fill.Color.ToSkia(), IsAntialias = true };
        if (fill.To is { } to)
        {
            paint.Shader = SKShader.CreateLinearGradient(
                new SKPoint(0, (float)fill.At.Y), new SKPoint(0, (float)fill.At.Bottom), [
                    fill.Color.ToSkia(), to.ToSkia()], SKShaderTileMode.Clamp);
        }

        canvas.DrawRoundRect(RectOf(fill.At), (float)fill.Radius, (float)fill.Radius, paint);
        paint.Shader?.Dispose();
    }

    private static void Image(SKCanvas canvas, ImageBox image)
    {
        if (image.Picture.Pixels is not { } pixels)
            return;
        var at = RectOf(image.At);
        var scale = image.Fit == ImageFit.Cover
            ? Math.Max(at.Width / pixels.Width, at.Height / pixels.Height) : Math.Min(at.Width / pixels.Width, at.Height / pixels.Height);
        var (width, height) = (pixels.Width * scale, pixels.Height * scale);
        var whole = SKRect.Create(at.MidX - (width / 2), at.MidY - (height / 2), width, height);
        canvas.Save();
        if (image.Radius > 0)
        {
            using var round = new SKRoundRect(at, (float)image.Radius);
            canvas.ClipRoundRect(round, antialias: true);
        }
        else
        {
            canvas.ClipRect(at);
        }

        using var paint = new SKPaint { IsAntialias = true };
        if (image.Blur > 0)
            paint.ImageFilter = SKImageFilter.CreateBlur((float)image.Blur, (float)image.Blur, SKShaderTileMode.Clamp);
        canvas.DrawImage(pixels, whole, Sampling, paint);
        paint.ImageFilter?.Dispose();
        canvas.Restore();
    }

    private static void Text(SKCanvas canvas, TextBox text)
    {
        using var paint = new SKPaint { Color = text.Color.ToSkia(), IsAntialias = true };
        var unit = (float)text.Size / FontFace.Em;
        foreach (var (run, start) in text.Line.Runs)
        {
            if (run.Glyphs.Length == 0)
                continue;
            using var font = new SKFont(run.Face.Typeface, (float)text.Size) { Subpixel = true, Hinting = SKFontHinting.None };
            using var builder = new SKTextBlobBuilder();
            builder.AddPositionedRun(run.Glyphs, font, [.. run.Points.Select(p => new SKPoint((start + p.X) * unit, p.Y * unit))]);
            using var blob = builder.Build();
            if (blob is not null)
                canvas.DrawText(blob, (float)text.X, (float)text.Baseline, paint);
        }
    }

    // On whole pixels, so that bars keep their proportions.
    private static void Symbol(SKCanvas canvas, SymbolBox box)
    {
        var symbol = box.Symbol;
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        var (module, unit) = (box.At.Width / symbol.Width, box.At.Height / symbol.Height);
        var top = box.At.Y + ((symbol.IsLinear ? 0 : symbol.Quiet) * unit);
        for (var row = 0; row < symbol.Rows.Count; row++)
        {
            var modules = symbol.Rows[row];
            for (int start = 0, end; start < modules.Length; start = end)
            {
                end = start + 1;
                while (end < modules.Length && modules[end] == modules[start])
                    end++;
                if (!modules[start])
                    continue;
                var y = top + (row * symbol.RowHeight * unit);
                canvas.DrawRect(new SKRect(
                    (float)(box.At.X + ((start + symbol.Quiet) * module)), (float)y,
                    (float)(box.At.X + ((end + symbol.Quiet) * module)), (float)(y + (symbol.RowHeight * unit))), paint);
            }
        }
    }
}
