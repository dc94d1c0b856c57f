using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Passinstance.Gateway.Portal;

/// <summary>Pieces of HTML that guides and reference share.</summary>
internal static partial class Html
{
    /// <summary>The languages of samples, by the word at a code fence of a guide.</summary>
    internal static IReadOnlyDictionary<string, string> Languages { get; } = new Dictionary<string, string>
    {
        ["sh"] = "curl",
        ["javascript"] = "JavaScript",
        ["python"] = "Python",
        ["csharp"] = "C#",
    };

    private const string Ticket =
        "M6 1.5h14a3 3 0 0 1 3 3v4.7a3.8 3.8 0 0 0 0 7.6v4.7a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3v-4.7a3.8 3.8 0 0 0 0-7.6V4.5a3 3 0 0 1 3-3z";
    private const string Letter = "M9 18.5V8h4.8a3.3 3.3 0 0 1 0 6.6H9";

    /// <summary>The mark of the product, in the color of the text around it.</summary>
    internal const string Mark =
        "<svg class=\"mark\" width=\"24\" height=\"24\" viewBox=\"0 0 26 26\" aria-hidden=\"true\" focusable=\"false\">" +
        $"<path fill=\"currentColor\" d=\"{Ticket}\"/><path class=\"letter\" fill=\"none\" stroke-width=\"2.2\" d=\"{Letter}\"/></svg>";

    /// <summary>The same as the icon of a page, without a request.</summary>
    internal const string IconLink =
        "<link rel=\"icon\" type=\"image/svg+xml\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' " +
        $"viewBox='0 0 26 26'%3E%3Cpath fill='%233547d4' d='{Ticket}'/%3E" +
        $"%3Cpath fill='none' stroke='%23fff' stroke-width='2.2' d='{Letter}'/%3E%3C/svg%3E\">";

    internal static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text with code in backticks.</summary>
    internal static string Inline(string text) => Code().Replace(Encode(text), "<code>$1</code>");

    /// <summary>The same call in several languages; the reader's choice of one holds for all.</summary>
    /// <param name="html">Where it is appended.</param>
    /// <param name="group">A name that no other samples of the page have.</param>
    /// <param name="label">What the samples do.</param>
    /// <param name="samples">Language and code.</param>
    internal static void WriteSamples(StringBuilder html, string group, string label, IEnumerable<(string Language, string Code)> samples)
    {
        html.Append("<div class=\"samples\">\n");
        foreach (var (index, (language, code)) in samples.Index())
        {
            var open = index == 0 ? " open" : "";
            html.Append($"<details class=\"sample\" name=\"{group}-sample\" data-language=\"{language}\"{open}>");
            html.Append($"<summary>{Encode(language)}</summary>");
            WriteCode(html, $"{label} with {language}", code);
            html.Append("</details>\n");
        }

        html.Append("</div>\n");
    }

    internal static void WriteCode(StringBuilder html, string label, string code) =>
        html.Append($"<pre tabindex=\"0\" aria-label=\"{Encode(label)}\"><code>{Encode(code)}</code></pre>");

    internal static void StartTable(StringBuilder html, string label, params ReadOnlySpan<string> columns)
    {
        html.Append($"<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{Encode(label)}\"><table><thead><tr>");
        foreach (var column in columns)
            html.Append($"<th scope=\"col\">{column}</th>");

        html.Append("</tr></thead><tbody>\n");
    }

    internal static void EndTable(StringBuilder html) => html.Append("</tbody></table></div>\n");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
