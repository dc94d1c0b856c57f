using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>A message to holders: the body of <c>addMessage</c>, on an object for one holder or on a class for all.</summary>
public static class GoogleMessage
{
    /// <summary>Google notifies a holder at most this often in 24 hours; after that, send without notification.</summary>
    public const int MaxNotificationsPerDay = 3;

    /// <summary>Makes the body.</summary>
    /// <param name="id">The message's id; the same id is the same message.</param>
    /// <param name="header">The headline.</param>
    /// <param name="body">The text.</param>
    /// <param name="notify">Whether to notify the holder on the lock screen.</param>
    /// <param name="from">From when it is shown; at once when none is given.</param>
    /// <param name="until">Until when it is shown; for good when none is given.</param>
    /// <param name="language">What headline and text are in; matters where there are translations.</param>
    /// <param name="translations">Headline and text in other languages, by language tag.</param>
    public static JsonObject Make(
        string id, string header, string body, bool notify, DateTimeOffset? from = null, DateTimeOffset? until = null,
        string? language = null, IReadOnlyDictionary<string, (string Header, string Body)>? translations = null)
    {
        var message = new JsonObject
        {
            ["id"] = id,
            ["header"] = header,
            ["body"] = body,
            ["messageType"] = GoogleConstants.Of(notify ? GoogleMessageType.TextAndNotify : GoogleMessageType.Text),
        };
        if (translations is { Count: > 0 })
        {
            var own = language ?? "en";
            message["localizedHeader"] = Localized(own, header, translations.Select(t => (t.Key, t.Value.Header)));
            message["localizedBody"] = Localized(own, body, translations.Select(t => (t.Key, t.Value.Body)));
        }

        var interval = new JsonObject();
        if (from is { } start)
            interval["start"] = new JsonObject { ["date"] = IsoDate.Format(start) };
        if (until is { } end)
            interval["end"] = new JsonObject { ["date"] = IsoDate.Format(end) };
        if (interval.Count > 0)
            message["displayInterval"] = interval;
        return new JsonObject { ["message"] = message };
    }

    private static JsonObject Localized(string language, string text, IEnumerable<(string Language, string Text)> translations) => new()
    {
        ["defaultValue"] = Translated(language, text),
        ["translatedValues"] = new JsonArray(
            [.. translations.Where(t => !LanguageTag.Same(t.Language, language)).Select(t => Translated(t.Language, t.Text))]),
    };

    private static JsonObject Translated(string language, string text) => new() { ["language"] = language, ["value"] = text };
}
