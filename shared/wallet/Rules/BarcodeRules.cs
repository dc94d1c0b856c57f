using System.Text;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>A barcode must be able to hold its message, or the device shows none.</summary>
internal static class BarcodeRules
{
    private static readonly string[] Encodings = ["iso-8859-1", "utf-8", "us-ascii", "ascii", "latin1"];

    public static void CheckTemplate(TemplateBarcode? barcode, FindingList findings)
    {
        if (barcode?.FallbackFormat is { } fallback && BarcodeFormats.IsNew(fallback))
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
                findings.Error(At, "required",
                    "Give the barcode's message, or leave barcodeFormat out (null in an update) for a pass without a barcode.");
            return;
        }

        var message = pass.BarcodeMessage;
        var encoding = BarcodeEncoding.Of(template.Barcode, message);
        var format = pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr;
        if (!BarcodeCapacity.Holds(format, message, encoding))
            findings.Error(At, "barcode_cannot_hold_message", Problem(format, message, encoding));

        var fallback = template.Barcode?.FallbackFormat ?? BarcodeFormat.Qr;
        if (BarcodeFormats.IsNew(format) && !BarcodeCapacity.Holds(fallback, message, encoding))
            findings.Error(At, "barcode_cannot_hold_message", $"For devices before iOS 27: {Problem(fallback, message, encoding)}");

        if (!BarcodeEncoding.IsUnicode(encoding) && BarcodeEncoding.Of(message) == BarcodeEncoding.Utf8)
        {
            findings.Error("/barcode/messageEncoding", "barcode_cannot_hold_message",
                $"The message has characters outside {encoding}: leave the encoding out or use utf-8.");
        }
    }

    private static string Problem(BarcodeFormat format, string message, string encoding) => format switch
    {
        BarcodeFormat.Qr => TooLong("A QR code", BarcodeCapacity.MaxQrBytes, message, encoding),
        BarcodeFormat.Pdf417 => TooLong("A PDF417 code", BarcodeCapacity.MaxPdf417Bytes, message, encoding),
        BarcodeFormat.Aztec => TooLong("An Aztec code", BarcodeCapacity.MaxAztecBytes, message, encoding),
        BarcodeFormat.Code128 => $"Use at most {BarcodeCapacity.MaxLinear} ASCII characters for Code 128, or choose qr.",
        BarcodeFormat.Code39 =>
            $"Use at most {BarcodeCapacity.MaxLinear} digits, capital letters and - . $ / + % and space for Code 39.",
        BarcodeFormat.Codabar => "Use digits and - $ : / . + between a start and a stop letter A to D for Codabar, such as A40156B.",
        BarcodeFormat.Ean13 => "Give 13 digits for EAN-13, of which the last is the right check digit.",
        BarcodeFormat.Itf => $"Give an even number of digits, at most {BarcodeCapacity.MaxLinear}, for ITF.",
        _ => "Choose a known barcode format.",
    };

    private static string TooLong(string code, int max, string message, string encoding)
    {
        var bytes = BarcodeEncoding.IsUnicode(encoding) ? Encoding.UTF8.GetByteCount(message) : message.Length;
        return $"{code} holds at most {max:N0} bytes, and the message has {bytes:N0} in {encoding}: shorten it.";
    }
}
