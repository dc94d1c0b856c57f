using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Barcodes;

/// <summary>What the barcode formats have in common.</summary>
internal static class BarcodeFormats
{
    /// <summary>Whether Apple Wallet shows the format from iOS 27 only, so that a fallback must follow it.</summary>
    public static bool IsNew(BarcodeFormat format) =>
        format is BarcodeFormat.Code39 or BarcodeFormat.Codabar or BarcodeFormat.Ean13 or BarcodeFormat.Itf;

    /// <summary>Whether the format is square, which leaves less room for fields.</summary>
    public static bool IsSquare(BarcodeFormat format) => format is BarcodeFormat.Qr or BarcodeFormat.Aztec;
}
