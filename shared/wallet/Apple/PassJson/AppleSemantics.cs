using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Semantic tags in Apple's form: colors as <c>rgb()</c>, and tags that Apple has renamed under both names.</summary>
internal static class AppleSemantics
{
    public static SemanticTags Normalize(SemanticTags tags) => tags with
    {
        Seats = tags.Seats is null ? null : [.. tags.Seats
            .Select(s => s with { SeatSectionColor = HexColor.TryParse(s.SeatSectionColor)?.ToRgb() ?? s.SeatSectionColor })],
        DepartureLocationTimeZone = tags.DepartureLocationTimeZone ?? tags.DepartureAirportTimeZone,
        DepartureAirportTimeZone = tags.DepartureAirportTimeZone ?? tags.DepartureLocationTimeZone,
        DestinationLocationTimeZone = tags.DestinationLocationTimeZone ?? tags.DestinationAirportTimeZone,
        DestinationAirportTimeZone = tags.DestinationAirportTimeZone ?? tags.DestinationLocationTimeZone,
        DepartureLocationSecurityPrograms = tags.DepartureLocationSecurityPrograms ?? tags.DepartureAirportSecurityPrograms,
        DepartureAirportSecurityPrograms = tags.DepartureAirportSecurityPrograms ?? tags.DepartureLocationSecurityPrograms,
        DestinationLocationSecurityPrograms = tags.DestinationLocationSecurityPrograms ?? tags.DestinationAirportSecurityPrograms,
        DestinationAirportSecurityPrograms = tags.DestinationAirportSecurityPrograms ?? tags.DestinationLocationSecurityPrograms,
    };

    /// <summary>An upcoming event with its tags in Apple's form.</summary>
    public static UpcomingPassInformationEntry Normalize(UpcomingPassInformationEntry entry) =>
        entry with
        {
            Semantics = entry.Semantics is null ? null : Normalize(entry.Semantics),
            BackFields = entry.BackFields is null ? null : [.. entry.BackFields.Select(FieldFormat.Fitting)],
            AdditionalInfoFields = entry.AdditionalInfoFields is null ? null : [.. entry.AdditionalInfoFields.Select(FieldFormat.Fitting)],
        };

    /// <summary>The template's tags with the pass's over them.</summary>
    public static byte[] Merge(SemanticTags? template, SemanticTags pass) => template is null
        ? WalletJson.Encode(Normalize(pass))
        : WalletJson.Encode(SemanticTagsMerge.ToJson(Normalize(template), Normalize(pass)));
}
