using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Texts with their translations, in Google's form.</summary>
internal sealed class GoogleText(WalletTemplate template)
{
    private readonly string _language = template.DefaultLanguage ?? "en";

    /// <summary>A <c>LocalizedString</c>.</summary>
    public JsonObject Localized(string text)
    {
        var localized = new JsonObject { ["defaultValue"] = Translated(_language, text) };
        JsonArray? translations = null;
        foreach (var (language, texts) in template.Localizations
            ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
        {
            if (!LanguageTag.Same(language, _language) && texts.TryGetValue(text, out var translation))
                (translations ??= []).Add(Translated(language, translation));
        }

        if (translations is not null)
            localized["translatedValues"] = translations;
        return localized;
    }

    /// <summary>Whether any language translates the text.</summary>
    public bool IsTranslated(string text) =>
        template.Localizations?.Any(l => !LanguageTag.Same(l.Key, _language) && l.Value.ContainsKey(text)) == true;

    /// <summary>An <c>Image</c> that Google fetches.</summary>
    public JsonObject Image(string url, string description) => new()
    {
        ["sourceUri"] = new JsonObject { ["uri"] = url },
        ["contentDescription"] = Localized(description),
    };

    private static JsonObject Translated(string language, string value) => new() { ["language"] = language, ["value"] = value };
}
