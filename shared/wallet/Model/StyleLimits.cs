namespace Passinstance.Wallet.Model;

/// <summary>How many fields a style shows in each group; Wallet cuts what is over.</summary>
internal readonly record struct StyleLimits(int Header, int Primary, int Secondary, int Auxiliary, int SquareBarcodeSecondaryAndAuxiliary)
{
    private const int NoSharedLimit = int.MaxValue;

    public static StyleLimits Of(PassType type) => type switch
    {
        PassType.BoardingPass => new StyleLimits(3, 2, 4, 5, NoSharedLimit),
        PassType.EventTicket => new StyleLimits(3, 1, 4, 4, NoSharedLimit),
        _ => new StyleLimits(3, 1, 4, 4, 4),
    };

    public static readonly StyleLimits PosterGeneric = new(1, 4, 0, 0, NoSharedLimit);

    public const int PosterGenericFooter = 2;

    /// <summary>An event ticket's second auxiliary row.</summary>
    public const int EventTicketRow = 4;

    /// <summary>
    /// How many fields without a place of their own fit in the secondary and in the auxiliary group, beside those that the layout puts
    /// there.
    /// </summary>
    public (int Secondary, int Auxiliary) Room(PassLayout? layout, bool squareBarcode)
    {
        var inSecondary = layout?.SecondaryFields?.Count ?? 0;
        var inAuxiliary = layout?.AuxiliaryFields?.Count ?? 0;
        var shared = squareBarcode && SquareBarcodeSecondaryAndAuxiliary != NoSharedLimit
            ? Math.Max(0, SquareBarcodeSecondaryAndAuxiliary - inSecondary - inAuxiliary)
            : NoSharedLimit;
        var secondary = Math.Min(Math.Max(0, Secondary - inSecondary), shared);
        var auxiliary = Math.Min(Math.Max(0, Auxiliary - inAuxiliary), shared == NoSharedLimit ? shared : shared - secondary);
        return (secondary, auxiliary);
    }
}
