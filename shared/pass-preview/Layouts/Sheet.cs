using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Text;
using Passinstance.Wallet.Barcodes;

namespace Passinstance.PassPreview.Layouts;

/// <summary>A field or other text that does not fit where the wallet shows it.</summary>
/// <param name="Pointer">Where it is defined.</param>
/// <param name="Text">The whole text.</param>
/// <param name="Width">What it needs, in points.</param>
/// <param name="Available">What it has, in points.</param>
internal sealed record Truncation(string Pointer, string Text, double Width, double Available);

/// <summary>
/// A drawing in the making: boxes from left to right, mirrored at the end where the language is written from right to left.
/// </summary>
internal sealed class Sheet(double width, bool isRightToLeft)
{
    /// <summary>The size of labels.</summary>
    internal const double LabelSize = 11;

    private readonly List<Box> _boxes = [];

    internal double Width { get; } = width;

    internal bool IsRightToLeft { get; } = isRightToLeft;

    internal List<Truncation> Truncations { get; } = [];

    /// <summary>The boxes as they are drawn.</summary>
    internal IReadOnlyList<Box> Boxes => IsRightToLeft ? [.. _boxes.Select(Mirrored)] : _boxes;

    internal void Add(Box box) => _boxes.Add(box);

    /// <summary>Adds what another sheet of the same width has.</summary>
    internal void Append(Sheet other) => _boxes.AddRange(other._boxes);

    /// <summary>Draws a line between two edges, with an ellipsis when it does not fit.</summary>
    internal void Line(string text, Style style, double x, double baseline, double available, string alignment = "", double minSize = 0)
    {
        if (text.Length == 0)
            return;
        text = OneLine(text);
        var size = style.Size;
        var whole = TextLine.Of(text, style.Weight, IsRightToLeft);
        // Wallet draws the largest texts smaller before it cuts them.
        if (minSize > 0 && whole.WidthAt(size) > available)
            size = Math.Max(minSize, size * available / whole.WidthAt(size));
        var (line, isTruncated) = TextLine.Fit(text, style.Weight, IsRightToLeft, size, available);
        if (isTruncated && style.Pointer is { } pointer)
            Truncations.Add(new Truncation(pointer, text, whole.WidthAt(size), available));
        var drawn = line.WidthAt(size);
        var left = Side(alignment) switch
        {
            "center" => x + ((available - drawn) / 2),
            "right" => x + available - drawn,
            _ => x,
        };
        Add(new TextBox(line, left, baseline, size, style.Color, style.Role, style.Field));
    }

    /// <summary>Draws a text in lines.</summary>
    /// <returns>The height of them.</returns>
    internal double Lines(string text, Style style, double x, double top, double available, double lineHeight, int max = int.MaxValue)
    {
        var y = top;
        foreach (var line in TextLine.Wrap(text, style.Weight, IsRightToLeft, style.Size, available, max))
        {
            // Text of the other direction keeps to its own side.
            var left = line.IsRightToLeft == IsRightToLeft || line.Units == 0 ? x : x + available - line.WidthAt(style.Size);
            Add(new TextBox(line, left, y + (lineHeight * 0.74), style.Size, style.Color, style.Role, style.Field));
            y += lineHeight;
        }

        return y - top;
    }

    /// <summary>The width of a text on one line.</summary>
    internal double Measure(string text, FontWeight weight, double size) =>
        TextLine.Of(OneLine(text), weight, IsRightToLeft).WidthAt(size);

    /// <summary>Draws a barcode on white in the middle.</summary>
    /// <returns>Its top; <paramref name="bottom"/> when it cannot be drawn.</returns>
    internal double Barcode(
        FaceBarcode barcode, double bottom, double squareSide, double barsWidth, string pointer, bool isEnded = false)
    {
        if (BarcodeEncoder.Encode(barcode.Format, barcode.Message, barcode.Encoding) is not { } symbol)
            return bottom;
        const double padding = 8;
        const double textHeight = 17;
        // What a barcode needs around it is part of its symbol.
        var width = symbol.Width == symbol.Height ? squareSide : barsWidth;
        var height = symbol.IsLinear ? 64 : width * symbol.Height / symbol.Width;
        var text = barcode.AltText is { Length: > 0 } ? textHeight : 0;
        var inner = symbol.IsLinear || symbol.RowHeight > 1 ? padding : 2;
        var box = new Area(
            (Width - width) / 2 - inner, bottom - height - text - (2 * inner), width + (2 * inner), height + text + (2 * inner));
        Add(new FillBox(box, Color.White, 8));
        Add(new SymbolBox(new Area((Width - width) / 2, box.Y + inner, width, height), symbol));
        if (text > 0)
        {
            Line(barcode.AltText!, new Style(12, FontWeight.Regular, Color.Black, "alttext", null, pointer),
                box.X + 6, box.Bottom - 8, box.Width - 12, "center");
        }

        // A pass that is no longer valid shows no code that could be scanned.
        if (isEnded)
            Add(new FillBox(box, Color.White.At(0.92), 8));
        return box.Y;
    }

    /// <summary>Widths within a room: each has what it needs as long as all fit; then the widest give way.</summary>
    internal static double[] Shares(double[] wanted, double room)
    {
        var widths = (double[])wanted.Clone();
        if (widths.Sum() <= room)
            return widths;
        var limit = room / wanted.Length;
        for (var i = 0; i < wanted.Length; i++)
        {
            var (small, count) = (wanted.Where(w => w <= limit).Sum(), wanted.Count(w => w > limit));
            limit = count == 0 ? limit : (room - small) / count;
        }

        return [.. wanted.Select(w => Math.Min(w, limit))];
    }

    /// <summary>Says why a pass is no longer valid, where its barcode is or would be.</summary>
    internal void Ended(string text, double middle)
    {
        var width = Measure(text, FontWeight.SemiBold, 15) + 28;
        Add(new FillBox(new Area((Width - width) / 2, middle - 17, width, 34), new Color(0xB3, 0x26, 0x1E), 17));
        Line(text, new Style(15, FontWeight.SemiBold, Color.White, "state"), (Width - width) / 2, middle + 5.5, width, "center");
    }

    /// <summary>A text without line breaks, as a single line shows it.</summary>
    internal static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private string Side(string alignment) => (IsRightToLeft, alignment) switch
    {
        (true, "left") => "right",
        (true, "right") => "left",
        _ => alignment,
    };

    private Box Mirrored(Box box) => box switch
    {
        FillBox fill => fill with { At = Mirrored(fill.At) },
        ImageBox image => image with { At = Mirrored(image.At) },
        SymbolBox symbol => symbol with { At = Mirrored(symbol.At) },
        TextBox text => text with { X = Width - text.X - text.Line.WidthAt(text.Size) },
        ShapeBox shape => shape with { X = Width - shape.X, IsMirrored = true },
        _ => box,
    };

    private Area Mirrored(Area at) => at with { X = Width - at.Right };
}

/// <summary>How a text is drawn, and what it is.</summary>
internal readonly record struct Style(
    double Size, FontWeight Weight, Color Color, string Role, string? Field = null, string? Pointer = null);
