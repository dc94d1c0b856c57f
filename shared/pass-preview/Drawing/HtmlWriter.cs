using System.Net;
using System.Text;
using Passinstance.PassPreview.Content;

namespace Passinstance.PassPreview.Drawing;

/// <summary>Writes a page: the drawing, and all that it says as real text, for screen readers and to select.</summary>
internal static class HtmlWriter
{
    private const string Sheet =
        "body{margin:0;padding:16px;background:#f2f2f7;font:16px/1.4 system-ui,sans-serif;display:grid;justify-items:center}"
        + "body.dark{background:#000;color:#fff}svg{display:block;max-width:100%;height:auto;filter:drop-shadow(0 4px 12px rgb(0 0 0/.25))}"
        + "figure{margin:0}.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";

    internal static string Write(string svg, string title, string locale, bool isRightToLeft, bool isDark, IReadOnlyList<FaceField> fields)
    {
        var html = new StringBuilder();
        var direction = isRightToLeft ? "rtl" : "ltr";
        html.Append($"<!doctype html>\n<html lang=\"{Encode(locale)}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{Encode(title)}</title>\n");
        html.Append($"<style>{Sheet}</style>\n</head>\n<body{(isDark ? " class=\"dark\"" : "")}>\n");
        html.Append($"<figure>\n{svg}\n<figcaption class=\"said\">\n<dl>\n");
        foreach (var field in fields)
        {
            html.Append($"<div><dt dir=\"auto\">{Encode(field.Label ?? "")}</dt><dd dir=\"auto\">");
            foreach (var (text, address) in field.Parts())
            {
                html.Append(address is null ? Encode(text)
                    : $"<a href=\"{Encode(address.AbsoluteUri)}\" rel=\"noopener noreferrer nofollow\">{Encode(text)}</a>");
            }

            html.Append("</dd></div>\n");
        }

        return html.Append("</dl>\n</figcaption>\n</figure>\n</body>\n</html>\n").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
