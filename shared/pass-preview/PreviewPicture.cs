using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Layouts;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview;

/// <summary>Where a drawing in a page finds its images.</summary>
/// <param name="OfImage">The address of an image of the template.</param>
/// <param name="Symbol">The address of the barcode, used when it is large; null to have it in the drawing.</param>
public sealed record PictureAddresses(Func<PassImage, string> OfImage, string? Symbol = null);

/// <summary>A drawn surface, in the forms that are asked for.</summary>
public sealed class PreviewPicture
{
    private readonly PreviewRequest _request;
    private readonly Drawn _drawn;

    internal PreviewPicture(
        PreviewRequest request, Drawn drawn, PassFace face, IReadOnlyList<FaceField> fields, IReadOnlyList<Finding> findings)
    {
        (_request, _drawn) = (request, drawn);
        (Face, Fields, Findings) = (face, fields, findings);
    }

    /// <summary>The width in points.</summary>
    public double Width => _drawn.Sheet.Width;

    /// <summary>The height in points.</summary>
    public double Height => _drawn.Height;

    /// <summary>What the pass shows.</summary>
    public PassFace Face { get; }

    /// <summary>The fields that the surface shows; of Google's card, those of its details, too.</summary>
    public IReadOnlyList<FaceField> Fields { get; }

    /// <summary>What cannot be read, or not whole.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The boxes of which the drawing is made.</summary>
    internal IReadOnlyList<Box> Boxes => _drawn.Sheet.Boxes;

    private string Title => Face.Organization.Length == 0 ? Face.Description : $"{Face.Description} · {Face.Organization}";

    /// <summary>The drawing as SVG.</summary>
    /// <param name="addresses">The addresses of images; null to have them in the file.</param>
    /// <param name="id">Begins the ids in it, where several of one kind stand in one page.</param>
    public string ToSvg(PictureAddresses? addresses = null, string? id = null) =>
        SvgWriter.Write(_drawn, id ?? IdOf(_request.Surface), Title, _request.Locale, addresses);

    /// <summary>The drawing as the parts of an SVG element, for a page that keeps it up to date.</summary>
    /// <inheritdoc cref="ToSvg"/>
    public SvgParts ToSvgParts(PictureAddresses? addresses = null, string? id = null) =>
        SvgWriter.WriteParts(_drawn, id ?? IdOf(_request.Surface), Title, _request.Locale, addresses);

    /// <summary>The drawing as PNG, with a transparent background.</summary>
    /// <param name="scale">Pixels in a point, 1 to 3.</param>
    public byte[] ToPng(int scale = 2) => PngWriter.Write(_drawn, Math.Clamp(scale, 1, 3));

    /// <summary>A PNG of 1200 by 630 pixels, as the previews of shared links show it.</summary>
    public byte[] ToSharedPng() => PngWriter.WriteShared(_drawn, Face.Background.Mixed(Color.White, 0.82));

    /// <summary>A page with the drawing and with its texts.</summary>
    public string ToHtml() => HtmlWriter.Write(
        ToSvg(), Title, _request.Locale, Face.IsRightToLeft, _request.Theme == PreviewTheme.Dark, Fields);

    private static string IdOf(PreviewSurface surface) => surface switch
    {
        PreviewSurface.AppleBack => "ab",
        PreviewSurface.Google => "g",
        _ => "af",
    };
}
