using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>A barcode's symbology, by one name for both wallets.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BarcodeFormat>))]
public enum BarcodeFormat
{
    /// <summary>QR code: every device, any text.</summary>
    Qr,

    /// <summary>PDF417: every device.</summary>
    Pdf417,

    /// <summary>Aztec: every device, any text.</summary>
    Aztec,

    /// <summary>Code 128: ASCII; not shown on Apple Watch.</summary>
    Code128,

    /// <summary>Code 39: digits, capital letters and <c>- . $ / + %</c> and space; Apple from iOS 27, with a fallback before.</summary>
    Code39,

    /// <summary>
    /// Codabar: digits and <c>- $ : / . +</c> between start and stop letters A to D; Apple from iOS 27, with a fallback before.
    /// </summary>
    Codabar,

    /// <summary>EAN-13: 12 digits and their check digit; Apple from iOS 27, with a fallback before.</summary>
    Ean13,

    /// <summary>Interleaved 2 of 5: an even number of digits (Google shows 14 only); Apple from iOS 27, with a fallback before.</summary>
    Itf,
}
