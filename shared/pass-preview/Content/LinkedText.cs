using System.Net;
using System.Text.RegularExpressions;

namespace Passinstance.PassPreview.Content;

/// <summary>
/// A field's <c>attributedValue</c>: text in which Wallet supports one element, <c>a</c>. Nothing else in it becomes markup, and only
/// links to web pages, mailboxes and telephones are kept.
/// </summary>
public static class LinkedText
{
    // Without backtracking, so that no text can keep a processor busy; for that there is no source generator.
    private static readonly Regex Link = new(
        """<a\s[^>]*?href\s*=\s*(?:"(?<address>[^"]*)"|'(?<address>[^']*)')[^>]*>(?<name>.*?)</a\s*>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly Regex Tag = new(
        "<[/!a-z][^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly Regex Found = new(
        @"https?://[^\s<>""]+[^\s<>"".,;:!?)]|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|\+[0-9][0-9 ()/-]{5,20}[0-9]",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly string[] Schemes = ["https", "http", "mailto", "tel"];

    /// <summary>The parts of a text with links, each with its address; null for text that is no link.</summary>
    /// <param name="text">The <c>attributedValue</c>.</param>
    public static IEnumerable<(string Text, Uri? Address)> Parts(string text)
    {
        var from = 0;
        foreach (Match link in Link.Matches(text))
        {
            yield return (Strip(text[from..link.Index]), null);
            from = link.Index + link.Length;
            var address = WebUtility.HtmlDecode(link.Groups["address"].Value).Trim();
            var isKnown = Uri.TryCreate(address, UriKind.Absolute, out var url) && Array.Exists(Schemes, scheme => scheme == url!.Scheme);
            yield return (Strip(link.Groups["name"].Value), isKnown ? url : null);
        }

        yield return (Strip(text[from..]), null);
    }

    /// <summary>The parts of a plain text, with the web addresses, mailboxes and telephone numbers that Wallet makes links of.</summary>
    /// <param name="text">The value.</param>
    public static IEnumerable<(string Text, Uri? Address)> Detect(string text)
    {
        var from = 0;
        foreach (Match found in Found.Matches(text))
        {
            var address = found.Value.StartsWith("http", StringComparison.Ordinal) ? found.Value
                : found.Value.StartsWith('+') ? "tel:" + string.Concat(found.Value.Where(c => char.IsAsciiDigit(c) || c == '+'))
                : "mailto:" + found.Value;
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
                continue;
            yield return (text[from..found.Index], null);
            yield return (found.Value, url);
            from = found.Index + found.Length;
        }

        yield return (text[from..], null);
    }

    internal static string Plain(string text) => string.Concat(Parts(text).Select(part => part.Text));

    internal static bool IsLink(string text) => Found.Match(text) is { Success: true } match && match.Length == text.Length;

    private static string Strip(string text) => WebUtility.HtmlDecode(Tag.Replace(text, ""));
}
