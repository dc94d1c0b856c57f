using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>
/// The semantic tags of the newer designs, as Apple's own validators (apple/pass-builder) judge them: without a required one Wallet shows
/// the older design, without notice. The table is in docs/apple-validation.md.
/// </summary>
internal static class RequiredTagRules
{
    private static readonly string[] Event = ["eventName", "venueName"];
    private static readonly string[] Sports = [.. Event, "awayTeamAbbreviation", "homeTeamAbbreviation"];
    private static readonly string[] LivePerformance = [.. Event, "performerNames"];

    // The last two are not Apple's: Wallet's documentation asks for them.
    private static readonly string[] EventAdvised = ["eventStartDate", "seats", "venueRegionName", "venueRoom"];
    private static readonly string[] LivePerformanceAdvised = [.. EventAdvised, "artistIDs"];

    private static readonly string[] Flight =
    [
        "airlineCode", "flightNumber", "departureAirportCode", "departureLocationTimeZone", "destinationAirportCode",
        "originalArrivalDate", "originalBoardingDate", "originalDepartureDate", "passengerName",
    ];

    private static readonly string[] FlightAdvised =
        ["departureCityName", "destinationCityName", "destinationLocationTimeZone", "seats"];

    public static void Check(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        var schemes = template.PreferredStyleSchemes ?? [];
        var poster = template.PassType == PassType.EventTicket && schemes.Contains(StyleScheme.PosterEventTicket);
        var flight = template.PassType == PassType.BoardingPass && schemes.Contains(StyleScheme.SemanticBoardingPass);
        if (!poster && !flight)
            return;
        // In Apple's form: a tag that has two names has both.
        var tags = SemanticTagsMerge.ToJson(
            template.Semantics is null ? null : PassJson.AppleSemantics.Normalize(template.Semantics),
            PassJson.AppleSemantics.Normalize(pass.Semantics ?? new SemanticTags()));
        if (poster)
            CheckPoster(template, pass, tags, findings);
        else
            Check(tags, Flight, FlightAdvised, "a semantic boarding pass", findings);
    }

    private static void CheckPoster(WalletTemplate template, WalletPass pass, JsonObject tags, FindingList findings)
    {
        const string Design = "a poster event ticket";
        var (required, advised) = (pass.Semantics?.EventType ?? template.Semantics?.EventType) switch
        {
            SemanticEventType.Sports => (Sports, EventAdvised),
            SemanticEventType.LivePerformance => (LivePerformance, LivePerformanceAdvised),
            _ => (Event, EventAdvised),
        };
        Check(tags, required, advised, Design, findings);
        if (template.Nfc is { Message: null } && pass.NfcMessage is null)
        {
            findings.Error("/nfcMessage", "poster_needs_nfc",
                $"Give the NFC message here or in the template: without it devices do not show {Design} but the older design.");
        }

        if (IsoDate.TryParse((string?)tags["eventStartDate"], out var start) && IsoDate.TryParse((string?)tags["eventEndDate"], out var end)
            && start > end)
        {
            findings.Warning("/semantics/eventEndDate", "ends_before_start", "Let the event end after it begins.");
        }

        if (!string.IsNullOrEmpty(pass.BarcodeMessage))
        {
            findings.Warning("/barcodeMessage", "poster_without_barcode",
                "Poster event tickets do not show barcodes: with one, devices show the older design.");
        }
    }

    private static void Check(JsonObject tags, string[] required, string[] advised, string design, FindingList findings)
    {
        foreach (var tag in required.Where(tag => IsEmpty(tags[tag])))
        {
            findings.Error($"/semantics/{tag}", "missing_tag",
                $"Give the semantic tag \"{tag}\", here or in the template: without it devices do not show {design} but the older design.",
                ("tag", tag));
        }

        foreach (var tag in advised.Where(tag => IsEmpty(tags[tag])))
        {
            findings.Warning($"/semantics/{tag}", "missing_tag",
                $"Give the semantic tag \"{tag}\": {design} shows less without it.", ("tag", tag));
        }
    }

    private static bool IsEmpty(JsonNode? tag) => tag switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject name => name.Count == 0,
        JsonValue text when text.TryGetValue(out string? value) => string.IsNullOrEmpty(value),
        _ => false,
    };
}
