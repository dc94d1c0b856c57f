using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages;

/// <summary>The languages of a page: its own words, the pass's texts in any language of its template, and the formats of values.</summary>
/// <param name="Words">The page's words.</param>
/// <param name="PassLanguage">The language of the pass's texts.</param>
/// <param name="Locale">The visitor's language with its region, by which dates and numbers are written.</param>
/// <param name="Chosen">The language in the page's address, kept in links; null when the browser's is used.</param>
/// <param name="Others">The other languages of the template that the page has words in.</param>
internal sealed record PageLanguage(
    Wording Words, string PassLanguage, string Locale, string? Chosen, IReadOnlyList<Wording> Others)
{
    private const string Default = "en";
    private const int MaxLocale = 35;

    /// <summary>For a pass or form of this template; null when there is none to show.</summary>
    internal static PageLanguage For(HttpRequest request, WalletTemplate? template)
    {
        var chosen = Wording.Find(request.Query["lang"].ToString())?.Language;
        var accepted = Accepted(request).ToList();
        List<string> wanted = [.. chosen is null ? [] : new[] { chosen }, .. accepted];
        var own = template?.DefaultLanguage ?? Default;
        var words = wanted.Select(Wording.Find).OfType<Wording>().FirstOrDefault() ?? Wording.Find(own) ?? Wording.English;
        string[] known = [own, .. template?.Localizations?.Keys ?? []];
        var passLanguage = wanted.Select(language => Match(language, known)).OfType<string>().FirstOrDefault() ?? own;
        // A chosen language has the region of the browser's, where that is of the same language.
        var locale = chosen is null ? accepted.FirstOrDefault(IsTag) ?? own
            : accepted.Find(language => IsTag(language) && Primary(language) == chosen) ?? chosen;
        var others = known.Select(Wording.Find).OfType<Wording>().Distinct().Where(other => other != words).ToList();
        return new PageLanguage(words, passLanguage, locale, chosen, others);
    }

    /// <summary>The query of a link within the pages: it keeps the chosen language and the source.</summary>
    internal string Query(string source)
    {
        var parts = new List<string>(2);
        if (Chosen is not null)
            parts.Add($"lang={Chosen}");
        if (source.Length > 0)
            parts.Add($"source={source}");
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <summary>Writes links to the page in the other languages of its template.</summary>
    internal void WriteLinks(HtmlText html, string address, string source)
    {
        if (Others.Count == 0)
            return;
        var tag = source.Length == 0 ? "" : $"&source={source}";
        html.Write($"<p class=\"foot\">");
        foreach (var other in Others)
        {
            html.Write($"<a href=\"{address}?lang={other.Language}{tag}\" lang=\"{other.Language}\" hreflang=\"{other.Language}\"");
            html.Write($" dir=\"{other.Direction}\">{other.Name}</a>\n");
        }

        html.Write($"</p>\n");
    }

    private static IEnumerable<string> Accepted(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is not 0 && language.Value != "*")
        .OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString());

    private static bool IsTag(string language) =>
        language.Length is > 1 and <= MaxLocale && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static string? Match(string wanted, string[] known) =>
        Array.Find(known, language => language.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ??
        Array.Find(known, language => Primary(language).Equals(Primary(wanted), StringComparison.OrdinalIgnoreCase));

    private static string Primary(string language) => language.Split('-', '_')[0];
}
