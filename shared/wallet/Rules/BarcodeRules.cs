using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>A barcode must be able to hold its message, or the device shows none.</summary>
internal static class BarcodeRules
{
    private static readonly string[] Encodings = ["iso-8859-1", "utf-8", "us-ascii", "ascii", "latin1"];

    public static void CheckTemplate(TemplateBarcode? barcode, FindingList findings)
    {
        if (barcode?.FallbackFormat is { } fallback && AppleBarcode.IsNew(fallback))
        {
            findings.Error("/barcode/fallbackFormat", "wrong_fallback",
                "Fall back to a format that older devices know: qr, pdf417, aztec or code128.");
        }

        if (barcode?.MessageEncoding is { } encoding && !Encodings.Contains(encoding, StringComparer.OrdinalIgnoreCase))
        {
            findings.Warning("/barcode/messageEncoding", "unusual_encoding",
                "Use iso-8859-1 or utf-8, or leave the encoding out: readers expect these.");
        }
    }

    public static void CheckPass(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        const string At = "/barcodeMessage";
        if (string.IsNullOrEmpty(pass.BarcodeMessage))
        {
            if (pass.BarcodeFormat is not null || pass.BarcodeAltText is not null)
            {
                findings.Error(At, "required", "Give the barcode's message, or leave the barcode out.");
            }

            return;
        }

        BarcodeFormat format = pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr;
        if (Problem(format, pass.BarcodeMessage) is { } problem)
        {
            findings.Error(At, "barcode_cannot_hold_message", problem);
        }

        if (AppleBarcode.IsNew(format) && Problem(template.Barcode?.FallbackFormat ?? BarcodeFormat.Qr, pass.BarcodeMessage) is { } older)
        {
            findings.Error(At, "barcode_cannot_hold_message", $"For devices before iOS 27: {older}");
        }

        string encoding = template.Barcode?.MessageEncoding ?? AppleBarcode.EncodingOf(pass.BarcodeMessage);
        if (!encoding.StartsWith("utf", StringComparison.OrdinalIgnoreCase) && AppleBarcode.EncodingOf(pass.BarcodeMessage) == "utf-8")
        {
            findings.Error("/barcode/messageEncoding", "barcode_cannot_hold_message",
                $"The message has characters outside {encoding}: leave the encoding out or use utf-8.");
        }
    }

    /// <summary>Why a format cannot hold a message; null when it can.</summary>
    public static string? Problem(BarcodeFormat format, string message) => format switch
    {
        BarcodeFormat.Qr =>
            Utf8Length(message) <= 2_953 ? null : "Shorten the message to at most 2,953 bytes, which is all that a QR code holds.",
        BarcodeFormat.Pdf417 =>
            Utf8Length(message) <= 1_108 ? null : "Shorten the message to at most 1,108 bytes, which is all that a PDF417 holds.",
        BarcodeFormat.Aztec =>
            Utf8Length(message) <= 1_914 ? null : "Shorten the message to at most 1,914 bytes, which is all that an Aztec code holds.",
        BarcodeFormat.Code128 =>
            message.Length <= 80 && message.All(char.IsAscii) ? null : "Use at most 80 ASCII characters for Code 128, or choose qr.",
        BarcodeFormat.Code39 => message.Length <= 80
            && message.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || "-. $/+%".Contains(c, StringComparison.Ordinal))
            ? null : "Use at most 80 digits, capital letters and - . $ / + % and space for Code 39.",
        BarcodeFormat.Codabar =>
            IsCodabar(message) ? null : "Use digits and - $ : / . + between a start and a stop letter A to D for Codabar, such as A40156B.",
        BarcodeFormat.Ean13 => IsEan13(message) ? null : "Give 13 digits for EAN-13, of which the last is the right check digit.",
        BarcodeFormat.Itf => message.Length % 2 == 0 && message.Length <= 80 && message.All(char.IsAsciiDigit) ? null
            : "Give an even number of digits, at most 80, for ITF.",
        _ => "Choose a known barcode format.",
    };

    public static bool IsEan13(string message)
    {
        if (message.Length != 13 || !message.All(char.IsAsciiDigit))
        {
            return false;
        }

        int sum = message[..12].Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return (10 - (sum % 10)) % 10 == message[12] - '0';
    }

    private static bool IsCodabar(string message) =>
        message.Length is >= 3 and <= 80 && message[0] is >= 'A' and <= 'D' && message[^1] is >= 'A' and <= 'D'
        && message[1..^1].All(c => char.IsAsciiDigit(c) || "-$:/.+".Contains(c, StringComparison.Ordinal));

    private static int Utf8Length(string message) => System.Text.Encoding.UTF8.GetByteCount(message);
}
