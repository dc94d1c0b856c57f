namespace Passinstance.Wallet.Model;

// Of cards, coupons and places.
public sealed partial record SemanticTags
{
    /// <summary>The balance left.</summary>
    public SemanticCurrencyAmount? Balance { get; init; }

    /// <summary>Price of the pass.</summary>
    public SemanticCurrencyAmount? TotalPrice { get; init; }

    /// <summary>Wi-Fi networks that the holder may use.</summary>
    public IReadOnlyList<SemanticWifiNetwork>? WifiAccess { get; init; }
}
