using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>The semantic tags without which Wallet drops a newer design and shows the older, in silence.</summary>
internal static class RequiredTagRules
{
    private static readonly string[] Event = ["eventName", "venueName", "venueRegionName", "venueRoom"];
    private static readonly string[] Sports = [.. Event, "awayTeamAbbreviation", "homeTeamAbbreviation"];
    private static readonly string[] LivePerformance = [.. Event, "performerNames"];

    private static readonly string[] Flight =
    [
        "airlineCode", "flightNumber", "departureAirportCode", "departureCityName", "departureLocationTimeZone", "destinationAirportCode",
        "destinationCityName", "destinationLocationTimeZone", "originalArrivalDate", "originalBoardingDate", "originalDepartureDate",
        "passengerName",
    ];

    public static void Check(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        var schemes = template.PreferredStyleSchemes ?? [];
        var poster = schemes.Contains(StyleScheme.PosterEventTicket);
        if (!poster && !schemes.Contains(StyleScheme.SemanticBoardingPass))
            return;
        var tags = SemanticTagsMerge.ToJson(template.Semantics, pass.Semantics ?? new SemanticTags());
        if (poster)
        {
            var required = (pass.Semantics?.EventType ?? template.Semantics?.EventType) switch
            {
                SemanticEventType.Sports => Sports,
                SemanticEventType.LivePerformance => LivePerformance,
                _ => Event,
            };
            Require(tags, required, "a poster event ticket", findings);
            if (!string.IsNullOrEmpty(pass.BarcodeMessage))
            {
                findings.Warning("/barcodeMessage", "poster_without_barcode",
                    "Poster event tickets do not show barcodes: with one, devices show the older design.");
            }
        }
        else
        {
            Require(tags, Flight, "a semantic boarding pass", findings);
        }
    }

    private static void Require(JsonObject tags, string[] required, string design, FindingList findings)
    {
        foreach (var tag in required.Where(tag => !tags.ContainsKey(tag)))
        {
            findings.Warning($"/semantics/{tag}", "missing_tag",
                $"Give the semantic tag \"{tag}\": without it devices do not show {design} but the older design.");
        }
    }
}
