using System.Text.Json.Nodes;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>A barcode in Google's form.</summary>
internal static class GoogleBarcode
{
    private const int ItfDigits = 14;

    public static JsonObject Of(TemplateBarcode? template, WalletPass pass)
    {
        var format = pass.BarcodeFormat ?? template?.Format ?? BarcodeFormat.Qr;
        if (format == BarcodeFormat.Itf && pass.BarcodeMessage!.Length != ItfDigits)
        {
            // Google draws ITF with 14 digits only; Apple falls back from it in the same way on older devices.
            format = template?.FallbackFormat ?? BarcodeFormat.Qr;
        }

        var barcode = new JsonObject { ["type"] = Constant(format), ["value"] = pass.BarcodeMessage };
        if ((pass.BarcodeAltText ?? template?.AltText) is { } text)
            barcode["alternateText"] = text;
        if (format == BarcodeFormat.Qr && BarcodeEncoding.Of(pass.BarcodeMessage!) == BarcodeEncoding.Utf8)
            barcode["renderEncoding"] = "UTF_8";
        return barcode;
    }

    private static string Constant(BarcodeFormat format) => format switch
    {
        BarcodeFormat.Qr => "QR_CODE",
        BarcodeFormat.Pdf417 => "PDF_417",
        BarcodeFormat.Aztec => "AZTEC",
        BarcodeFormat.Code128 => "CODE_128",
        BarcodeFormat.Code39 => "CODE_39",
        BarcodeFormat.Codabar => "CODABAR",
        BarcodeFormat.Ean13 => "EAN_13",
        BarcodeFormat.Itf => "ITF_14",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown barcode format."),
    };
}
