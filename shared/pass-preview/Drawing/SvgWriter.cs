using System.Globalization;
using System.Security;
using System.Text;
using Passinstance.PassPreview.Layouts;
using Passinstance.PassPreview.Text;

namespace Passinstance.PassPreview.Drawing;

/// <summary>
/// Writes a drawing as SVG. Texts are outlines, so that it looks the same wherever it is shown; what they say is in <c>data-text</c>. It
/// has no style, no script and no reference outside itself, unless images are given by address.
/// </summary>
internal sealed class SvgWriter
{
    // Characters of a barcode within a page; a larger one is an image of its own, where it has an address.
    private const int MaxInlineSymbol = 14_000;

    private readonly StringBuilder _body = new();
    private readonly StringBuilder _definitions = new();
    private readonly List<string> _parts = [];
    private readonly OrderedDictionary<string, string> _glyphs = new(StringComparer.Ordinal);
    private readonly string _id;
    private readonly PictureAddresses? _addresses;
    private int _count;

    private SvgWriter(string id, PictureAddresses? addresses)
    {
        _id = id;
        _addresses = addresses;
    }

    /// <summary>Writes a drawing.</summary>
    /// <param name="drawn">The drawing.</param>
    /// <param name="id">Begins the ids in it, so that several can stand in one page.</param>
    /// <param name="name">What it shows, for screen readers.</param>
    /// <param name="locale">The language of its texts.</param>
    /// <param name="addresses">The addresses of images; null to have them in the file.</param>
    internal static string Write(Drawn drawn, string id, string name, string locale, PictureAddresses? addresses)
    {
        var parts = WriteParts(drawn, id, name, locale, addresses);
        var (width, height) = (parts.Width, parts.Height);
        var glyphs = string.Concat(parts.Glyphs.Select(glyph => $"<path id=\"{glyph.Key}\" d=\"{glyph.Value}\"/>"));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"
             lang="{Encode(locale)}" aria-label="{Encode(name)}">
            <defs>{parts.Definitions}{glyphs}</defs>
            <g clip-path="url(#{id}-card)">
            {string.Concat(parts.Body)}</g></svg>
            """;
    }

    /// <summary>The same drawing in parts, of which a change of the pass changes few.</summary>
    /// <inheritdoc cref="Write"/>
    internal static SvgParts WriteParts(Drawn drawn, string id, string name, string locale, PictureAddresses? addresses)
    {
        var writer = new SvgWriter(id, addresses);
        foreach (var box in drawn.Sheet.Boxes)
        {
            writer.Add(box);
            writer._parts.Add(writer._body.ToString());
            writer._body.Clear();
        }

        return new SvgParts
        {
            Id = id,
            Name = Clean(name),
            Locale = locale,
            Width = Number(drawn.Sheet.Width),
            Height = Number(drawn.Height),
            Definitions = $"<clipPath id=\"{id}-card\"><path d=\"{drawn.Shape}\"/></clipPath>{writer._definitions}",
            Glyphs = writer._glyphs,
            Body = writer._parts,
        };
    }

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Encode(string text) => SecurityElement.Escape(Clean(text));

    // XML has no form for most control characters.
    private static string Clean(string text) => text.Any(c => char.IsControl(c) || c is '\uFFFE' or '\uFFFF')
        ? string.Concat(text.Select(c => char.IsControl(c) || c is '\uFFFE' or '\uFFFF' ? ' ' : c)) : text;

    private void Add(Box box)
    {
        switch (box)
        {
            case FillBox fill:
                Fill(fill);
                break;
            case ShapeBox shape:
                var width = Number(shape.IsMirrored ? -shape.Scale : shape.Scale);
                _body.Append($"<path transform=\"translate({Number(shape.X)} {Number(shape.Y)}) scale({width} {Number(shape.Scale)})\"")
                    .Append($" fill-rule=\"evenodd\"{Paint(shape.Color)} d=\"{shape.Path}\"/>\n");
                break;
            case ImageBox image:
                Image(image);
                break;
            case TextBox text:
                Text(text);
                break;
            case SymbolBox symbol:
                Symbol(symbol);
                break;
            default:
                break;
        }
    }

    private void Symbol(SymbolBox box)
    {
        var symbol = box.Symbol;
        var path = symbol.Path();
        if (_addresses?.Symbol is { } address && path.Length > MaxInlineSymbol)
        {
            _body.Append($"<image class=\"barcode\" {Place(box.At)} preserveAspectRatio=\"none\" href=\"{Encode(address)}\"/>\n");
            return;
        }

        var (x, y) = (box.At.Width / symbol.Width, box.At.Height / symbol.Height);
        _body.Append(CultureInfo.InvariantCulture, $"<path class=\"barcode\" transform=\"translate({Number(box.At.X)} {Number(box.At.Y)})")
            .Append(CultureInfo.InvariantCulture, $" scale({x:0.####} {y:0.####})\" shape-rendering=\"crispEdges\" stroke=\"#000\"")
            .Append(CultureInfo.InvariantCulture, $" stroke-width=\"{symbol.RowHeight}\" d=\"{path}\"/>\n");
    }

    private static string Paint(Color color) => color.Alpha == 255
        ? $" fill=\"{color.ToHex()}\"" : $" fill=\"{color.ToHex()}\" fill-opacity=\"{Number(color.Alpha / 255.0)}\"";

    private static string Place(Area at) =>
        $"x=\"{Number(at.X)}\" y=\"{Number(at.Y)}\" width=\"{Number(at.Width)}\" height=\"{Number(at.Height)}\"";

    private void Fill(FillBox fill)
    {
        var paint = Paint(fill.Color);
        if (fill.To is { } to)
        {
            var name = $"{_id}-g{++_count}";
            _definitions.Append($"<linearGradient id=\"{name}\" x2=\"0\" y2=\"1\">{Stop(0, fill.Color)}{Stop(1, to)}</linearGradient>");
            paint = $" fill=\"url(#{name})\"";
        }

        _body.Append($"<rect {Place(fill.At)}{(fill.Radius > 0 ? $" rx=\"{Number(fill.Radius)}\"" : "")}{paint}/>\n");
    }

    private static string Stop(int at, Color color) =>
        $"<stop offset=\"{at}\" stop-color=\"{color.ToHex()}\" stop-opacity=\"{Number(color.Alpha / 255.0)}\"/>";

    private void Image(ImageBox image)
    {
        var file = image.Picture.Image;
        var address = _addresses?.OfImage(file) ?? $"data:image/png;base64,{Convert.ToBase64String(file.Content.Span)}";
        var more = "";
        if (image.Blur > 0)
        {
            var name = $"{_id}-b{++_count}";
            _definitions.Append($"<filter id=\"{name}\"><feGaussianBlur stdDeviation=\"{Number(image.Blur)}\"/></filter>");
            more += $" filter=\"url(#{name})\"";
        }

        if (image.Radius > 0)
        {
            var name = $"{_id}-c{++_count}";
            _definitions.Append($"<clipPath id=\"{name}\"><rect {Place(image.At)} rx=\"{Number(image.Radius)}\"/></clipPath>");
            more += $" clip-path=\"url(#{name})\"";
        }

        var fit = image.Fit == ImageFit.Cover ? "xMidYMid slice" : "xMidYMid meet";
        _body.Append($"<image {Place(image.At)} preserveAspectRatio=\"{fit}\"{more} href=\"{Encode(address)}\"")
            .Append($" data-image=\"{Encode(file.Name)}\"/>\n");
    }

    private void Text(TextBox text)
    {
        var scale = (text.Size / FontFace.Em).ToString("0.#####", CultureInfo.InvariantCulture);
        var field = text.Field is null ? "" : $" data-field=\"{Encode(text.Field)}\"";
        _body.Append($"<g class=\"{text.Role}\"{field} data-text=\"{Encode(text.Line.Text)}\"{Paint(text.Color)}");
        _body.Append($" transform=\"translate({Number(text.X)} {Number(text.Baseline)}) scale({scale})\">");
        foreach (var (run, start) in text.Line.Runs)
        {
            for (var i = 0; i < run.Glyphs.Length; i++)
            {
                var path = run.Face.PathOf(run.Glyphs[i]);
                if (path.Length == 0)
                    continue;
                var name = $"{_id}-{run.Face.Name}{run.Glyphs[i]}";
                _glyphs.TryAdd(name, path);
                var (x, y) = (start + run.Points[i].X, run.Points[i].Y);
                _body.Append(CultureInfo.InvariantCulture, $"<use href=\"#{name}\" x=\"{x:0}\"");
                if (y != 0)
                    _body.Append(CultureInfo.InvariantCulture, $" y=\"{y:0}\"");
                _body.Append("/>");
            }
        }

        _body.Append("</g>\n");
    }
}
