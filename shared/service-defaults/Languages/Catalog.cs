using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace Passinstance.ServiceDefaults.Languages;

/// <summary>
/// The translations of a program: files <c>Languages/de.po</c> and so on, embedded, in gettext's format, which the tools of translators
/// open. The English text is the key. No package that reads the format is served; what is needed of it are the four keywords below.
/// </summary>
public sealed class Catalog
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, IReadOnlyList<string>>> _languages;

    /// <summary>Reads the catalogs of a program.</summary>
    /// <param name="assembly">The program.</param>
    public Catalog(Assembly assembly) =>
        _languages = Language.All.Where(language => language != Language.English).ToFrozenDictionary(
            language => language.Tag, language => Load(assembly, language).ToFrozenDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);

    /// <summary>The translations into a language: each key with its forms.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Of(Language language) =>
        _languages[language.Tag];

    /// <summary>The text in the current language; the text itself when it is not translated.</summary>
    public string Find(string text) => Forms(text) is [{ Length: > 0 } translated, ..] ? translated : text;

    /// <summary>The text for a count in the current language.</summary>
    /// <param name="count">What decides.</param>
    /// <param name="one">The English text for one, which is the key.</param>
    /// <param name="many">The English text for any other count.</param>
    public string Find(long count, string one, string many)
    {
        var form = Language.Current.PluralForm(count);
        if (Forms(one) is { } forms && form < forms.Count && forms[form].Length > 0)
            return forms[form];
        return count == 1 ? one : many;
    }

    /// <summary>Reads a catalog.</summary>
    /// <exception cref="FormatException">A line is none of gettext's.</exception>
    public static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Read(TextReader reader)
    {
        var (key, forms, open) = (new StringBuilder(), new List<StringBuilder>(), new StringBuilder());
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var quote = line.IndexOf('"', StringComparison.Ordinal);
            if (quote < 0 || line.Length < quote + 2 || line[^1] != '"')
                throw new FormatException($"A catalog has the line: {line}");
            var keyword = line[..quote].TrimEnd();
            if (keyword == "msgid")
            {
                if (key.Length > 0)
                    yield return Entry(key, forms);
                (key, forms, open) = (new StringBuilder(), [], new StringBuilder());
                open = key;
            }
            else if (keyword == "msgid_plural")
            {
                open = new StringBuilder();
            }
            else if (keyword.StartsWith("msgstr", StringComparison.Ordinal))
            {
                open = new StringBuilder();
                forms.Add(open);
            }
            else if (keyword.Length > 0)
            {
                throw new FormatException($"A catalog has the line: {line}");
            }

            Append(open, line.AsSpan(quote + 1, line.Length - quote - 2));
        }

        if (key.Length > 0)
            yield return Entry(key, forms);
    }

    private static KeyValuePair<string, IReadOnlyList<string>> Entry(StringBuilder key, List<StringBuilder> forms) =>
        new(key.ToString(), [.. forms.Select(form => form.ToString())]);

    private static void Append(StringBuilder text, ReadOnlySpan<char> quoted)
    {
        for (var i = 0; i < quoted.Length; i++)
        {
            var isEscaped = quoted[i] == '\\' && i + 1 < quoted.Length;
            if (isEscaped)
                i++;
            text.Append(isEscaped && quoted[i] == 'n' ? '\n' : quoted[i]);
        }
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Load(Assembly assembly, Language language)
    {
        using var stream = assembly.GetManifestResourceStream($"{language.Tag}.po")
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no catalog {language.Tag}.po.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. Read(reader)];
    }

    private IReadOnlyList<string>? Forms(string text) =>
        _languages.TryGetValue(Language.Current.Tag, out var texts) && texts.TryGetValue(text, out var forms) ? forms : null;
}
