namespace Passinstance.Wallet.Model;

/// <summary>A button below a poster generic pass (iOS 27); Apple writes its text by its type. At most 2.</summary>
public sealed record FeaturedAction
{
    /// <summary>Identifier, unique within the pass.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>What the button does.</summary>
    [ConstantsOf(typeof(FeaturedActionType))]
    public string Type { get; init; } = "";

    /// <summary>What it opens: an https address, or a tel: address for <c>call</c>. Not for <c>place</c>.</summary>
    public string? Url { get; init; }

    /// <summary>The Apple Maps place that <c>place</c> opens.</summary>
    public string? PlaceIdentifier { get; init; }
}

/// <summary>Values of <see cref="FeaturedAction.Type"/>.</summary>
public static class FeaturedActionType
{
    /// <summary>View the schedule.</summary>
    public const string ViewSchedule = "viewSchedule";

    /// <summary>Watch a trailer.</summary>
    public const string WatchTrailer = "watchTrailer";

    /// <summary>Listen to music.</summary>
    public const string ListenToMusic = "listenToMusic";

    /// <summary>Call a number.</summary>
    public const string Call = "call";

    /// <summary>Open a place in Apple Maps.</summary>
    public const string Place = "place";

    /// <summary>Add to the balance.</summary>
    public const string AddToBalance = "addToBalance";

    /// <summary>Order.</summary>
    public const string Order = "order";

    /// <summary>Shop.</summary>
    public const string Shop = "shop";

    /// <summary>See the benefits.</summary>
    public const string MembershipBenefits = "membershipBenefits";

    /// <summary>Book an appointment.</summary>
    public const string BookAppointment = "bookAppointment";

    /// <summary>Book a car.</summary>
    public const string BookCar = "bookCar";

    /// <summary>Book a flight.</summary>
    public const string BookFlight = "bookFlight";

    /// <summary>Book a stay.</summary>
    public const string BookStay = "bookStay";

    /// <summary>See offers and rewards.</summary>
    public const string ViewOffersRewards = "viewOffersRewards";

    internal static readonly string[] All = ConstantsOfAttribute.ValuesOf(typeof(FeaturedActionType));
}
