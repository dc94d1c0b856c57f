using Passinstance.PassPreview.Text;
using Passinstance.Wallet.Barcodes;

namespace Passinstance.PassPreview.Drawing;

/// <summary>Where something stands, in points from the top left.</summary>
internal readonly record struct Area(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>How a picture fills its area.</summary>
internal enum ImageFit
{
    /// <summary>Scaled to cover the area, cropped in the middle.</summary>
    Cover,

    /// <summary>Scaled to fit into the area.</summary>
    Contain,
}

/// <summary>A part of a drawing. What comes later lies on top.</summary>
internal abstract record Box;

/// <summary>A filled rectangle, with round corners if it has a radius; with two colors, a gradient from top to bottom.</summary>
internal sealed record FillBox(Area At, Color Color, double Radius = 0, Color? To = null) : Box;

/// <summary>A filled outline, as SVG path data, moved and scaled.</summary>
internal sealed record ShapeBox(string Path, double X, double Y, double Scale, Color Color, bool IsMirrored = false) : Box;

/// <summary>A picture.</summary>
internal sealed record ImageBox(Area At, Picture Picture, ImageFit Fit, double Radius = 0, double Blur = 0) : Box;

/// <summary>A line of text.</summary>
/// <param name="Line">The text.</param>
/// <param name="X">Its left end.</param>
/// <param name="Baseline">Its baseline.</param>
/// <param name="Size">The size of the font in points.</param>
/// <param name="Color">Its color.</param>
/// <param name="Role">What it is, such as <c>label</c>.</param>
/// <param name="Field">The key of the field; null for none.</param>
internal sealed record TextBox(
    TextLine Line, double X, double Baseline, double Size, Color Color, string Role, string? Field) : Box;

/// <summary>A barcode without its margin: white is below it.</summary>
internal sealed record SymbolBox(Area At, Symbol Symbol) : Box;
