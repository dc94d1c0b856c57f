namespace Passinstance.PassPreview.Layouts;

/// <summary>Icons of our own in a box of 24 by 24.</summary>
internal static class Icons
{
    internal const string Plane =
        "M1.5 8.5h1.6l2 2.6 4.2-.1L6.4 3.5h2l5.4 7.4 5.6-.1c1.9 0 3.1.5 3.1 1.2s-1.2 1.2-3.1 1.2l-5.6-.1-5.4 7.4h-2"
        + "l2.9-7.5-4.2-.1-2 2.6H1.5l.9-3.5z";

    internal const string Boat = "M2.5 14h19l-3.2 5.5H5.7zM11.2 3h1.6v9.5h-1.6zM14 4.5l5 8h-5zM10 6v6.5H5.8z";

    internal const string Bus =
        "M5 4h14a2 2 0 0 1 2 2v11a1 1 0 0 1-1 1h-1v1.5a1.5 1.5 0 0 1-3 0V18H8v1.5a1.5 1.5 0 0 1-3 0V18H4a1 1 0 0 1-1-1V6a2 2 0 0 1 2-2z"
        + "M5 7v5h14V7zM7 14a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4zM17 14a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z";

    internal const string Train =
        "M8 3h8a4 4 0 0 1 4 4v7a3 3 0 0 1-3 3h-.5l2.5 3.5h-2.4L15.2 18H8.8l-1.4 2.5H5L7.5 17H7a3 3 0 0 1-3-3V7a4 4 0 0 1 4-4z"
        + "M6.5 7v4.5h11V7zM8 13a1.2 1.2 0 1 0 0 2.4A1.2 1.2 0 0 0 8 13zM16 13a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z";

    internal const string Arrow = "M3 10.8h12.7l-4.5-4.5 1.7-1.7L20.3 12l-7.4 7.4-1.7-1.7 4.5-4.5H3z";

    internal static string OfTransit(string type) => type switch
    {
        "PKTransitTypeAir" => Plane,
        "PKTransitTypeBoat" => Boat,
        "PKTransitTypeBus" => Bus,
        "PKTransitTypeTrain" => Train,
        _ => Arrow,
    };
}
