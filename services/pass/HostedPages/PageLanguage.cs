using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages;

/// <summary>The languages of a page: its own words in English or French, the pass's texts in any language of its template.</summary>
/// <param name="Words">The page's words.</param>
/// <param name="PassLanguage">The language of the pass's texts.</param>
/// <param name="Chosen">The language in the page's address, kept in links; null when the browser's is used.</param>
internal sealed record PageLanguage(Wording Words, string PassLanguage, string? Chosen)
{
    private const string Default = "en";

    /// <summary>For a pass or form of this template; null when there is none to show.</summary>
    internal static PageLanguage For(HttpRequest request, WalletTemplate? template)
    {
        var chosen = request.Query["lang"].ToString() is "en" or "fr" ? request.Query["lang"].ToString() : null;
        List<string> wanted = [.. chosen is null ? [] : new[] { chosen }, .. Accepted(request)];
        var own = template?.DefaultLanguage ?? Default;
        var words = wanted.Select(Wording.Find).OfType<Wording>().FirstOrDefault() ?? Wording.Find(own) ?? Wording.English;
        string[] known = [own, .. template?.Localizations?.Keys ?? []];
        return new PageLanguage(words, wanted.Select(language => Match(language, known)).OfType<string>().FirstOrDefault() ?? own, chosen);
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

    private static IEnumerable<string> Accepted(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is not 0 && language.Value != "*")
        .OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString());

    private static string? Match(string wanted, string[] known) =>
        Array.Find(known, language => language.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ??
        Array.Find(known, language => Primary(language).Equals(Primary(wanted), StringComparison.OrdinalIgnoreCase));

    private static string Primary(string language) => language.Split('-', '_')[0];
}
