using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Passes.Passes;

/// <summary>A message in one language.</summary>
internal sealed record MessageText(string Header, string Body);

/// <summary>The latest message to a pass's holder: part of what the wallets show, not of what the issuer sent.</summary>
internal sealed record PassMessage
{
    // Invisible characters.
    private const char Zero = '\u200B';
    private const char One = '\u200C';

    /// <summary>Number of this message on the pass, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The push notification it belongs to; null for the item of a batch.</summary>
    public Guid? NotificationId { get; init; }

    public MessageText Text { get; init; } = new("", "");

    /// <summary>Language of the text; null for the template's default language.</summary>
    public string? Language { get; init; }

    /// <summary>By language tag.</summary>
    public Dictionary<string, MessageText>? Translations { get; init; }

    /// <summary>
    /// The value of the pass's message field. Wallet notifies the holder when the value differs from the one on the device, so the
    /// message's number is appended in invisible characters: the same text sent twice notifies twice, also on a device that missed a
    /// message in between.
    /// </summary>
    /// <param name="languages">The reader's languages, best first.</param>
    /// <param name="defaultLanguage">The template's default language.</param>
    internal string ValueFor(IReadOnlyList<string> languages, string defaultLanguage)
    {
        var text = TextFor(languages, Language ?? defaultLanguage);
        var mark = (Number - 1).ToString("B", CultureInfo.InvariantCulture).TrimStart('0').Replace('0', Zero).Replace('1', One);
        return $"{text.Header}\n{text.Body}".Trim() + mark;
    }

    private MessageText TextFor(IReadOnlyList<string> languages, string ownLanguage)
    {
        if (Translations is null)
            return Text;
        foreach (var language in languages)
        {
            if (Find(language) is { } exact)
                return exact;
            if (IsSame(Primary(language), Primary(ownLanguage)))
                return Text;
            if (Find(Primary(language)) is { } near)
                return near;
        }

        return Text;
    }

    private MessageText? Find(string language) => Translations!.FirstOrDefault(translation => IsSame(translation.Key, language)).Value;

    private static string Primary(string language) => language.Split('-')[0];

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The languages that a device or browser accepts, best first.</summary>
    internal static IReadOnlyList<string> LanguagesOf(HttpRequest request) =>
    [
        .. request.GetTypedHeaders().AcceptLanguage.Where(language => language.Value.HasValue && language.Quality != 0)
            .OrderByDescending(language => language, StringWithQualityHeaderValueComparer.QualityComparer)
                .Select(language => language.Value.Value!),
    ];
}
