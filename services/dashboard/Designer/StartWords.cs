namespace Passinstance.Dashboard.Designer;

/// <summary>
/// The designs to start from, as keys: their names and purposes come from the library that draws them. Also its styles and kinds.
/// </summary>
internal static class StartWords
{
    internal static IReadOnlyList<string> All { get; } =
    [
        Key("Coffee card"), Key("Collect stamps, and give every tenth coffee for free."),
        Key("Cinema ticket"), Key("A seat in a film, with the poster behind it."),
        Key("Boarding pass"), Key("A flight, with the gate in front and the seat at hand."),
        Key("Gym membership"), Key("Opens the door, with the member's photo beside the name."),
        Key("Gift card"), Key("An amount to spend, counted down at the till."),
        Key("Coupon"), Key("An offer that ends, and a code for the till."),
        Key("Conference badge"), Key("Who comes, where they work, and what they may enter."),
        Key("Parking permit"), Key("A place for a car, until a time."),
        Key("Library card"), Key("A number that every scanner in the house reads."),
        Key("Insurance card"), Key("The policy and the number to call, always at hand."),
        // Styles.
        Key("Event ticket"), Key("Generic"), Key("Store card"),
        // What Google's generic cards are for.
        Key("Season pass"), Key("Utility bills"), Key("Parking pass"), Key("Voucher"),
        Key("Library membership"), Key("Reservations"), Key("Auto insurance"), Key("Home insurance"), Key("Entry ticket"), Key("Receipt"),
        Key("Loyalty card"), Key("Other"),
    ];
}
