using System.Globalization;

namespace Passinstance.Passes.AppleWallet;

/// <summary>What a device has seen: opaque to the device, which sends it with the next request.</summary>
/// <param name="Restore">The newest restore of the database; 0 before the first.</param>
/// <param name="Transaction">What transactions below it did has been seen.</param>
internal readonly record struct DeviceTag(int Restore, long Transaction)
{
    private const char Separator = '-';

    /// <summary>Reads a tag; null for one that this service has not made.</summary>
    internal static DeviceTag? TryRead(string? text)
    {
        if (text is null)
            return null;
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        var restore = 0;
        return (separator < 0 || int.TryParse(text.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out restore))
            && long.TryParse(text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            ? new DeviceTag(restore, transaction)
            : null;
    }

    /// <summary>The transaction alone before the first restore.</summary>
    public override string ToString() => Restore == 0
        ? Transaction.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Restore}{Separator}{Transaction}");
}
