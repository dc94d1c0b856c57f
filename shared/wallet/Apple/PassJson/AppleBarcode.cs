using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Writes <c>barcodes</c>, the list in which the first that a device can show wins, and the older <c>barcode</c>.</summary>
internal static class AppleBarcode
{
    private static readonly JsonEncodedText Barcode = AppleJson.Text("barcode");
    private static readonly JsonEncodedText Barcodes = AppleJson.Text("barcodes");
    private static readonly JsonEncodedText Format = AppleJson.Text("format");
    private static readonly JsonEncodedText Message = AppleJson.Text("message");
    private static readonly JsonEncodedText MessageEncoding = AppleJson.Text("messageEncoding");
    private static readonly JsonEncodedText AltText = AppleJson.Text("altText");

    /// <summary>Whether the format came with iOS 27, so that a fall-back must follow it.</summary>
    public static bool IsNew(BarcodeFormat format) =>
        format is BarcodeFormat.Code39 or BarcodeFormat.Codabar or BarcodeFormat.Ean13 or BarcodeFormat.Itf;

    /// <summary>Whether the format is square, which leaves less room for fields.</summary>
    public static bool IsSquare(BarcodeFormat format) => format is BarcodeFormat.Qr or BarcodeFormat.Aztec;

    /// <summary>The name of the smallest encoding that can express a message.</summary>
    public static string EncodingOf(string message) => message.AsSpan().ContainsAnyExceptInRange('\0', 'ÿ') ? "utf-8" : "iso-8859-1";

    public static void Write(Utf8JsonWriter writer, TemplateBarcode? template, WalletPass pass)
    {
        if (string.IsNullOrEmpty(pass.BarcodeMessage))
        {
            return;
        }

        BarcodeFormat format = pass.BarcodeFormat ?? template?.Format ?? BarcodeFormat.Qr;
        BarcodeFormat fallback = template?.FallbackFormat ?? BarcodeFormat.Qr;
        writer.WriteStartArray(Barcodes);
        WriteOne(writer, format, template, pass);
        if (IsNew(format))
        {
            WriteOne(writer, fallback, template, pass);
        }

        writer.WriteEndArray();
        BarcodeFormat older = IsNew(format) ? fallback : format;
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
        writer.WriteString(MessageEncoding, template?.MessageEncoding ?? EncodingOf(pass.BarcodeMessage!));
        if ((pass.BarcodeAltText ?? template?.AltText) is { } text)
        {
            writer.WriteString(AltText, text);
        }

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
