using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>A title and a message to a holder, as they were sent.</summary>
/// <param name="Title">The title.</param>
/// <param name="Message">The text.</param>
public sealed record PushTexts(string? Title, string? Message);

/// <summary>The rules of a message to holders, the same for a push notification and for the item of a batch.</summary>
public static class PushTextRules
{
    private const int MaxLanguages = 50;
    private const int MaxTitle = 100;
    private const int MaxMessage = 1000;

    /// <summary>All errors of a message, with pointers into it.</summary>
    /// <param name="text">Title and message.</param>
    /// <param name="language">Their language tag; null for that of each pass's template.</param>
    /// <param name="localized">Translations by language tag.</param>
    public static IEnumerable<Finding> Check(
        PushTexts text, string? language, IReadOnlyCollection<KeyValuePair<string, PushTexts?>>? localized)
    {
        var errors = new List<Finding>();
        CheckTexts("", text, errors);
        if (language is not null && !IsLanguage(language))
            errors.Add(Error("/language", "invalid_language", "Name the language by its tag, for example fr or pt-BR."));
        if (localized?.Count > MaxLanguages)
            errors.Add(Error("/localized", "out_of_range", $"Give at most {MaxLanguages} languages."));
        // Devices do not tell languages apart by case.
        var languages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (tag, translation) in (localized ?? []).Take(MaxLanguages))
        {
            var escaped = tag.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            var pointer = $"/localized/{escaped}";
            if (!IsLanguage(tag))
                errors.Add(Error(pointer, "invalid_language", "Name the language by its tag, for example fr or pt-BR."));
            if (!languages.Add(tag))
                errors.Add(Error(pointer, "duplicate_language", "Another text has the same language in other case: remove one."));
            if (translation is null)
                errors.Add(Error(pointer, "required", "Give the language a title and a message, or leave it out."));
            else
                CheckTexts(pointer, translation, errors);
        }

        return errors;
    }

    private static void CheckTexts(string pointer, PushTexts text, List<Finding> errors)
    {
        CheckText($"{pointer}/title", text.Title, MaxTitle, errors);
        CheckText($"{pointer}/message", text.Message, MaxMessage, errors);
    }

    private static void CheckText(string pointer, string? text, int maxLength, List<Finding> errors)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength)
            errors.Add(Error(pointer, "required", $"Give a text of 1 to {maxLength} characters."));
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            errors.Add(Error(pointer, "invalid_characters", "Leave control characters other than line breaks out."));
        else if (!MessageTemplate.TryParse(text, out _, out var problem))
            errors.Add(Error(pointer, "invalid_placeholder", problem));
    }

    private static bool IsLanguage(string tag) =>
        tag.Length is >= 2 and <= 35 && tag.Split('-') is [{ Length: >= 2 and <= 8 } primary, .. var rest] &&
            primary.All(char.IsAsciiLetter) &&
        rest.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));

    private static Finding Error(string pointer, string code, string message) => new(FindingSeverity.Error, pointer, code, message);
}
