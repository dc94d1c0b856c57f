using System.Text.RegularExpressions;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>Languages and translations.</summary>
internal static partial class LocalizationRules
{
    private const int MaxLanguages = 60;
    private const int MaxTexts = 1_000;
    private const int MaxTagLength = 35;
    private const string WrongLanguage = "Write the language as its BCP 47 tag: en, fr-CA, zh-Hans.";

    public static void Check(WalletTemplate template, FindingList findings)
    {
        if (template.DefaultLanguage is not null && !IsLanguage(template.DefaultLanguage))
            findings.Error("/defaultLanguage", "wrong_language", WrongLanguage);

        var localizations = template.Localizations ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();
        if (localizations.Count > MaxLanguages || localizations.Any(l => l.Value.Count > MaxTexts))
        {
            findings.Error("/localizations", "too_many_translations",
                $"Give at most {MaxLanguages} languages with at most {MaxTexts} texts each.");
            return;
        }

        var languages = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (language, texts) in localizations)
        {
            var at = $"/localizations/{JsonPointer.Escape(language)}";
            if (!languages.TryAdd(language, language))
            {
                findings.Error(at, "duplicate_language",
                    $"\"{language}\" and \"{languages[language]}\" are the same language: give its texts once.");
            }

            if (!IsLanguage(language))
                findings.Error(at, "wrong_language", WrongLanguage);
            foreach (var (text, translation) in texts)
                CheckText(text, translation, $"{at}/{JsonPointer.Escape(text)}", findings);
        }
    }

    /// <summary>A language becomes a folder of Apple's archive: nothing else may pass.</summary>
    public static bool IsLanguage(string language) => language.Length <= MaxTagLength && Language().IsMatch(language);

    private static void CheckText(string text, string translation, string at, FindingList findings)
    {
        TextRules.Check(text, at, findings);
        TextRules.Check(translation, at, findings);
        if (text.Length == 0)
            findings.Error(at, "empty_text", "The text to translate is empty: remove it.");
        if (text.Contains("%@", StringComparison.Ordinal) && !translation.Contains("%@", StringComparison.Ordinal))
            findings.Error(at, "change_message_without_value", "Put %@ into the translation too: the new value stands there.");
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
