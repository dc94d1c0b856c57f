using System.Collections.Concurrent;
using System.Globalization;

namespace Passinstance.PassPreview.Text;

/// <summary>A line of text, shaped once and drawn at any size.</summary>
internal sealed class TextLine
{
    private const int MaxCached = 4_000;
    private const string Ellipsis = "…";
    private static readonly ConcurrentDictionary<(string Text, FontWeight Weight, bool IsRightToLeft), TextLine> Cache = new();

    private TextLine(string text, IReadOnlyList<(GlyphRun Run, int X)> runs, int units, bool isRightToLeft)
    {
        Text = text;
        Runs = runs;
        Units = units;
        IsRightToLeft = isRightToLeft;
    }

    internal string Text { get; }

    /// <summary>The runs of glyphs, each with where it begins, in units of the em.</summary>
    internal IReadOnlyList<(GlyphRun Run, int X)> Runs { get; }

    internal int Units { get; }

    internal bool IsRightToLeft { get; }

    /// <summary>The width in points at a size.</summary>
    internal double WidthAt(double size) => Units * size / FontFace.Em;

    /// <summary>Shapes a text that has no line breaks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="isRightToLeft">The direction of a text without letters; the first letter decides of any other.</param>
    internal static TextLine Of(string text, FontWeight weight, bool isRightToLeft)
    {
        if (Cache.TryGetValue((text, weight, isRightToLeft), out var known))
            return known;
        var line = Shape(text, weight, Bidi.Direction(text) ?? isRightToLeft);
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache[(text, weight, isRightToLeft)] = line;
    }

    /// <summary>The line, or as much of it as fits with an ellipsis at its end.</summary>
    internal static (TextLine Line, bool IsTruncated) Fit(string text, FontWeight weight, bool isRightToLeft, double size, double width)
    {
        var whole = Of(text, weight, isRightToLeft);
        // A hundredth of a point is no overflow.
        if (whole.WidthAt(size) <= width + 0.01)
            return (whole, false);
        var starts = StringInfo.ParseCombiningCharacters(text);
        var (low, high) = (0, starts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Cut(starts[middle]).WidthAt(size) <= width)
                low = middle;
            else
                high = middle - 1;
        }

        return (Cut(starts.Length == 0 ? 0 : starts[low]), true);

        TextLine Cut(int length) => Shape(text[..length].TrimEnd() + Ellipsis, weight, whole.IsRightToLeft);
    }

    /// <summary>The text in lines that fit, broken at spaces, and anywhere in scripts that have none.</summary>
    internal static List<TextLine> Wrap(
        string text, FontWeight weight, bool isRightToLeft, double size, double width, int maxLines = int.MaxValue)
    {
        var lines = new List<TextLine>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var rest = paragraph.Trim();
            do
            {
                if (lines.Count == maxLines - 1)
                {
                    lines.Add(Fit(rest, weight, isRightToLeft, size, width).Line);
                    return lines;
                }

                var length = FirstLine(rest, weight, isRightToLeft, size, width);
                lines.Add(Of(rest[..length].TrimEnd(), weight, isRightToLeft));
                rest = rest[length..].TrimStart();
            }
            while (rest.Length > 0);
        }

        return lines;
    }

    private static int FirstLine(string text, FontWeight weight, bool isRightToLeft, double size, double width)
    {
        if (Of(text, weight, isRightToLeft).WidthAt(size) <= width)
            return text.Length;
        var starts = StringInfo.ParseCombiningCharacters(text);
        var (low, high) = (1, starts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Shape(text[..starts[middle]].TrimEnd(), weight, isRightToLeft).WidthAt(size) <= width)
                low = middle;
            else
                high = middle - 1;
        }

        var length = starts[Math.Min(low, starts.Length - 1)];
        for (var at = length; at > 0; at--)
        {
            if (char.IsWhiteSpace(text[at]) || text[at - 1] >= '\u2E80' || text[at - 1] == '-')
                return at;
        }

        return Math.Max(1, length);
    }

    private static TextLine Shape(string text, FontWeight weight, bool isRightToLeft)
    {
        var levels = Bidi.Levels(text, isRightToLeft);
        var segments = Segments(text, weight, levels);
        var runs = new List<(GlyphRun, int)>(segments.Count);
        var x = 0;
        foreach (var (start, length, level, face) in Visual(segments))
        {
            var run = face.Shape(text, start, length, level % 2 == 1);
            runs.Add((run, x));
            x += run.Width;
        }

        return new TextLine(text, runs, x, isRightToLeft);
    }

    private static List<(int Start, int Length, byte Level, FontFace Face)> Segments(string text, FontWeight weight, byte[] levels)
    {
        var segments = new List<(int Start, int Length, byte Level, FontFace Face)>();
        FontFace? face = null;
        for (var i = 0; i < text.Length;)
        {
            var codepoint = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            var size = codepoint > char.MaxValue ? 2 : 1;
            // A mark or joiner belongs to the letter before it; a space stands in any font.
            var joins = face is not null &&
                (codepoint is 0x200C or 0x200D or 0xFE0F or 0xFE0E or 0x200E or 0x200F or 0x061C || Marks(codepoint)
                || (codepoint == ' ' && face.Has(codepoint)));
            var wanted = joins && (face!.Has(codepoint) || !Marks(codepoint)) ? face! : Fonts.For(codepoint, weight);
            if (segments.Count > 0 && segments[^1].Face == wanted && segments[^1].Level == levels[i])
                segments[^1] = segments[^1] with { Length = segments[^1].Length + size };
            else
                segments.Add((i, size, levels[i], wanted));
            face = wanted;
            i += size;
        }

        return segments;
    }

    private static bool Marks(int codepoint) => CharUnicodeInfo.GetUnicodeCategory(codepoint)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // L2: from the highest level to the lowest odd one, each stretch of that level or higher is turned around.
    private static List<(int Start, int Length, byte Level, FontFace Face)> Visual(
        List<(int Start, int Length, byte Level, FontFace Face)> segments)
    {
        var highest = segments.Count == 0 ? 0 : segments.Max(segment => segment.Level);
        for (var level = highest; level > 0; level--)
        {
            for (var i = 0; i < segments.Count; i++)
            {
                var end = i;
                while (end < segments.Count && segments[end].Level >= level)
                    end++;
                if (end > i)
                    segments.Reverse(i, end - i);
                i = Math.Max(i, end);
            }
        }

        return segments;
    }
}
