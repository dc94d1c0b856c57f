using System.Text.Json;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Writes <c>barcodes</c>, the list in which the first that a device can show wins, and the older <c>barcode</c>.</summary>
internal static class AppleBarcode
{
    private static readonly JsonEncodedText Barcode = WalletJson.Text("barcode");
    private static readonly JsonEncodedText Barcodes = WalletJson.Text("barcodes");
    private static readonly JsonEncodedText Format = WalletJson.Text("format");
    private static readonly JsonEncodedText Message = WalletJson.Text("message");
    private static readonly JsonEncodedText MessageEncoding = WalletJson.Text("messageEncoding");
    private static readonly JsonEncodedText AltText = WalletJson.Text("altText");

    public static void Write(Utf8JsonWriter writer, TemplateBarcode? template, WalletPass pass)
    {
        if (string.IsNullOrEmpty(pass.BarcodeMessage))
            return;
        var format = pass.BarcodeFormat ?? template?.Format ?? BarcodeFormat.Qr;
        var fallback = template?.FallbackFormat ?? BarcodeFormat.Qr;
        writer.WriteStartArray(Barcodes);
        WriteOne(writer, format, template, pass);
        if (BarcodeFormats.IsNew(format))
            WriteOne(writer, fallback, template, pass);
        writer.WriteEndArray();
        var older = BarcodeFormats.IsNew(format) ? fallback : format;
        if (older != BarcodeFormat.Code128)
        {
            writer.WritePropertyName(Barcode);
            WriteOne(writer, older, template, pass);
        }
    }

    private static void WriteOne(Utf8JsonWriter writer, BarcodeFormat format, TemplateBarcode? template, WalletPass pass)
    {
        writer.WriteStartObject();
        writer.WriteString(Format, Constant(format));
        writer.WriteString(Message, pass.BarcodeMessage);
        writer.WriteString(MessageEncoding, BarcodeEncoding.Of(template, pass.BarcodeMessage!));
        if ((pass.BarcodeAltText ?? template?.AltText) is { } text)
            writer.WriteString(AltText, text);
        writer.WriteEndObject();
    }

    private static string Constant(BarcodeFormat format) => format switch
    {
        BarcodeFormat.Qr => "PKBarcodeFormatQR",
        BarcodeFormat.Pdf417 => "PKBarcodeFormatPDF417",
        BarcodeFormat.Aztec => "PKBarcodeFormatAztec",
        BarcodeFormat.Code128 => "PKBarcodeFormatCode128",
        BarcodeFormat.Code39 => "PKBarcodeFormatCode39",
        BarcodeFormat.Codabar => "PKBarcodeFormatCodabar",
        BarcodeFormat.Ean13 => "PKBarcodeFormatEAN13",
        BarcodeFormat.Itf => "PKBarcodeFormatI2of5",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown barcode format."),
    };
}
