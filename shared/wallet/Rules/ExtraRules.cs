using System.Text.Json;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>Raw Apple keys, and translations.</summary>
internal static class ExtraRules
{
    private const int MostBytes = 64 * 1024;
    private const int MostLanguages = 60;
    private const int MostTexts = 1_000;

    public static void Check(WalletTemplate template, FindingList findings)
    {
        foreach ((string name, JsonElement value) in template.Extra ?? new Dictionary<string, JsonElement>())
        {
            string at = $"/extra/{JsonPointer.Escape(name)}";
            if (AppleKeys.TopLevel.Contains(name))
            {
                findings.Error(at, "known_key", $"The engine writes \"{name}\" itself: give it in its own member of the request.");
            }
            else
            {
                findings.Warning(at, "raw_key", $"\"{name}\" is written to pass.json as it is: nobody checks it but Wallet.");
                MemberRules.Check(value, at, findings);
            }
        }

        CheckSize(template.Extra, "/extra", findings);
        CheckSize(template.UserInfo, "/userInfo", findings);
        if (template.DefaultLanguage is not null && !ImageRules.IsLanguage(template.DefaultLanguage))
        {
            findings.Error("/defaultLanguage", "wrong_language", "Write the language as its BCP 47 tag: en, fr-CA, zh-Hans.");
        }

        CheckTranslations(template.Localizations, findings);
    }

    public static void CheckSize<T>(T? value, string at, FindingList findings)
    {
        if (value is not null && AppleJson.Encode(value).Length > MostBytes)
        {
            findings.Error(at, "too_large", $"Reduce this to {MostBytes / 1024} kB: every pass carries it.");
        }
    }

    private static void CheckTranslations(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? localizations, FindingList findings)
    {
        if (localizations?.Count > MostLanguages || localizations?.Any(l => l.Value.Count > MostTexts) == true)
        {
            findings.Error("/localizations", "too_many_translations",
                $"Give at most {MostLanguages} languages with at most {MostTexts} texts each.");
            return;
        }

        foreach ((string language, IReadOnlyDictionary<string, string> texts) in localizations
            ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
        {
            string at = $"/localizations/{JsonPointer.Escape(language)}";
            if (!ImageRules.IsLanguage(language))
            {
                findings.Error(at, "wrong_language", "Write the language as its BCP 47 tag: en, fr-CA, zh-Hans.");
            }

            foreach ((string text, string translation) in texts)
            {
                string entry = $"{at}/{JsonPointer.Escape(text)}";
                TextRules.Check(text, entry, findings);
                TextRules.Check(translation, entry, findings);
                if (text.Length == 0)
                {
                    findings.Error(entry, "empty_text", "Translate a text, not the empty one.");
                }

                if (text.Contains("%@", StringComparison.Ordinal) && !translation.Contains("%@", StringComparison.Ordinal))
                {
                    findings.Error(entry, "change_message_without_value", "Put %@ into the translation too: the new value stands there.");
                }
            }
        }
    }
}
