namespace Passinstance.PassPreview;

/// <summary>
/// A drawing as the parts of an SVG element, for a page that draws it again with every key press: what has not changed is the same text as
/// before and need not be sent.
/// </summary>
public sealed record SvgParts
{
    /// <summary>Begins the ids in it.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, for screen readers.</summary>
    public required string Name { get; init; }

    /// <summary>The language of its texts.</summary>
    public required string Locale { get; init; }

    /// <summary>The width in points.</summary>
    public required string Width { get; init; }

    /// <summary>The height in points.</summary>
    public required string Height { get; init; }

    /// <summary>Markup of the outline, the gradients and the filters, for <c>defs</c>.</summary>
    public required string Definitions { get; init; }

    /// <summary>The outlines of letters by their id, for <c>defs</c>.</summary>
    public required IReadOnlyDictionary<string, string> Glyphs { get; init; }

    /// <summary>Markup of the boxes, in the order in which they are drawn.</summary>
    public required IReadOnlyList<string> Body { get; init; }

    /// <summary>Whether it has a barcode.</summary>
    public bool HasBarcode => Body.Any(part => part.Contains("class=\"barcode\"", StringComparison.Ordinal));
}
