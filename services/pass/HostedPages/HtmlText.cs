using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Passinstance.Passes.HostedPages;

/// <summary>Markup of our own that is inserted: never made of a user's text.</summary>
internal readonly record struct Constant(string Text);

/// <summary>
/// The text of a page. The literal parts of an interpolated string are markup; what is inserted is always encoded. Attributes are always in
/// double quotes.
/// </summary>
internal sealed class HtmlText
{
    // All scripts stay readable; only characters with a meaning in HTML are encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with inserted texts; the handler has written it by the time this is called.</summary>
    internal HtmlText Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds markup: drawings and style sheets of our own.</summary>
    internal void WriteMarkup(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    internal readonly struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, HtmlText html)
        {
            _ = (literalLength, formattedCount);
            _text = html._text;
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _text.Append(number);

        public void AppendFormatted(Constant markup) => _text.Append(markup.Text);
    }
}
