using System.Text;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Barcodes;

/// <summary>Whether a message fits in a barcode, by arithmetic.</summary>
internal enum Fit
{
    Yes,
    No,

    /// <summary>Near the limit: depends on how the message is encoded.</summary>
    Unknown,
}

/// <summary>Which messages a barcode can hold: those that <see cref="BarcodeEncoder"/> encodes.</summary>
internal static class BarcodeCapacity
{
    /// <summary>The longest message of Code 128, Code 39, Codabar and ITF.</summary>
    public const int MaxLinear = 80;

    // Version 40-L holds 2,953 bytes, or 7,089 digits.
    public const int MaxQrBytes = 2_953;
    private const int MaxQrDigits = 7_089;

    // 928 codewords less the length, two for error detection and up to three for modes: six bytes are five of them, 44 digits fifteen.
    public const int MaxPdf417Bytes = 1_106;
    private const int MaxPdf417Digits = 2_710;

    // 32 layers hold 1,914 bytes and 3,832 digits. Bytes that are all zeros or all ones take more room, since no word may be uniform.
    public const int MaxAztecBytes = 1_914;
    private const int MaxUniformAztecBytes = 1_780;
    private const int MaxAztecDigits = 3_832;

    /// <summary>Whether a message fits. Its text is checked for bars; the encoder is asked only near the limit.</summary>
    public static bool Holds(BarcodeFormat format, string message, string encoding) =>
        Of(format, message, BarcodeEncoding.IsUnicode(encoding)) switch
        {
            Fit.Yes => true,
            Fit.No => false,
            _ => BarcodeEncoder.Encode(format, message, encoding) is not null,
        };

    /// <summary>Whether a message fits, by arithmetic.</summary>
    public static Fit Of(BarcodeFormat format, string message, bool isUtf8) => format switch
    {
        _ when message.Length == 0 => Fit.No,
        BarcodeFormat.Qr => ByLength(message, isUtf8, MaxQrBytes, MaxQrDigits),
        BarcodeFormat.Pdf417 => ByLength(message, isUtf8, MaxPdf417Bytes, MaxPdf417Digits),
        BarcodeFormat.Aztec => ByLength(message, isUtf8, MaxUniformAztecBytes, MaxAztecDigits),
        BarcodeFormat.Code128 => ByText(message.Length <= MaxLinear && message.All(char.IsAscii)),
        BarcodeFormat.Code39 => ByText(message.Length <= MaxLinear && message.All(IsCode39)),
        BarcodeFormat.Codabar => ByText(IsCodabar(message)),
        BarcodeFormat.Ean13 => ByText(IsEan13(message)),
        BarcodeFormat.Itf => ByText(message.Length % 2 == 0 && message.Length <= MaxLinear && message.All(char.IsAsciiDigit)),
        _ => Fit.No,
    };

    private static Fit ByText(bool fits) => fits ? Fit.Yes : Fit.No;

    private static Fit ByLength(string message, bool isUtf8, int certainBytes, int maxDigits)
    {
        // No format takes less than a digit's room for a character.
        if (message.Length > maxDigits)
            return Fit.No;
        return (isUtf8 ? Encoding.UTF8.GetByteCount(message) : message.Length) <= certainBytes ? Fit.Yes : Fit.Unknown;
    }

    private static bool IsCode39(char c) =>
        char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || "-. $/+%".Contains(c, StringComparison.Ordinal);

    private static bool IsCodabar(string message) =>
        message.Length is >= 3 and <= MaxLinear && message[0] is >= 'A' and <= 'D' && message[^1] is >= 'A' and <= 'D'
        && message[1..^1].All(c => char.IsAsciiDigit(c) || "-$:/.+".Contains(c, StringComparison.Ordinal));

    private static bool IsEan13(string message)
    {
        if (message.Length != 13 || !message.All(char.IsAsciiDigit))
            return false;
        var sum = message[..12].Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return (10 - (sum % 10)) % 10 == message[12] - '0';
    }
}
