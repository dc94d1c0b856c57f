namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>
/// The marks in the wallet buttons. Both brands ask for a black button in light and dark mode, their own words in the visitor's language,
/// and a mark that is not recolored; these are drawn after the brands' published rules, for a deployment that gives no artwork of the
/// brands in <c>HostedPages:Badges</c>.
/// </summary>
internal static class WalletMarks
{
    /// <summary>Cards in a pocket, in the colors of Apple Wallet.</summary>
    internal const string Apple =
        "<svg viewBox=\"0 0 32 24\" aria-hidden=\"true\"><rect width=\"32\" height=\"24\" rx=\"4.5\" fill=\"#d9d7cd\"/>"
        + "<rect x=\"2\" y=\"2\" width=\"28\" height=\"9\" rx=\"2.5\" fill=\"#2a93d1\"/>"
        + "<rect x=\"2\" y=\"5\" width=\"28\" height=\"9\" rx=\"2.5\" fill=\"#fdb718\"/>"
        + "<rect x=\"2\" y=\"8\" width=\"28\" height=\"9\" rx=\"2.5\" fill=\"#3ab05b\"/>"
        + "<rect x=\"2\" y=\"11\" width=\"28\" height=\"9\" rx=\"2.5\" fill=\"#ee5a4f\"/>"
        + "<path fill=\"#d9d7cd\" d=\"M2 14h8.5c1.2 0 1.7.7 2.2 1.7C13.3 17 14.4 18 16 18s2.7-1 3.3-2.3c.5-1 1-1.7 2.2-1.7H30v5.5"
        + "a2.5 2.5 0 0 1-2.5 2.5h-23A2.5 2.5 0 0 1 2 19.5z\"/></svg>";

    /// <summary>Overlapping cards, in the colors of Google Wallet.</summary>
    internal const string Google =
        "<svg viewBox=\"0 0 32 24\" aria-hidden=\"true\"><rect x=\"3\" y=\"1\" width=\"26\" height=\"12\" rx=\"3.5\" fill=\"#34a853\"/>"
        + "<rect x=\"3\" y=\"4\" width=\"26\" height=\"12\" rx=\"3.5\" fill=\"#fbbc04\"/>"
        + "<rect x=\"3\" y=\"7\" width=\"26\" height=\"12\" rx=\"3.5\" fill=\"#ea4335\"/>"
        + "<path fill=\"#4285f4\" d=\"M3 12.5l13.5 4.2c2 .6 4.2.2 5.9-1L29 11"
        + "v8.5a3.5 3.5 0 0 1-3.5 3.5h-19A3.5 3.5 0 0 1 3 19.5z\"/></svg>";
}
