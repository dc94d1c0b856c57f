using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Semantic tags in Apple's form: colors as <c>rgb()</c>.</summary>
internal static class AppleSemantics
{
    public static SemanticTags Normalize(SemanticTags tags) => tags.Seats is null ? tags : tags with
    {
        Seats = [.. tags.Seats
            .Select(s => s with { SeatSectionColor = HexColor.TryParse(s.SeatSectionColor)?.ToRgb() ?? s.SeatSectionColor })],
    };

    /// <summary>An upcoming event with its tags in Apple's form.</summary>
    public static UpcomingPassInformationEntry Normalize(UpcomingPassInformationEntry entry) =>
        entry with { Semantics = entry.Semantics is null ? null : Normalize(entry.Semantics) };

    /// <summary>The template's tags with the pass's over them.</summary>
    public static byte[] Merge(SemanticTags? template, SemanticTags pass) => template is null
        ? WalletJson.Encode(Normalize(pass))
        : WalletJson.Encode(SemanticTagsMerge.ToJson(Normalize(template), Normalize(pass)));
}
