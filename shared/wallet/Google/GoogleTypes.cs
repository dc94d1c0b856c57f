using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Which of Google's seven types a template becomes, and what that type must have.</summary>
internal static class GoogleTypes
{
    public static GooglePassType Of(WalletTemplate template) => template.Google?.Type ?? template.PassType switch
    {
        PassType.EventTicket => GooglePassType.EventTicket,
        PassType.Coupon => GooglePassType.Offer,

        // Google refuses these without a logo at a public address: without one the pass is generic rather than refused.
        PassType.StoreCard when template.Google?.LogoUrl is not null => GooglePassType.Loyalty,
        PassType.BoardingPass when template.TransitType == TransitType.Air
            && MissingFlightTags(template.Semantics, pass: null).Count == 0 => GooglePassType.Flight,
        PassType.BoardingPass when template.TransitType != TransitType.Air && template.Google?.LogoUrl is not null =>
            GooglePassType.Transit,
        _ => GooglePassType.Generic,
    };

    public static bool NeedsLogo(GooglePassType type) => type is GooglePassType.Loyalty or GooglePassType.Transit;

    /// <summary>The semantic tags that a flight's class and object are made of and that neither the template nor the pass gives.</summary>
    public static IReadOnlyList<string> MissingFlightTags(SemanticTags? template, SemanticTags? pass)
    {
        (string Name, object? Value)[] required =
        [
            ("airlineCode", pass?.AirlineCode ?? template?.AirlineCode),
            ("flightNumber", pass?.FlightNumber ?? template?.FlightNumber),
            ("departureAirportCode", pass?.DepartureAirportCode ?? template?.DepartureAirportCode),
            ("destinationAirportCode", pass?.DestinationAirportCode ?? template?.DestinationAirportCode),
            ("originalDepartureDate", pass?.OriginalDepartureDate ?? template?.OriginalDepartureDate),
        ];
        return [.. required.Where(tag => tag.Value is null).Select(tag => tag.Name)];
    }

    /// <summary>A date as the clock at the place shows it: what Google calls local, without an offset.</summary>
    public static string? LocalTime(string? date) => IsoDate.TryParse(date, out var time)
        ? time.DateTime.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
        : null;
}
