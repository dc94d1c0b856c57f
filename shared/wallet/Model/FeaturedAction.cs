namespace Passinstance.Wallet.Model;

/// <summary>A button below a poster generic pass (iOS 27); Apple writes its text by its type. At most 2.</summary>
public sealed record FeaturedAction
{
    /// <summary>Identifier, unique within the pass.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>What the button does.</summary>
    public string Type { get; init; } = "";

    /// <summary>What it opens: an https address, or a tel: address for <c>call</c>. Not for <c>place</c>.</summary>
    public string? Url { get; init; }

    /// <summary>The Apple Maps place that <c>place</c> opens.</summary>
    public string? PlaceIdentifier { get; init; }

    /// <summary>The types there are.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "viewSchedule", "watchTrailer", "listenToMusic", "call", "place", "addToBalance", "order", "shop", "membershipBenefits",
        "bookAppointment", "bookCar", "bookFlight", "bookStay", "viewOffersRewards",
    ];
}
