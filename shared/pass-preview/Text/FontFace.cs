using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace Passinstance.PassPreview.Text;

/// <summary>One of the embedded fonts: shaped by HarfBuzz, drawn by Skia or as outlines. It lives as long as the process.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Fonts are read once and kept.")]
internal sealed class FontFace
{
    /// <summary>Units of an em in outlines and positions.</summary>
    internal const int Em = 1_000;

    private readonly Font _shaper;
    private readonly SKFont _outlines;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ushort, string> _paths = new();
    private readonly ConcurrentDictionary<int, bool> _known = new();

    private FontFace(string name, SKTypeface typeface, Font shaper)
    {
        Name = name;
        Typeface = typeface;
        _shaper = shaper;
        _outlines = new SKFont(typeface, Em) { Hinting = SKFontHinting.None, Subpixel = true };
    }

    /// <summary>A short name, unique among the fonts: a part of the glyphs' ids in SVG.</summary>
    internal string Name { get; }

    internal SKTypeface Typeface { get; }

    private bool Look(int codepoint)
    {
        lock (_lock)
            return _outlines.GetGlyph(codepoint) != 0;
    }

    /// <summary>Reads an embedded font.</summary>
    internal static FontFace Load(string name, string file)
    {
        using var stream = typeof(FontFace).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The font {file} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var typeface = SKTypeface.FromData(SKData.CreateCopy(bytes));
        // The bytes are the shaper's for as long as the process lives.
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        var blob = new Blob(pinned.AddrOfPinnedObject(), bytes.Length, MemoryMode.ReadOnly);
        blob.MakeImmutable();
        var shaper = new Font(new Face(blob, 0));
        shaper.SetScale(Em, Em);
        shaper.SetFunctionsOpenType();
        return new FontFace(name, typeface, shaper);
    }

    internal bool Has(int codepoint) => _known.GetOrAdd(codepoint, Look);

    /// <summary>Glyphs with their positions, from left to right.</summary>
    internal GlyphRun Shape(string text, int start, int length, bool isRightToLeft)
    {
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16(text.AsSpan(), start, length);
        buffer.GuessSegmentProperties();
        buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        lock (_lock)
            _shaper.Shape(buffer);
        var infos = buffer.GlyphInfos;
        var positions = buffer.GlyphPositions;
        var glyphs = new ushort[infos.Length];
        var points = new SKPoint[infos.Length];
        var x = 0;
        for (var i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new SKPoint(x + positions[i].XOffset, -positions[i].YOffset);
            x += positions[i].XAdvance;
        }

        return new GlyphRun(this, glyphs, points, x);
    }

    /// <summary>The outline of a glyph as SVG path data, in units of the em, y down; empty for a space.</summary>
    internal string PathOf(ushort glyph) => _paths.GetOrAdd(glyph, Outline);

    private string Outline(ushort glyph)
    {
        SKPath? path;
        lock (_lock)
            path = _outlines.GetGlyphPath(glyph);
        if (path is null)
            return "";
        using (path)
            return Write(path);
    }

    // Whole units are a hundredth of a point at most; as fractions the outlines would be twice as long.
    private static string Write(SKPath path)
    {
        var data = new StringBuilder();
        using var iterator = path.CreateRawIterator();
        var points = new SKPoint[4];
        for (var verb = iterator.Next(points); verb != SKPathVerb.Done; verb = iterator.Next(points))
        {
            var (letter, from, to) = verb switch
            {
                SKPathVerb.Move => ('M', 0, 1),
                SKPathVerb.Line => ('L', 1, 2),
                SKPathVerb.Quad or SKPathVerb.Conic => ('Q', 1, 3),
                SKPathVerb.Cubic => ('C', 1, 4),
                _ => ('Z', 0, 0),
            };
            data.Append(letter);
            for (var i = from; i < to; i++)
            {
                data.Append(CultureInfo.InvariantCulture, $"{(i > from ? " " : "")}{MathF.Round(points[i].X):0}");
                data.Append(CultureInfo.InvariantCulture, $" {MathF.Round(points[i].Y):0}");
            }
        }

        return data.ToString();
    }
}

/// <summary>Glyphs of one font in a line.</summary>
/// <param name="Face">The font.</param>
/// <param name="Glyphs">Its glyphs from left to right.</param>
/// <param name="Points">Where each stands, in units of the em.</param>
/// <param name="Width">The sum of their advances, in units of the em.</param>
internal sealed record GlyphRun(FontFace Face, ushort[] Glyphs, SKPoint[] Points, int Width);
