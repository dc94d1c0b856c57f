using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Passinstance.Passes.HostedPages;

/// <summary>Markup of our own that is chosen rather than written in place: never made of anybody's text.</summary>
internal readonly record struct Constant(string Text);

/// <summary>
/// Text of a page as it is written. What stands in the literal is markup; what is inserted is somebody's text and is encoded, without anybody having to think of
/// it. Attributes are always in double quotes.
/// </summary>
internal sealed class HtmlText
{
    // Readable in every script; only what means something in HTML is encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with texts in it: the handler has written them by the time this is called.</summary>
    internal HtmlText Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds what is markup already: drawings and style sheets of our own.</summary>
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
