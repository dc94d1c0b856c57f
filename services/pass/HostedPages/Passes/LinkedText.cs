using System.Net;
using System.Text.RegularExpressions;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>
/// A back field's <c>attributedValue</c>: text in which Wallet supports one element, <c>a</c>. Nothing else in it becomes markup, and only
/// links to web pages, mailboxes and telephones are kept.
/// </summary>
internal static class LinkedText
{
    // Without backtracking, so that no text can keep a processor busy; for that there is no source generator.
    private static readonly Regex Link = new(
        """<a\s[^>]*?href\s*=\s*(?:"(?<address>[^"]*)"|'(?<address>[^']*)')[^>]*>(?<name>.*?)</a\s*>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly Regex Tag = new(
        "<[/!a-z][^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly string[] Schemes = ["https", "http", "mailto", "tel"];

    internal static void Write(HtmlText html, string text)
    {
        var from = 0;
        foreach (Match link in Link.Matches(text))
        {
            html.Write($"{Plain(text[from..link.Index])}");
            from = link.Index + link.Length;
            var (address, name) = (WebUtility.HtmlDecode(link.Groups["address"].Value).Trim(), Plain(link.Groups["name"].Value));
            if (Uri.TryCreate(address, UriKind.Absolute, out var url) && Array.Exists(Schemes, scheme => scheme == url.Scheme))
                html.Write($"<a href=\"{url.AbsoluteUri}\" rel=\"noopener noreferrer nofollow\">{name}</a>");
            else
                html.Write($"{name}");
        }

        html.Write($"{Plain(text[from..])}");
    }

    private static string Plain(string text) => WebUtility.HtmlDecode(Tag.Replace(text, ""));
}
