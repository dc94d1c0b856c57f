using Passinstance.PassPreview.Drawing;

namespace Passinstance.PassPreview.Layouts;

/// <summary>A surface that was laid out.</summary>
/// <param name="Sheet">Its boxes.</param>
/// <param name="Height">In points.</param>
/// <param name="Shape">The outline of the card, as SVG path data.</param>
internal sealed record Drawn(Sheet Sheet, double Height, string Shape)
{
    /// <summary>The color of Google's card.</summary>
    internal Color Background { get; init; }
}
