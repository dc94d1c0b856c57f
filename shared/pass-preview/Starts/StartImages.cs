using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;
using SkiaSharp;

namespace Passinstance.PassPreview.Starts;

/// <summary>Draws the images of the starting designs, in three scales.</summary>
internal static class StartImages
{
    /// <summary>The images of a design.</summary>
    /// <param name="mark">The color of the mark in the logo, and of the icon's ground.</param>
    /// <param name="ground">The color of the mark in the icon.</param>
    /// <param name="path">The mark, in a box of 24 by 24.</param>
    /// <param name="strip">Paints a strip of 375 by 144 points; null for none.</param>
    /// <param name="background">Paints a background of 180 by 220 points; null for none.</param>
    /// <param name="thumbnail">Paints a thumbnail of 90 by 90 points; null for none.</param>
    internal static IReadOnlyList<PassImage> Of(
        string mark, string ground, string path, Action<SKCanvas, float, float>? strip = null,
        Action<SKCanvas, float, float>? background = null, Action<SKCanvas, float, float>? thumbnail = null)
    {
        var images = new List<PassImage>();
        Add(images, "icon", 38, 38, (canvas, width, _) =>
        {
            canvas.Clear(ColorOf(mark));
            Mark(canvas, path, width * 0.16f, width * 0.68f, ColorOf(ground));
        });
        Add(images, "logo", 36, 36, (canvas, width, _) => Mark(canvas, path, 1, width - 2, ColorOf(mark)));
        if (strip is not null)
            Add(images, "strip", 375, 144, strip);
        if (background is not null)
            Add(images, "background", 180, 220, background);
        if (thumbnail is not null)
            Add(images, "thumbnail", 90, 90, thumbnail);
        return images;
    }

    internal static SKColor ColorOf(string hex) => (Color.TryRead(hex) ?? Color.Black).ToSkia();

    internal static void Shape(SKCanvas canvas, string path, SKColor color, float x, float y, float scale, float turn = 0)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(turn);
        canvas.Scale(scale);
        using var shape = SKPath.ParseSvgPathData(path);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        shape.FillType = SKPathFillType.EvenOdd;
        canvas.DrawPath(shape, paint);
        canvas.Restore();
    }

    private static void Mark(SKCanvas canvas, string path, float at, float side, SKColor color) =>
        Shape(canvas, path, color, at, at, side / 24);

    private static void Add(List<PassImage> images, string name, int width, int height, Action<SKCanvas, float, float> paint)
    {
        for (var scale = 1; scale <= 3; scale++)
        {
            using var surface = SKSurface.Create(new SKImageInfo(width * scale, height * scale, SKColorType.Rgba8888, SKAlphaType.Premul));
            surface.Canvas.Clear(SKColors.Transparent);
            surface.Canvas.Scale(scale);
            paint(surface.Canvas, width, height);
            using var image = surface.Snapshot();
            using var png = image.Encode(SKEncodedImageFormat.Png, 100);
            images.Add(new PassImage(scale == 1 ? name : $"{name}@{scale}x", null, png.ToArray()));
        }
    }
}

/// <summary>Marks of our own in a box of 24 by 24.</summary>
internal static class StartMarks
{
    internal const string Cup =
        "M3 9h14v1h1.2a3.4 3.4 0 0 1 0 6.8h-1.7A6 6 0 0 1 11 20H9a6 6 0 0 1-6-6zM17 12v2.8h1.2a1.4 1.4 0 0 0 0-2.8z"
        + "M6.2 3c1.4 1.3-1 2.4.4 4h-1.6c-1.3-1.7.9-2.6-.2-4zM10.6 3c1.4 1.3-1 2.4.4 4H9.4c-1.3-1.7.9-2.6-.2-4zM2 21h16v1.4H2z";

    internal const string Film =
        "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 4a2.3 2.3 0 1 0 0 4.6A2.3 2.3 0 0 0 12 6z"
        + "m0 7.4a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"
        + "M8.3 9.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6zm7.4 0a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z";

    internal const string Plane =
        "M12 1.5c1 0 1.6 1.6 1.6 3.2v4.4l8 5v2.1l-8-2.5v4.4l2.3 1.8v1.7L12 20.5l-3.9 1.1v-1.7l2.3-1.8v-4.4"
        + "l-8 2.5v-2.1l8-5V4.7c0-1.6.6-3.2 1.6-3.2z";

    internal const string Dumbbell =
        "M1.5 10h2V7.5h2.5v9H3.5V14h-2zM7 5.5h2.7v5.3h4.6V5.5H17v13h-2.7v-5.3H9.7v5.3H7zM18 7.5h2.5V10h2v4h-2v2.5H18z";

    internal const string Leaf =
        "M20.5 3C11 3 4 8 4 15c0 1 .2 1.9.5 2.8C6.5 13 10 10 15 8.5 11 11 7.5 14.5 5.8 20l1.7 1.2.9-1.9c1 .5 2.1.7 3.3.7"
        + "C18 20 20.5 12 20.5 3z";

    internal const string Stride = "M2 17.5l7.5-12h4L8 14.5h5.5l-2 3zM13 17.5l5.6-9H22l-5.6 9z";

    internal const string Code = "M8.5 6L10 7.5 5.5 12l4.5 4.5L8.5 18l-6-6zM15.5 6l6 6-6 6-1.5-1.5 4.5-4.5L14 7.5z";

    internal const string Parking =
        "M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3zM8 6v12h2.8v-4H13a4 4 0 0 0 0-8z"
        + "M10.8 8.6h2a1.4 1.4 0 0 1 0 2.8h-2z";

    internal const string Book =
        "M12 6.2C10 4.8 6.5 4.2 2 4.5v14c4.5-.3 8 .3 10 1.7 2-1.4 5.5-2 10-1.7v-14c-4.5-.3-8 .3-10 1.7z"
        + "M11.3 17.6c-1.8-.8-4.3-1.2-7.3-1.1V6.4c3.2-.1 5.7.4 7.3 1.3z";

    internal const string Shield = "M12 1.5l9 3.5v6.5c0 5-3.6 9-9 11-5.4-2-9-6-9-11V5zM10.7 16l6.3-6.3-1.5-1.5-4.8 4.8-2.2-2.2L7 12.3z";
}

/// <summary>Painted pictures of the starting designs.</summary>
internal static class StartStrips
{
    internal static void Coffee(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#4a2c1b", "#7a4a2a");
        // A cup from above, cut by the edge, with its foam.
        Disc(canvas, width - 62, height / 2, 74, "#2c1a10", 90);
        Disc(canvas, width - 66, height / 2 - 2, 68, "#fff6ea");
        Disc(canvas, width - 66, height / 2 - 2, 57, "#b97a48");
        Disc(canvas, width - 66, height / 2 - 2, 52, "#c98f5c");
        StartImages.Shape(canvas, "M12 21C5 15.5 2 12.5 2 8.5A5 5 0 0 1 12 6.8 5 5 0 0 1 22 8.5c0 4-3 7-10 12.5z",
            StartImages.ColorOf("#fff1dc"), width - 98, (height / 2) - 36, 2.7f);
    }

    internal static void Leaves(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#1d5c4a", "#0f3a2f");
        var greens = (string[])["#2f7d63", "#3f9a78", "#256b55", "#57b48f"];
        for (var i = 0; i < 13; i++)
        {
            var x = 165 + (i * 53 % 230);
            var y = (i * 37 % 170) - 20;
            StartImages.Shape(
                canvas, StartMarks.Leaf, StartImages.ColorOf(greens[i % 4]), x, y, 1.6f + (i % 4 * 0.6f), (i * 47 % 120) - 50);
        }
    }

    internal static void Confetti(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#c4322a", "#8f1a14");
        var colors = (string[])["#ffd166", "#ffffff", "#ff8a75", "#ffb4a2"];
        for (var i = 0; i < 46; i++)
        {
            var x = 150 + (i * 71 % 225);
            var y = i * 43 % 150;
            canvas.Save();
            canvas.Translate(x, y);
            canvas.RotateDegrees(i * 29 % 180);
            using var paint = new SKPaint { Color = StartImages.ColorOf(colors[i % 4]).WithAlpha(230), IsAntialias = true };
            if (i % 3 == 0)
                canvas.DrawCircle(0, 0, 2.5f + (i % 2), paint);
            else
                canvas.DrawRoundRect(-5, -2, 10, 4, 1.5f, 1.5f, paint);
            canvas.Restore();
        }
    }

    internal static void Network(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#3a1d6e", "#20123d");
        var points = Enumerable.Range(0, 22).Select(i => new SKPoint(150 + (i * 67 % 235), 22 + (i * 41 % 104))).ToArray();
        using var line = new SKPaint
        {
            Color = StartImages.ColorOf("#ffb86b").WithAlpha(70),
            IsAntialias = true,
            StrokeWidth = 1,
            IsStroke = true,
        };
        foreach (var one in points)
        {
            foreach (var other in points)
            {
                if (SKPoint.Distance(one, other) < 62)
                    canvas.DrawLine(one, other, line);
            }
        }

        for (var i = 0; i < points.Length; i++)
            Disc(canvas, points[i].X, points[i].Y, 2.5f + (i % 3), i % 2 == 0 ? "#ffb86b" : "#e9defc");
    }

    internal static void Night(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#2b1040", "#5c1f4f");
        Disc(canvas, width * 0.7f, height * 0.3f, 44, "#8a3b63");
        Disc(canvas, width * 0.2f, height * 0.8f, 60, "#1a1038");
    }

    internal static void Poster(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#ff8f5a", "#4b1d5e");
        Disc(canvas, width / 2, height * 0.46f, 21, "#ffe3a8");
        StartImages.Shape(canvas, "M0 70L22 50 40 66 62 42 90 68V90H0z", StartImages.ColorOf("#2b1040"), 0, 0, 1);
        StartImages.Shape(canvas, "M44 90L47 68H49L54 90z", StartImages.ColorOf("#ffcf87"), 0, 0, 1);
    }

    internal static void Person(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#3a434b", "#262c32");
        Disc(canvas, width / 2, height * 0.4f, 17, "#c8f169");
        StartImages.Shape(canvas, "M14 90C14 66 26 58 45 58S76 66 76 90z", StartImages.ColorOf("#c8f169"), 0, 0, 1);
    }

    internal static void Harbor(SKCanvas canvas, float width, float height)
    {
        Ground(canvas, width, height, "#d9f1f4", "#9bd3dc");
        StartImages.Shape(canvas, "M0 66C15 60 25 72 45 66S75 60 90 66V90H0z", StartImages.ColorOf("#00677d"), 0, 0, 1);
        StartImages.Shape(
            canvas, "M24 62H66L59 72H31zM44 20H46V60H44zM48 26L64 56H48zM42 32V56H28z", StartImages.ColorOf("#12263a"), 0, 0, 1);
    }

    private static void Ground(SKCanvas canvas, float width, float height, string from, string to)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(width, height), [StartImages.ColorOf(from), StartImages.ColorOf(to)], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, width, height, paint);
    }

    private static void Disc(SKCanvas canvas, float x, float y, float radius, string color, byte alpha = 255)
    {
        using var paint = new SKPaint { Color = StartImages.ColorOf(color).WithAlpha(alpha), IsAntialias = true };
        canvas.DrawCircle(x, y, radius, paint);
    }
}
