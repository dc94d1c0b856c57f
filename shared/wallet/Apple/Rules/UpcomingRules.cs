using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>Upcoming events of a poster event ticket.</summary>
internal static class UpcomingRules
{
    private const int MaxEntries = 200;
    private const long MaxImageBytes = 2_000_000;

    public static void Check(IReadOnlyList<UpcomingPassInformationEntry>? entries, FindingList findings)
    {
        if (entries?.Count > MaxEntries)
        {
            findings.Error("/upcomingPassInformation", "too_many_events", $"Give at most {MaxEntries} events.");
            return;
        }

        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (entries?.Count ?? 0); i++)
        {
            var entry = entries![i];
            var at = $"/upcomingPassInformation/{i}";
            if (entry.Type != "event")
                findings.Error($"{at}/type", "unknown_constant", "Write \"event\": there is no other type.");
            if (string.IsNullOrEmpty(entry.Identifier) || !identifiers.Add(entry.Identifier))
                findings.Error($"{at}/identifier", "wrong_identifier", "Give each event its own identifier.");
            if (string.IsNullOrWhiteSpace(entry.Name))
                findings.Error($"{at}/name", "required", "Give the event's name.");
            var keys = new HashSet<string>(StringComparer.Ordinal);
            CheckFields(entry.BackFields, keys, $"{at}/backFields", findings);
            CheckFields(entry.AdditionalInfoFields, keys, $"{at}/additionalInfoFields", findings);
            CheckImage(entry.Images?.HeaderImage, $"{at}/images/headerImage", findings);
            CheckImage(entry.Images?.VenueMap, $"{at}/images/venueMap", findings);
        }
    }

    private static void CheckFields(IReadOnlyList<PassField>? fields, HashSet<string> keys, string at, FindingList findings)
    {
        for (var i = 0; i < (fields?.Count ?? 0); i++)
        {
            LayoutRules.CheckKey(fields![i].Key, keys, $"{at}/{i}", findings);
            LayoutRules.CheckFormat(fields![i], $"{at}/{i}", findings);
            if (fields[i].Value is { } value)
                FieldValueRules.Check(fields[i], value, $"{at}/{i}/value", findings);
        }
    }

    private static void CheckImage(RemoteImage? image, string at, FindingList findings)
    {
        if (image is not null && image.ReuseExisting != true && image.Urls is not { Count: > 0 })
            findings.Error(at, "required", "Give the image's URLs, or set reuseExisting.");
        for (var i = 0; i < (image?.Urls?.Count ?? 0); i++)
        {
            var url = image!.Urls![i];
            if (url.Sha256.Length != 64 || !url.Sha256.All(char.IsAsciiHexDigit))
                findings.Error($"{at}/URLs/{i}/SHA256", "wrong_digest", "Give the file's SHA-256 as 64 hexadecimal digits.");
            if (!url.Url.StartsWith("https://", StringComparison.Ordinal))
                findings.Error($"{at}/URLs/{i}/URL", "wrong_url", "Give an https address.");
            if (url.Size > MaxImageBytes)
                findings.Error($"{at}/URLs/{i}/size", "image_too_large", "Reduce the image to 2 MB.");
        }
    }
}
