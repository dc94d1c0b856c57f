using System.Text;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// <c>xx.lproj/pass.strings</c>: translations of the texts that stand in pass.json. Written in UTF-16 with a byte order mark, as Apple
/// requires for text outside ASCII, and with the same keys in every language, or iOS ignores them.
/// </summary>
internal static class PassStrings
{
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: false);

    public static IEnumerable<(string Path, byte[] Content)> Files(WalletTemplate template)
    {
        if (template.Localizations is null || template.Localizations.All(l => l.Value.Count == 0))
            yield break;
        string[] keys =
            [.. template.Localizations.Values.SelectMany(l => l.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        // The template's own language is there too, each text as it is: a device that finds no better language must not fall back to
        // a translation when it could show the original.
        var original = template.DefaultLanguage ?? "en";
        foreach (var language in template.Localizations.Keys.Append(original).Select(LanguageTag.Canonical)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var texts = template.Localizations.FirstOrDefault(l => LanguageTag.Same(l.Key, language)).Value;
            var file = new StringBuilder();
            foreach (var key in keys)
            {
                file.Append('"');
                AppendEscaped(file, key);
                file.Append("\" = \"");
                AppendEscaped(file, texts?.GetValueOrDefault(key) ?? key);
                file.Append("\";\n");
            }

            yield return ($"{language}.lproj/pass.strings", [.. Utf16.GetPreamble(), .. Utf16.GetBytes(file.ToString())]);
        }
    }

    private static void AppendEscaped(StringBuilder file, string text)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => file.Append("\\\""),
                '\\' => file.Append("\\\\"),
                '\n' => file.Append("\\n"),
                '\r' => file.Append("\\r"),
                '\t' => file.Append("\\t"),
                _ => file.Append(character),
            };
        }
    }
}
