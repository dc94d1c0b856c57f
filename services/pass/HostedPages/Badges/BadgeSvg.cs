using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Passinstance.Passes.HostedPages.Badges;

/// <summary>
/// An SVG file that only draws: no scripts, nothing from elsewhere. The page shows it as an image, and its response forbids the rest as
/// well; this check finds a wrong file at the start, where somebody can put it right.
/// </summary>
internal static partial class BadgeSvg
{
    private const string Svg = "http://www.w3.org/2000/svg";

    // What is drawn, and what it is drawn with. A badge needs nothing else: no script, foreignObject, a, image, animate or set.
    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "svg", "g", "defs", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse", "line", "polyline",
        "polygon", "text", "tspan", "use", "symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "filter",
        "feGaussianBlur", "feOffset", "feBlend", "feFlood", "feColorMatrix", "feComposite", "feMerge", "feMergeNode", "switch",
    };

    /// <summary>Accepts the file, or says what must not be in it.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="FormatException">It is no SVG file, or one that does more than draw.</exception>
    internal static void Check(byte[] content)
    {
        var root = Read(content);
        if (root.Name != XName.Get("svg", Svg))
            throw new FormatException("Its first element is not an svg of http://www.w3.org/2000/svg.");
        CheckShape(root);
        foreach (var element in root.DescendantsAndSelf())
        {
            // What drawing programs note down for themselves is in other namespaces, and draws nothing.
            if (element.Name.NamespaceName == Svg && !Elements.Contains(element.Name.LocalName))
                throw new FormatException($"It has the element <{element.Name.LocalName}>. A badge only draws: export it without.");
            if (element.Name.NamespaceName is "http://www.w3.org/1999/xhtml")
                throw new FormatException("It has HTML in it. A badge only draws: export it without.");
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
                CheckAttribute(attribute);
            if (element.Name == XName.Get("style", Svg))
                CheckStyle(element.Value, "Its style sheet");
        }
    }

    private static XElement Read(byte[] content)
    {
        try
        {
            using var stream = new MemoryStream(content);
            // Drawing programs write a document type: it is skipped, with what it defines.
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Ignore,
                XmlResolver = null,
                MaxCharactersInDocument = 1_000_000,
            });
            var document = XDocument.Load(reader);
            if (document.Nodes().OfType<XProcessingInstruction>().Any())
                throw new FormatException("It names a style sheet elsewhere. Export it with its styles in it.");
            return document.Root!;
        }
        catch (XmlException exception)
        {
            throw new FormatException($"It is no SVG file: {exception.Message}");
        }
    }

    private static void CheckShape(XElement root)
    {
        var box = ((string?)root.Attribute("viewBox"))?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (width, height) = box.Length == 4 ? (Number(box[2]), Number(box[3]))
            : (Number((string?)root.Attribute("width")), Number((string?)root.Attribute("height")));
        if (!(width > height && height > 0))
            throw new FormatException("It has neither a viewBox nor a width and height that are wider than high.");
    }

    private static double? Number(string? text) =>
        double.TryParse(Unit().Replace(text ?? "", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void CheckAttribute(XAttribute attribute)
    {
        var name = attribute.Name.LocalName;
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"It has the attribute {name}, which runs a script. Export it without.");
        if (name is "href" or "src" or "base" && !attribute.Value.TrimStart().StartsWith('#'))
            throw new FormatException($"It refers to \"{Shortened(attribute.Value)}\". A badge has everything in itself.");
        if (attribute.Name.NamespaceName.Length == 0)
            CheckStyle(attribute.Value, $"Its attribute {name}");
    }

    private static void CheckStyle(string text, string where)
    {
        if (text.Contains("@import", StringComparison.OrdinalIgnoreCase) || text.Contains("javascript:", StringComparison.OrdinalIgnoreCase)
            || text.Contains('\\', StringComparison.Ordinal))
            throw new FormatException($"{where} loads or runs something: \"{Shortened(text)}\". A badge has everything in itself.");
        foreach (var reference in Reference().Matches(text).Select(match => match.Groups[1].Value).Where(one => !one.StartsWith('#')))
            throw new FormatException($"{where} refers to \"{Shortened(reference)}\". A badge has everything in itself.");
    }

    private static string Shortened(string text) => text.Length > 60 ? $"{text[..60]}…" : text;

    [GeneratedRegex("""url\(\s*["']?\s*([^)"']*)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("(px|pt|mm|em)$", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
